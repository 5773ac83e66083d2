"""Sandbox: runs a command in a box, with clocks, and ends all it started. It knows nothing of agents, jobs and gates."""

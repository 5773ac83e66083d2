"""Sandbox: runs a command in a box, with clocks, and ends all it started. It knows no agents, jobs or gates."""

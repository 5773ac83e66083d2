"""Agents: how a coding agent is started, what it says, what it cost and how it ended. It spawns nothing itself."""

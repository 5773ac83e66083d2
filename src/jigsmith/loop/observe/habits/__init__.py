"""Habits: what people type and ask, from the records that shells, agents and git keep. Reduced and redacted as it is read."""

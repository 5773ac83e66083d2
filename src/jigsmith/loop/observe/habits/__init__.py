"""Habits: what people type and ask, as shells, agents and git recorded it. Reduced and redacted as it is read."""

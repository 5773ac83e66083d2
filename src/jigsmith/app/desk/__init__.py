"""The desk: what the dashboard reads and does, over all repositories that the factory works for."""

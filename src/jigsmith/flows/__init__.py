"""Flows: what takes time and survives a crash: jobs, tickets, merges; their order, retries, the state of tickets."""

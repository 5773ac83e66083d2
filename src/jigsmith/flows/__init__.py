"""Flows: what takes time and survives a crash: jobs, tickets, merges; their order, their retries, the state of tickets."""

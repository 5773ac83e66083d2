"""The factory floor: what jobs, tickets, pull requests and the processes that work on them are wired of."""

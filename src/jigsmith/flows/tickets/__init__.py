"""Tickets: from an issue to a merged pull request; the states are in `records`, the one machine in `machine`."""

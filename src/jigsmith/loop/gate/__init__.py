"""Gate: decides whether a change may pass. It measures nothing itself and merges nothing."""

"""Backtest, in parts: the tree as it was, the scan of it, what came afterwards, and how much of that would be written."""

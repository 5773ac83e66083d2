"""Backtest, in parts: the tree as it was, the scan of it, what came afterwards, how much a template writes of it."""

"""Figures, in parts: what the ledger knows of one repository or of all, read once for whoever asks."""

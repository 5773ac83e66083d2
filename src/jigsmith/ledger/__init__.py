"""Ledger: append-only records of what was used and what it brought. The one definition of "saved" belongs here."""

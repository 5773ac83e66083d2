"""Store: the only SQL. Tables, migrations and queries; what they mean is said in ledger and app."""

"""The factory's tables: runs of jobs, tickets, the local forge, leases; on SQLite and Postgres, by SQLAlchemy Core."""

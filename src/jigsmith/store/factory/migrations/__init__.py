"""Alembic's folder: `env` runs the migrations in `versions`. A migration that was released is never changed."""

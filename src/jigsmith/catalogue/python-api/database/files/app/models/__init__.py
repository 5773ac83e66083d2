"""The tables. Alembic compares the database with the models that are imported here; nothing else is done with them."""
# ruff: noqa: F401
# pyright: reportUnusedImport=false

from app.models.base import Base

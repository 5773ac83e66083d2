"""The tables. Alembic compares the database with the models that are imported here."""

from app.models.base import Base

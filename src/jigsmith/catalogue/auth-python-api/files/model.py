"""The table of users: who may come in."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Record


class User(Record):
    """Somebody who can sign in."""

    __tablename__ = "users"

    email: Mapped[str] = mapped_column(String(254), unique=True)
    password_hash: Mapped[str] = mapped_column(String(255))
    active: Mapped[bool]
    # Part of every token: counting up ends all that were given out before.
    token_version: Mapped[int]

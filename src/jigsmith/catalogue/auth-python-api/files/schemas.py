"""Users and tokens as JSON."""

from typing import Annotated

from pydantic import AwareDatetime, Field, StringConstraints

from app.schemas import fields

Email = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True,
        to_lower=True,
        max_length=254,
        pattern=r"^[^@\s\x00]+@[^@\s\x00]+\.[^@\s\x00]+$",
    ),
]
# The upper bound keeps a caller from making the hash expensive.
Password = Annotated[str, Field(min_length=10, max_length=200)]


class UserCreate(fields.Input):
    """What is needed to become a user."""

    email: Email
    password: Password


class PasswordChange(fields.Input):
    """The old password and the new one."""

    old: Annotated[str, Field(max_length=200)]
    new: Password


class UserRead(fields.Output):
    """A user, as they see themselves."""

    id: int
    email: str
    created_at: AwareDatetime


class Token(fields.Output):
    """What a caller sends from now on: `Authorization: Bearer …`."""

    access_token: str
    token_type: str = "bearer"  # noqa: S105 - a kind of token, not a secret

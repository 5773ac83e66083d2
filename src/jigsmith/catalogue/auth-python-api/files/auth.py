"""Who is calling: passwords are kept as Argon2 hashes, and whoever signs in gets a signed token for a short time.

`CurrentUser` in the arguments of a route lets only users in and says which; `dependencies=[Depends(current_user)]`
guards a whole router.
"""

import datetime as dt
from functools import cache
from typing import Annotated

import jwt
from fastapi import Depends, FastAPI, Request
from fastapi.security import OAuth2PasswordBearer
from pwdlib import PasswordHash
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database import DatabaseSession
from app.errors import Unauthorized
from app.models.user import User
from app.settings import Settings, SettingsError

ALGORITHM = "HS256"
EXAMPLE = "development-only"
hashes = PasswordHash.recommended()
bearer = OAuth2PasswordBearer(tokenUrl="auth/token", auto_error=False)


def install(_: FastAPI, settings: Settings) -> None:
    """Refuse to go into production with the secret that everybody can read in `.env.example`."""
    if settings.environment == "production" and settings.auth_secret.get_secret_value().startswith(EXAMPLE):
        raise SettingsError("AUTH_SECRET is the one of .env.example. Make one of your own: openssl rand -hex 32")


def sign_in(session: Session, email: str, password: str) -> User:
    """Find the user; Unauthorized when there is none of that address and password. It takes as long either way."""
    user = session.scalar(select(User).where(User.email == email.strip().lower()))
    known = user.password_hash if user else _nobody()
    right, renewed = hashes.verify_and_update(password, known)
    if user is None or not right or not user.active:
        raise _unauthorized("There is no active user with that address and password.")
    if renewed:
        user.password_hash = renewed
    return user


def set_password(user: User, password: str) -> None:
    """Take a new password. Tokens that were given out before are worth nothing from now on."""
    user.password_hash = hashes.hash(password)
    user.token_version += 1


def make_token(user: User, settings: Settings, *, now: dt.datetime | None = None) -> str:
    """Make a token that holds for AUTH_MINUTES."""
    start = now or dt.datetime.now(dt.UTC)
    end = start + dt.timedelta(minutes=settings.auth_minutes)
    claims = {"sub": str(user.id), "version": user.token_version, "iat": start, "exp": end}
    return jwt.encode(  # pyright: ignore[reportUnknownMemberType] - it names a type of another library
        claims,
        settings.auth_secret.get_secret_value(),
        algorithm=ALGORITHM,
    )


def current_user(
    request: Request,
    session: DatabaseSession,
    token: Annotated[str | None, Depends(bearer)],
) -> User:
    """Find whose token came with the request; Unauthorized without a valid one."""
    settings: Settings = request.app.state.settings
    if not token:
        raise _unauthorized("Sign in first: this needs a token.")
    try:
        claims = jwt.decode(  # pyright: ignore[reportUnknownMemberType]
            token,
            settings.auth_secret.get_secret_value(),
            algorithms=[ALGORITHM],
            options={"require": ["exp", "sub"]},
        )
        user = session.get(User, int(claims["sub"]))
    except (jwt.InvalidTokenError, ValueError):
        raise _unauthorized("The token is not valid, or not any more.") from None
    if user is None or not user.active or user.token_version != claims.get("version"):
        raise _unauthorized("The token is not valid, or not any more.")
    return user


@cache
def _nobody() -> str:
    return hashes.hash("nobody has this password")


def _unauthorized(detail: str) -> Unauthorized:
    return Unauthorized(detail, headers={"WWW-Authenticate": "Bearer"})


CurrentUser = Annotated[User, Depends(current_user)]

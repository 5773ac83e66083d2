"""Become a user, sign in, and change the password."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.security import OAuth2PasswordRequestForm
from sqlalchemy import select

from app import auth
from app.auth import CurrentUser
from app.database import DatabaseSession
from app.errors import Conflict, NotFound
from app.models.user import User
from app.schemas.auth import PasswordChange, Token, UserCreate, UserRead
from app.settings import Settings

router = APIRouter(prefix="/auth", tags=["auth"])


@router.post("/users", status_code=HTTPStatus.CREATED)
def register(request: Request, session: DatabaseSession, body: UserCreate) -> UserRead:
    """Become a user, where AUTH_REGISTRATION allows it."""
    settings: Settings = request.app.state.settings
    if not settings.auth_registration:
        raise NotFound("Nobody can register here.")
    if session.scalar(select(User.id).where(User.email == body.email)):
        raise Conflict("That address is taken.")
    user = User(email=body.email, active=True, token_version=0)
    auth.set_password(user, body.password)
    session.add(user)
    session.flush()
    session.refresh(user)
    return UserRead.model_validate(user)


@router.post("/token")
def sign_in(
    request: Request,
    session: DatabaseSession,
    form: Annotated[OAuth2PasswordRequestForm, Depends()],
) -> Token:
    """Get a token for an address (`username`) and a password."""
    user = auth.sign_in(session, form.username, form.password[:200])
    return Token(access_token=auth.make_token(user, request.app.state.settings))


@router.get("/me")
def me(user: CurrentUser) -> UserRead:
    """Say who is calling."""
    return UserRead.model_validate(user)


@router.post("/password", status_code=HTTPStatus.NO_CONTENT)
def change_password(session: DatabaseSession, user: CurrentUser, body: PasswordChange) -> None:
    """Change the password. All tokens end."""
    auth.sign_in(session, user.email, body.old)
    auth.set_password(user, body.new)
    session.flush()

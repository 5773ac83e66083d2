"""Somebody who is signed in."""

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from app import auth
from app.models.user import User
from app.settings import Settings

PASSWORD = "correct horse battery"


@pytest.fixture
def user(session: Session) -> User:
    """A user whose password is PASSWORD."""
    made = User(email="ada@example.com", active=True, token_version=0)
    auth.set_password(made, PASSWORD)
    session.add(made)
    session.commit()
    return made


@pytest.fixture
def signed_in(client: TestClient, user: User, settings: Settings) -> TestClient:
    """A client whose requests are those of `user`."""
    client.headers["authorization"] = f"Bearer {auth.make_token(user, settings)}"
    return client

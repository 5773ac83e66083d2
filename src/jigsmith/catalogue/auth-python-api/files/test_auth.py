import datetime as dt
from typing import Any

import jwt
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from app import auth
from app.main import create_app
from app.models.user import User
from app.settings import Settings, SettingsError
from tests.plugins.auth import PASSWORD

NEW = {"email": " Grace@Example.com ", "password": "a long enough one"}


def token_for(client: TestClient, email: str, password: str) -> str | None:
    answer = client.post("/auth/token", data={"username": email, "password": password})
    assert answer.status_code in {200, 401}
    return answer.json().get("access_token")


def sealed(claims: dict[str, Any], key: str | None, algorithm: str) -> str:
    return jwt.encode(claims, key, algorithm)  # pyright: ignore[reportUnknownMemberType]


def with_token(client: TestClient, token: str) -> int:
    return client.get("/auth/me", headers={"authorization": f"Bearer {token}"}).status_code


def test_who_registers_can_sign_in_and_is_known(client: TestClient):
    made = client.post("/auth/users", json=NEW)
    assert made.status_code == 201
    assert made.json()["email"] == "grace@example.com"
    token = token_for(client, "GRACE@example.com", NEW["password"])
    answer = client.get("/auth/me", headers={"authorization": f"Bearer {token}"})
    assert answer.json() == made.json()


def test_an_address_is_taken_once(client: TestClient):
    assert client.post("/auth/users", json=NEW).status_code == 201
    again = client.post("/auth/users", json=NEW | {"email": "grace@example.com"})
    assert (again.status_code, again.json()["code"]) == (409, "conflict")


@pytest.mark.parametrize("odd", [{"email": "nobody"}, {"password": "short"}, {"password": "x" * 201}])
def test_an_odd_address_or_password_is_refused(client: TestClient, odd: dict[str, str]):
    answer = client.post("/auth/users", json=NEW | odd)
    assert answer.status_code == 422
    assert odd.get("password", "x" * 999) not in answer.text


def test_registration_can_be_closed(app: FastAPI, client: TestClient, settings: Settings):
    app.state.settings = settings.model_copy(update={"auth_registration": False})
    assert client.post("/auth/users", json=NEW).status_code == 404


def test_the_password_is_kept_as_a_hash(user: User):
    assert user.password_hash.startswith("$argon2id$")
    assert PASSWORD not in user.password_hash


def test_a_wrong_password_and_a_wrong_address_are_answered_alike(client: TestClient, user: User):
    answers = [
        client.post("/auth/token", data={"username": email, "password": password})
        for email, password in [(user.email, "wrong"), ("nobody@example.com", PASSWORD)]
    ]
    assert [answer.status_code for answer in answers] == [401, 401]
    assert answers[0].json()["detail"] == answers[1].json()["detail"]


def test_without_a_token_nobody_comes_in(client: TestClient):
    answer = client.get("/auth/me")
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized")
    assert answer.headers["www-authenticate"] == "Bearer"


def test_a_token_ends(client: TestClient, user: User, settings: Settings):
    before = dt.datetime.now(dt.UTC) - dt.timedelta(minutes=settings.auth_minutes, seconds=1)
    assert with_token(client, auth.make_token(user, settings, now=before)) == 401
    assert with_token(client, auth.make_token(user, settings)) == 200


@pytest.mark.parametrize("key", ["another secret of at least 32 characters", ""])
def test_a_token_that_somebody_else_made_is_worth_nothing(client: TestClient, user: User, key: str):
    end = dt.datetime.now(dt.UTC) + dt.timedelta(hours=1)
    claims = {"sub": str(user.id), "version": user.token_version, "exp": end}
    assert with_token(client, sealed(claims, key or None, "HS256" if key else "none")) == 401


@pytest.mark.parametrize("claim", ["exp", "sub", "version"])
def test_a_token_without_a_claim_is_worth_nothing(client: TestClient, user: User, settings: Settings, claim: str):
    secret = settings.auth_secret.get_secret_value()
    end = dt.datetime.now(dt.UTC) + dt.timedelta(hours=1)
    claims = {"sub": str(user.id), "version": user.token_version, "exp": end}
    assert with_token(client, sealed(claims, secret, "HS256")) == 200
    del claims[claim]
    assert with_token(client, sealed(claims, secret, "HS256")) == 401


def test_a_new_password_ends_all_tokens(signed_in: TestClient, user: User):
    change = {"old": PASSWORD, "new": "another long one"}
    assert signed_in.post("/auth/password", json=change | {"old": "wrong"}).status_code == 401
    assert signed_in.post("/auth/password", json=change).status_code == 204
    assert signed_in.get("/auth/me").status_code == 401
    assert token_for(signed_in, user.email, PASSWORD) is None
    assert token_for(signed_in, user.email, "another long one")


def test_a_user_who_is_not_active_stays_outside(signed_in: TestClient, user: User, session: Session):
    user.active = False
    session.commit()
    assert signed_in.get("/auth/me").status_code == 401
    assert token_for(signed_in, user.email, PASSWORD) is None


def test_the_secret_of_the_example_does_not_go_into_production(settings: Settings):
    with pytest.raises(SettingsError, match=r"AUTH_SECRET"):
        create_app(settings.model_copy(update={"environment": "production"}))

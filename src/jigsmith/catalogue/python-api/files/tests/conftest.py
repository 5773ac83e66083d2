"""What all tests share: the settings of `.env.example`, the service, and a client."""

import os
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.main import create_app
from app.settings import ROOT, Settings, load

{% if database == "none" %}
pytest_plugins: list[str] = []
{% else %}
pytest_plugins: list[str] = ["tests.plugins.database"]
{% endif %}
# A value in the environment wins over the one in .env.example.
os.environ["ENVIRONMENT"] = "test"


@pytest.fixture(scope="session")
def settings() -> Settings:
    """What the service is told in tests."""
    return load(ROOT / ".env.example")


@pytest.fixture
def app(settings: Settings) -> FastAPI:
    """The service, made anew for each test."""
    return create_app(settings)


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    """Somebody who calls it."""
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client

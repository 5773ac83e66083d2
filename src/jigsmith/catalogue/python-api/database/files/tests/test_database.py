from pathlib import Path
from typing import Annotated

import pytest
import sqlalchemy as sa
from fastapi import Depends, FastAPI
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from app.database import DatabaseSession, connect, open_session, ping
from app.errors import Unavailable
from app.main import create_app
from app.settings import ROOT, Settings, SettingsError, load


def test_a_service_that_is_not_told_where_its_database_is_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("DATABASE_URL")
    file = tmp_path / ".env"
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    file.write_text(example.replace("DATABASE_URL", "# DATABASE_URL"), encoding="utf-8")
    with pytest.raises(SettingsError, match=r"DATABASE_URL is missing"):
        load(file)


def test_a_database_that_does_not_answer_is_unavailable():
    with pytest.raises(Unavailable):
        ping(connect("sqlite:////no/such/folder/nothing.db"))


def test_what_a_constraint_refuses_is_a_conflict(app: FastAPI, client: TestClient):
    @app.post("/twice")
    def twice(session: DatabaseSession) -> None:  # pyright: ignore[reportUnusedFunction]
        session.execute(sa.text("create table once (number integer primary key)"))
        session.execute(sa.text("insert into once values (1), (1)"))

    answer = client.post("/twice")
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert "once" not in answer.text


def test_a_request_that_fails_leaves_nothing_behind(settings: Settings, engine: sa.Engine):
    app = create_app(settings)

    @app.post("/broken")
    def broken(session: Annotated[Session, Depends(open_session)]) -> None:  # pyright: ignore[reportUnusedFunction]
        session.execute(sa.text("create table half (number integer)"))
        raise RuntimeError

    with TestClient(app, raise_server_exceptions=False) as client:
        assert client.post("/broken").status_code == 500
    assert not sa.inspect(engine).has_table("half")

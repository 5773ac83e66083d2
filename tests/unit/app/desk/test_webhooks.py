"""Deliveries of GitHub's webhook: believed by their signature, taken once, and only for repositories that are here."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests import dashboard

from jigsmith.app.factory import webhooks
from jigsmith.base import errors
from jigsmith.engines.forge.github import webhook
from jigsmith.store.factory import database, tickets

SECRET = "the secret of both"
GITHUB = '\n[forge]\nkind = "github"\nrepo = "Acme/Shop"\n'


@pytest.fixture
def ground(tmp_path: Path, jig_home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dashboard.Ground]:
    monkeypatch.setenv("GITHUB_WEBHOOK_SECRET", SECRET)
    with dashboard.ground(tmp_path, jig_home, history=2) as made:
        with (made.root / "jig.toml").open("a") as file:
            file.write(GITHUB)
        yield made


def delivery(body: Any, *, secret: str = SECRET, event: str = "ping") -> tuple[bytes, dict[str, str]]:
    raw = json.dumps(body).encode()
    head = {
        "x-hub-signature-256": webhook.signature(secret, raw),
        "x-github-event": event,
        "content-type": "application/json",
    }
    return raw, head


def test_a_delivery_is_taken_once(ground: dashboard.Ground):
    raw, head = delivery({"repository": {"full_name": "acme/shop"}, "zen": "Once."})
    assert webhooks.take(ground.desk.floor, raw, head) == webhooks.Taken(event="ping", again=False, tickets=())
    assert webhooks.take(ground.desk.floor, raw, head | {"x-github-delivery": "another"}).again


@pytest.mark.parametrize("change", ["secret", "body", "unsigned", "repository", "no json"])
def test_what_is_not_from_github_or_not_for_us_is_refused(ground: dashboard.Ground, change: str):
    name = "acme/other" if change == "repository" else "acme/shop"
    raw, head = delivery({"repository": {"full_name": name}}, secret="guessed" if change == "secret" else SECRET)
    if change == "unsigned":
        del head["x-hub-signature-256"]
    raw = {"body": raw + b" ", "no json": b"{"}.get(change, raw)
    with pytest.raises(errors.ForgeRefused):
        webhooks.take(ground.desk.floor, raw, head)


def test_over_http_no_login_is_needed_and_no_more_is_let_in(ground: dashboard.Ground):
    raw, head = delivery({"repository": {"full_name": "acme/shop"}})
    with dashboard.served(ground.desk, login=True) as address:
        answer = httpx.post(f"{address}/webhooks/github", content=raw, headers=head | {"host": "jig.example.org"})
        assert answer.status_code == 202 and answer.json() == {"event": "ping", "again": False, "tickets": []}
        assert httpx.post(f"{address}/webhooks/github", content=raw + b" ", headers=head).status_code == 403
        assert httpx.post(f"{address}/webhooks/other", content=raw, headers=head).status_code == 404
        chunked = httpx.post(f"{address}/webhooks/github", content=iter([raw]), headers=head)
        assert chunked.status_code == 413
    with database.reading(ground.desk.floor.store) as connection:
        assert len(tickets.those(connection)) == len(dashboard.TICKETS)

"""The proxy between an agent and its model: a real server on each side, on loopback."""

import json
import socket
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
from tests import models
from tests.models import Turn

from jigsmith.base import errors
from jigsmith.engines.agents import prices, proxy, serving
from jigsmith.engines.agents.account import Call, Cap, Usage

KEY = "the-real-key"
QUESTION = {"model": "claude-sonnet-4-5", "max_tokens": 100, "stream": True, "tools": [{"name": "x"}], "messages": []}
ASKED = {"model": "gpt-5.4", "stream": True, "input": []}


@contextmanager
def served(
    server: models.Models, *, cap: Cap | None = None, **more: Any
) -> Iterator[tuple[serving.Served, httpx2.Client]]:
    """A proxy before a server of models, and a client that has its token."""
    known = proxy.providers(
        {
            "ANTHROPIC_API_KEY": KEY,
            "OPENAI_API_KEY": KEY,
            "ANTHROPIC_BASE_URL": server.url,
            "OPENAI_BASE_URL": server.url,
        }
    )
    with serving.served(known, path=None, cap=cap or Cap(), **more) as running:
        with httpx2.Client(base_url=f"http://127.0.0.1:{running.port}", headers={"x-api-key": running.token}) as client:
            yield running, client


def test_the_key_is_put_in_outside_and_the_answer_streams_through():
    with models.serving(Turn(text="Hello, this is some text.")) as server, served(server) as (running, client):
        headers = {"anthropic-version": "2023-06-01", "anthropic-beta": "some-beta", "x-custom": "kept"}
        answer = client.post("/v1/messages?beta=true", json=QUESTION, headers=headers)
        assert answer.status_code == 200
        assert answer.text.count("event: content_block_delta") == 2
        [asked] = server.asked
        assert asked["path"] == "/v1/messages?beta=true"
        assert asked["body"] == QUESTION
        assert asked["headers"]["x-api-key"] == KEY
        assert asked["headers"]["anthropic-beta"] == "some-beta"
        assert asked["headers"]["x-custom"] == "kept"
        assert running.token not in json.dumps(server.asked)


def test_what_is_used_is_counted_for_both_kinds_of_models():
    calls: list[Call] = []
    turn = Turn(text="ok", read=1_000, written=50)
    with models.serving(turn) as server, served(server, on_call=calls.append) as (running, client):
        client.post("/v1/messages", json=QUESTION)
        client.post("/v1/messages", json={**QUESTION, "stream": False})
        client.post("/v1/responses", json=ASKED)
        used = running.usage
    one = (1_000 * 3 + 50 * 15) / 1e6
    other = (900 * 2.5 + 100 * 0.25 + 50 * 15) / 1e6
    assert used.cost == pytest.approx(2 * one + other)
    assert (used.calls, used.tokens.read, used.tokens.written, used.guessed) == (3, 3_000, 150, 0)
    assert [call.cost for call in calls] == pytest.approx([one, one, other])


def test_past_the_cap_no_call_gets_through():
    with models.serving(Turn(text="ok")) as server, served(server, cap=Cap(money=0.005)) as (running, client):
        answers = [client.post("/v1/messages", json=QUESTION) for _ in range(4)]
        assert [answer.status_code for answer in answers] == [200, 200, 402, 402]
        assert answers[-1].json()["error"]["type"] == "budget_exhausted"
        assert len(server.asked) == 2
        assert running.usage.refused == 2


def test_a_cap_on_tokens_holds_as_well_and_counts_what_was_used_before():
    before = Usage(tokens=prices.Tokens(fresh=1_500))
    with models.serving(Turn(text="ok")) as server, served(server, cap=Cap(tokens=2_000), usage=before) as (_, client):
        assert [client.post("/v1/messages", json=QUESTION).status_code for _ in range(2)] == [200, 402]


def test_many_calls_at_once_do_not_run_over_the_cap_together():
    turn = Turn(text="ok", delay=0.5)
    with models.serving(turn) as server, served(server, cap=Cap(money=0.012)) as (running, client):
        client.post("/v1/messages", json=QUESTION)  # 0.00375
        threads = [
            threading.Thread(target=client.post, args=("/v1/messages",), kwargs={"json": QUESTION}) for _ in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert running.usage.cost <= 0.012 + running.usage.dearest
        assert running.usage.refused >= 5


def test_somebody_else_may_refuse_too():
    with models.serving(Turn(text="ok")) as server, served(server, refuse=lambda: "The day is over.") as (_, client):
        answer = client.post("/v1/messages", json=QUESTION)
        assert answer.status_code == 402
        assert "The day is over." in answer.json()["error"]["message"]
        assert server.asked == []


def test_without_its_token_nobody_gets_through():
    with models.serving(Turn(text="ok")) as server, served(server) as (_, client):
        for headers in ({"x-api-key": "wrong"}, {"x-api-key": "", "authorization": f"Bearer {KEY}"}):
            assert client.post("/v1/messages", json=QUESTION, headers=headers).status_code == 401
        assert server.asked == []


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/files"),
        ("POST", "/v1/messages/batches"),
        ("GET", "/v1/organizations/x"),
        ("PUT", "/v1/messages"),
    ],
)
def test_nothing_else_of_the_account_is_open(method: str, path: str):
    with models.serving(Turn(text="ok")) as server, served(server) as (_, client):
        assert client.request(method, path).status_code == 403
        assert client.get("/v1/messages/../files").status_code == 403
        assert server.asked == []


def test_errors_of_the_model_come_back_and_cost_nothing():
    turn = Turn(status=429, headers={"retry-after": "120"})
    with models.serving(turn) as server, served(server) as (running, client):
        answer = client.post("/v1/messages", json=QUESTION)
        assert answer.status_code == 429
        assert answer.headers["retry-after"] == "120"
        assert running.usage.cost == 0
        assert running.usage.resets_at
        assert timedelta(seconds=100) < running.usage.resets_at - datetime.now(UTC) <= timedelta(seconds=120)


def test_an_answer_that_breaks_off_is_counted_by_what_was_seen():
    turn = Turn(text="word " * 400, breaks=True)
    with models.serving(turn) as server, served(server) as (running, client):
        client.post("/v1/messages", json=QUESTION)
        assert running.usage.guessed == 1
        assert running.usage.tokens.read == 1_000
        assert running.usage.tokens.written == 500


def test_a_model_that_is_not_there_is_an_error_of_the_gateway():
    with models.serving(Turn()) as server:
        url = server.url
    gone = models.Models(turns=(), url=url)
    with served(gone) as (_, client):
        assert client.post("/v1/messages", json=QUESTION).status_code == 502


def test_what_cannot_be_counted_is_not_passed_on():
    with models.serving(Turn(text="ok")) as server, served(server) as (_, client):
        assert client.post("/v1/messages", content=b"no json").status_code == 415
        assert client.post("/v1/messages", json=QUESTION, headers={"content-encoding": "gzip"}).status_code == 415
        assert server.asked == []


def test_without_a_key_it_says_so():
    with serving.served({}, path=None, cap=Cap()) as running:
        answer = httpx2.post(
            f"http://127.0.0.1:{running.port}/v1/messages", json=QUESTION, headers={"x-api-key": running.token}
        )
    assert answer.status_code == 401
    assert "There is no key for anthropic" in answer.json()["error"]["message"]


def test_its_socket_is_for_its_owner_alone_and_goes_with_it(tmp_path: Path):
    path = tmp_path / "proxy.sock"
    with models.serving(Turn(text="ok")) as server:
        known = proxy.providers({"ANTHROPIC_API_KEY": KEY, "ANTHROPIC_BASE_URL": server.url})
        with serving.served(known, path=path, cap=Cap()) as running:
            assert stat.S_IMODE(path.stat().st_mode) == 0o600
            client = httpx2.Client(transport=httpx2.HTTPTransport(uds=str(path)))
            headers = {"authorization": f"Bearer {running.token}"}
            assert client.post("http://box/v1/messages", json=QUESTION, headers=headers).status_code == 200
            client.close()
    assert not path.exists()


def test_one_that_was_killed_left_its_socket_and_that_is_no_obstacle(tmp_path: Path):
    path = tmp_path / "proxy.sock"
    with socket.socket(socket.AF_UNIX) as old:
        old.bind(str(path))
    with serving.served({}, path=path, cap=Cap()):
        assert path.exists()


def test_a_path_that_no_socket_can_have_is_named(tmp_path: Path):
    with pytest.raises(errors.ProxyFailed, match="longer than 107 bytes"):
        with serving.served({}, path=tmp_path / ("x" * 120), cap=Cap()):
            pass


def test_a_gateway_and_a_subscription_are_taken_from_the_environment():
    found = proxy.providers(
        {"CLAUDE_CODE_OAUTH_TOKEN": "t", "OPENAI_API_KEY": "k", "OPENAI_BASE_URL": "http://gate/v1/"}
    )
    assert found["anthropic"].url == "https://api.anthropic.com"
    assert found["anthropic"].headers["authorization"] == "Bearer t"
    assert found["openai"].url == "http://gate"


def test_when_a_limit_passes_is_read_from_the_headers():
    now = datetime(2026, 11, 30, 12, tzinfo=UTC)
    assert proxy.resets_at({"anthropic-ratelimit-unified-reset": "1790000000"}, now=now) == datetime.fromtimestamp(
        1_790_000_000, UTC
    )
    assert proxy.resets_at({"retry-after": "30"}, now=now) == now + timedelta(seconds=30)
    assert proxy.resets_at({}, now=now) is None

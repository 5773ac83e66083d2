import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import sentry_sdk
from fastapi import FastAPI
from fastapi.testclient import TestClient
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from pydantic import SecretStr
from sentry_sdk.envelope import Envelope
from sentry_sdk.transport import Transport

from app import logs, monitoring
from app.errors import Conflict
from app.settings import Settings


class Kept(Transport):
    """A transport that keeps what would be sent."""

    def __init__(self) -> None:
        super().__init__()
        self.events: list[dict[str, Any]] = []

    def capture_envelope(self, envelope: Envelope) -> None:
        event: Any = envelope.get_event()
        if event:
            self.events.append(event)


@pytest.fixture
def spans() -> InMemorySpanExporter:
    return InMemorySpanExporter()


@pytest.fixture
def metrics() -> InMemoryMetricReader:
    return InMemoryMetricReader()


@pytest.fixture
def kept() -> Iterator[Kept]:
    yield Kept()
    sentry_sdk.get_global_scope().set_client(None)
    logs.context.clear()


@pytest.fixture
def watched(
    app: FastAPI,
    settings: Settings,
    spans: InMemorySpanExporter,
    metrics: InMemoryMetricReader,
    kept: Kept,
) -> FastAPI:
    receivers = monitoring.Receivers(spans=[SimpleSpanProcessor(spans)], metrics=[metrics], errors=kept)
    told = settings.model_copy(update={"sentry_dsn": SecretStr("https://key@127.0.0.1/1")})
    monitoring.install(app, told, receivers)

    @app.get("/things/{number}")
    def thing(number: int) -> int:  # pyright: ignore[reportUnusedFunction]
        if number == 0:
            raise RuntimeError("a bug")
        if number == 1:
            raise Conflict("It is there already.")
        logging.getLogger("app").info("working")
        return number

    return app


def test_a_request_is_traced_by_its_route(watched: FastAPI, client: TestClient, spans: InMemorySpanExporter):
    assert client.get("/things/7").status_code == 200
    names = [span.name for span in spans.get_finished_spans()]
    assert "GET /things/{number}" in names


def test_those_who_ask_whether_it_lives_are_not_traced(
    watched: FastAPI, client: TestClient, spans: InMemorySpanExporter
):
    assert client.get("/health/live").status_code == 200
    assert not spans.get_finished_spans()


def test_requests_are_measured(watched: FastAPI, client: TestClient, metrics: InMemoryMetricReader):
    client.get("/things/7")
    told = metrics.get_metrics_data()
    assert told is not None
    names = {
        metric.name
        for resource in told.resource_metrics
        for scope in resource.scope_metrics
        for metric in scope.metrics
    }
    assert any("duration" in name for name in names)


def test_a_line_of_the_log_names_its_trace(
    watched: FastAPI, client: TestClient, spans: InMemorySpanExporter, capsys: pytest.CaptureFixture[str]
):
    handler = next(each for each in logging.getLogger().handlers if isinstance(each.formatter, logs.JsonFormatter))
    lines: list[str] = []
    handler.emit = lambda record: lines.append(handler.format(record))
    client.get("/things/7")
    told = [json.loads(line) for line in lines]
    trace = next(line["trace_id"] for line in told if line["message"] == "working")
    context = spans.get_finished_spans()[0].context
    assert context is not None
    assert trace == f"{context.trace_id:032x}"


def test_a_bug_is_reported_with_its_route(watched: FastAPI, client: TestClient, kept: Kept):
    headers = {"authorization": "Bearer ada@example.com"}
    assert client.get("/things/0", headers=headers).status_code == 500
    sentry_sdk.flush()
    assert "ada@example.com" not in json.dumps(kept.events, default=str)
    values = [event["exception"]["values"][-1] for event in kept.events if "exception" in event]
    assert ("RuntimeError", "a bug") in [(value["type"], value["value"]) for value in values]


def test_an_error_of_the_caller_is_not_reported(watched: FastAPI, client: TestClient, kept: Kept):
    assert client.get("/things/1").status_code == 409
    sentry_sdk.flush()
    assert kept.events == []


def test_without_settings_nothing_is_watched(app: FastAPI, client: TestClient):
    assert client.get("/health/live").status_code == 200
    assert not sentry_sdk.get_client().is_active()
    assert logs.context == {}

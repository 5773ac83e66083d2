import json
import logging

import pytest
from fastapi.testclient import TestClient

from app.logs import JsonFormatter


def test_a_request_is_logged_with_its_number(client: TestClient, caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.INFO, logger="app"):
        client.get("/health/live", headers={"x-request-id": "r-7"})
    data = next(record.__dict__["data"] for record in caplog.records if record.name == "app")
    assert (data["method"], data["path"], data["status"]) == ("GET", "/health/live", 200)


def test_a_number_that_could_forge_a_log_is_not_taken(client: TestClient):
    answer = client.get("/health/live", headers={"x-request-id": "a b\tc"})
    assert len(answer.headers["x-request-id"]) == 32


def test_a_line_is_json_with_its_exception():
    try:
        raise ValueError("no")
    except ValueError as error:
        kind = type(error), error, error.__traceback__
    record = logging.LogRecord("x", logging.ERROR, __file__, 1, "it %s", ("failed",), kind)
    line = json.loads(JsonFormatter().format(record))
    assert (line["level"], line["message"]) == ("error", "it failed")
    assert "ValueError: no" in line["exception"]

from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.errors import Unavailable


def test_the_process_answers(client: TestClient):
    answer = client.get("/health/live")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_it_is_ready_when_what_it_needs_answers(client: TestClient):
    assert client.get("/health/ready").json() == {"status": "ok"}


def test_it_is_not_ready_when_something_does_not_answer(app: FastAPI, client: TestClient):
    def fails() -> None:
        raise Unavailable("The post office does not answer.")

    app.state.checks["post office"] = fails
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert client.get("/health/live").status_code == 200


def test_every_route_says_in_openapi_how_it_fails(app: FastAPI):
    for path, methods in app.openapi()["paths"].items():
        for method, operation in methods.items():
            assert "default" in operation["responses"], f"{method} {path}"

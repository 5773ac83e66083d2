from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import BaseModel

from app.errors import Conflict


class Order(BaseModel):
    amount: int


def add_routes(app: FastAPI) -> None:
    @app.get("/conflict")
    def conflict() -> None:  # pyright: ignore[reportUnusedFunction]
        raise Conflict("It is there already.")

    @app.get("/bug")
    def bug() -> None:  # pyright: ignore[reportUnusedFunction]
        raise RuntimeError("the password is secret")

    @app.post("/order")
    def order(_: Order) -> None: ...  # pyright: ignore[reportUnusedFunction]


def test_an_error_of_the_service_is_a_problem(app: FastAPI, client: TestClient):
    add_routes(app)
    answer = client.get("/conflict", headers={"x-request-id": "r-1"})
    assert answer.status_code == 409
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json() == {
        "type": "about:blank",
        "title": "Conflict",
        "status": 409,
        "detail": "It is there already.",
        "code": "conflict",
        "request_id": "r-1",
    }


def test_an_address_without_a_route_is_a_problem(client: TestClient):
    answer = client.get("/nowhere")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert answer.json()["request_id"] == answer.headers["x-request-id"]


def test_a_wrong_value_is_named(app: FastAPI, client: TestClient):
    add_routes(app)
    answer = client.post("/order", json={"amount": "many"})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert [field["where"] for field in answer.json()["fields"]] == ["body.amount"]


def test_a_bug_is_answered_without_its_text(app: FastAPI, client: TestClient):
    add_routes(app)
    answer = client.get("/bug")
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert "secret" not in answer.text
    assert answer.json()["request_id"] == answer.headers["x-request-id"]

"""The JSON API: what its description says holds for whatever is sent, and it does what the pages do."""

import contextlib
import csv
import io
import re
from typing import Any

import httpx
import jsonschema
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.core.result import Ok
from schemathesis.specs.openapi import schemas  # imported late, pytest would rewrite it while the server starts
from tests import dashboard
from tests.dashboard import Ground

from jigsmith.app.desk import access
from jigsmith.faces.web import api, openapi
from jigsmith.ledger import uses, who


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_what_is_sent_and_answered_is_as_described(ground: Ground, mode: GenerationMode):
    """Schemathesis makes calls, right ones and wrong ones, and holds each answer against the description."""
    tried = set()
    with dashboard.served(ground.desk) as address:
        schema = schemathesis.openapi.from_url(f"{address}/api/openapi.json")
        assert isinstance(schema, schemas.OpenApiSchema)
        for operation in (result.ok() for result in schema.get_all_operations() if isinstance(result, Ok)):

            @given(case=operation.as_strategy(generation_mode=mode))
            @settings(max_examples=8, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
            def holds(case: schemathesis.Case) -> None:
                case.call_and_validate(base_url=address, timeout=30)

            with contextlib.suppress(Unsatisfiable):  # there is no wrong way to ask for a list without filters
                holds()
            tried.add(operation.label)
    assert len(tried) == len(api.CALLS)


def test_every_answer_fits_its_schema(ground: Ground):
    described = openapi.document()
    wanted = {
        "/api/home": "/api/home", "/api/jobs": "/api/jobs", "/api/jobs/{repository}/{name}": "/api/jobs/web-shop/tests",
        "/api/runs": "/api/runs?limit=3", "/api/tickets": "/api/tickets", "/api/tickets/{number}": "/api/tickets/2",
        "/api/candidates": "/api/candidates", "/api/templates": "/api/templates", "/api/uses": "/api/uses",
        "/api/search": "/api/search?q=price", "/api/tools": "/api/tools", "/api/tools/{name}": "/api/tools/crud",
        "/api/tasks": "/api/tasks", "/api/tasks/{number}": "/api/tasks/1", "/api/worth": "/api/worth",
        "/api/returns": "/api/returns", "/api/metrics": "/api/metrics?weeks=26", "/api/review": "/api/review",
        "/api/forecast": "/api/forecast?weeks=12",
    }  # fmt: skip
    with dashboard.served(ground.desk) as address:
        for path, address_of in wanted.items():
            answer = httpx.get(f"{address}{address_of}", timeout=30)
            content = described["paths"][path]["get"]["responses"]["200"]["content"]
            schema: dict[str, Any] = {**content["application/json"]["schema"], "components": described["components"]}
            jsonschema.validate(answer.json(), schema)
            assert answer.json() or path == "/api/templates", path


def test_lists_come_as_csv_in_which_nothing_is_a_formula(ground: Ground):
    with dashboard.served(ground.desk) as address:
        rows = list(csv.DictReader(io.StringIO(httpx.get(f"{address}/api/tickets?format=csv").text)))
    assert rows[0]["title"] == "Round prices up, as the tax office wants it"
    assert len(rows) == len(dashboard.TICKETS)


@pytest.mark.parametrize("value", ["=1+1", "+1", "-1", "@SUM(A1)"])
def test_a_cell_that_a_spreadsheet_would_reckon_is_text(value: str):
    assert api.cell(value) == f"'{value}"


def test_what_is_wrong_is_said_with_where_and_what_to_do(ground: Ground):
    with dashboard.served(ground.desk) as address:
        answer = httpx.get(f"{address}/api/runs?limit=0")
        assert answer.status_code == 400 and "limit" in answer.json()["what"] and answer.json()["do"]
        answer = httpx.post(f"{address}/api/tickets/1/answer", json={"text": "Once."})
        assert answer.status_code == 400 and "text" in answer.json()["what"]
        answer = httpx.post(f"{address}/api/tickets/3/answer", json={"answer": "Once."})
        assert answer.status_code == 409 and "asks nothing" in answer.json()["what"]
        assert httpx.get(f"{address}/api/nothing").json()["what"] == "there is no such page"
        assert httpx.delete(f"{address}/api/jobs").status_code == 405


def test_what_is_done_is_a_use_of_the_web_and_to_look_is_none(ground: Ground):
    with dashboard.served(ground.desk) as address, httpx.Client(base_url=address, timeout=60) as client:
        client.get("/api/jobs").raise_for_status()
        assert client.post("/api/jobs/web-shop/tests/run", json={}).status_code == 200
        assert client.post("/api/tickets/1/approve", json={}).status_code == 409
        form = re.search(r'name="form" value="([^"]+)"', client.get("/jobs").text)
        assert form
        client.post("/jobs/web-shop/tests/pause", data={"form": form[1], "next": "/jobs"})
        task = next(each["id"] for each in client.get("/api/tasks").json() if each["repository"] == "web-shop")
        client.post(f"/api/tasks/{task}/log", json={"length": "20m"}).raise_for_status()
        assert client.post(f"/api/tickets/{10**30}/retry", json={}).status_code == 404
    found = [each for each in uses.read(ground.desk.floor.home) if each.surface == "web"]
    assert [(each.tool, each.outcome, each.error) for each in found] == [
        ("jobs run", "ok", ""), ("ticket approve", "failed", "TicketUnfit"), ("jobs pause", "ok", ""),
        ("log", "ok", ""), ("ticket retry", "failed", "TicketMissing"),
    ]  # fmt: skip
    assert {each.repository for each in found[:4]} == {str(ground.root)} and all(each.active for each in found)


def test_who_signs_in_is_somebody_of_their_own_in_the_ledger_and_not_by_name(ground: Ground):
    floor = ground.desk.floor
    tokens = {name: access.add(floor, name, "act") for name in ("alice", "bob")}
    with dashboard.served(ground.desk, login=True) as address:
        for name in ("alice", "bob", "alice"):
            sent = {"authorization": f"Bearer {tokens[name]}"}
            httpx.post(f"{address}/api/jobs/web-shop/tests/pause", json={}, headers=sent, timeout=60).raise_for_status()
    found = [each.who for each in uses.read(floor.home) if each.surface == "web"]
    assert len(found) == 3 and found[0] == found[2] != found[1] and who.known(floor.home).name not in found
    assert not any(name in each for each in found for name in ("alice", "bob"))


def test_a_repository_that_records_nothing_is_left_out(ground: Ground):
    with (ground.root / "jig.toml").open("a") as file:
        file.write("\n[ledger]\nrecord = false\n")
    with dashboard.served(ground.desk) as address:
        httpx.post(f"{address}/api/jobs/web-shop/tests/run", json={}, timeout=60).raise_for_status()
    assert not [each for each in uses.read(ground.desk.floor.home) if each.surface == "web"]

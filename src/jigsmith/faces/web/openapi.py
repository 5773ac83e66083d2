"""The description of the JSON API, as OpenAPI 3.1 has it: made from the calls and their types."""

import re
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

import jigsmith
from jigsmith.app.desk import runs, tasks, tools
from jigsmith.faces.web import api, calls
from jigsmith.faces.web import figures as views

FILTERS: dict[str, dict[str, Any]] = {
    "repository": {"type": "string", "description": "By its short name; left out: all."},
    "state": {"type": "string", "description": "Only those in this state; empty: all."},
    "q": {"type": "string", "description": "Only those with this text."},
    "job": {"type": "string", "description": "Only those of this job."},
    "limit": {"type": "integer", "minimum": 1, "maximum": calls.MOST, "default": 100},
    "surface": {"type": "string", "description": "Only those that came in this way: cli, mcp, web, job, agent, ..."},
    "days": {"type": "integer", "enum": [7, 30, 90, 365], "default": 30},
    "weeks": {"type": "integer"},
}
STATES = {
    "/api/jobs": list(runs.ORDER), "/api/runs": list(calls.STATES), "/api/tools": list(tools.VERDICTS),
    "/api/tasks": list(tasks.STATES),
}  # fmt: skip
WEEKS = {"/api/metrics": (views.TRENDS, 8), "/api/forecast": (views.AHEAD, 26)}
FAILURES = {
    "400": "What was sent is not as described.", "401": "A token is needed.", "403": "The role is too small.",
    "404": "There is no such thing.", "409": "It is not in a state in which that can be done.",
    "413": "It is too large.", "429": "Too many requests.", "500": "jig.toml cannot be read.",
    "503": "The database is away.",
}  # fmt: skip


def document() -> dict[str, Any]:
    """Return the description."""
    kinds = [call.gives for call in api.CALLS] + [call.takes for call in api.CALLS if call.takes] + [calls.Failure]
    schemas, components = msgspec.json.schema_components(kinds, ref_template="#/components/schemas/{name}")
    known = dict(zip(map(repr, kinds), schemas, strict=True))
    paths: dict[str, Any] = {}
    for call in api.CALLS:
        path = re.sub(r"\{(\w+):\w+\}", r"{\1}", call.path)
        paths.setdefault(path, {})[call.method.lower()] = operation(call, known)
    return {
        "openapi": "3.1.0",
        "info": {"title": "jigsmith", "version": jigsmith.__version__, "description": (api.__doc__ or "").strip()},
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{"token": []}, {}],
    }


def operation(call: calls.Call, known: dict[str, Any]) -> dict[str, Any]:
    """Return the description of one call."""
    content = {"application/json": {"schema": known[repr(call.gives)]}}
    if call.method == "GET":
        content["text/csv"] = {"schema": {"type": "string"}}
    found: dict[str, Any] = {
        "operationId": re.sub(r"\W+", "_", f"{call.method.lower()}{call.path.removeprefix('/api')}").strip("_"),
        "summary": call.about,
        "description": f"Needs the role `{call.role}`.",
        "parameters": [*in_path(call), *(in_query(call, name) for name in call.filters)],
        "responses": {"200": {"description": call.about, "content": content}} | failures(known),
    }
    if call.takes:
        found["requestBody"] = {"content": {"application/json": {"schema": known[repr(call.takes)]}}, "required": True}
    if call.method == "GET":
        form = {"type": "string", "enum": ["json", "csv"], "default": "json"}
        found["parameters"].append({"name": "format", "in": "query", "schema": form})
    return found


def in_path(call: calls.Call) -> list[dict[str, Any]]:
    """Return the parameters in the path."""
    found = re.findall(r"\{(\w+)(:\w+)?\}", call.path)
    return [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": {"type": "integer", "minimum": 0} if kind == ":int" else {"type": "string", "minLength": 1},
        }
        for name, kind in found
    ]


def in_query(call: calls.Call, name: str) -> dict[str, Any]:
    """Return a filter."""
    schema = dict(FILTERS[name])
    if name == "state" and call.path in STATES:
        schema["enum"] = ["", *(each for each in STATES[call.path] if each)]
    if name == "weeks":
        spans, default = WEEKS[call.path]
        schema |= {"enum": [int(each) for each in spans], "default": default}
    return {"name": name, "in": "query", "schema": schema}


def failures(known: dict[str, Any]) -> dict[str, Any]:
    """Return the answers to what goes wrong."""
    content = {"application/json": {"schema": known[repr(calls.Failure)]}}
    return {status: {"description": about, "content": content} for status, about in FAILURES.items()}


def shown(_: Request) -> Response:
    """Answer with it."""
    return api.json(document())


ROUTES = [Route("/api/openapi.json", shown, methods=["GET"])]

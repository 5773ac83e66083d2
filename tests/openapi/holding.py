"""Holds calls and answers against a description in OpenAPI 3.0, by somebody else's validator of JSON schemas."""

import re
from collections.abc import Iterator
from typing import Any

import jsonschema
from tests.openapi import official


class Description:
    """What a description says of each call."""

    def __init__(self, data: dict[str, Any]) -> None:
        for each in official.walked(data["components"].get("schemas", {})):
            allow_null(each)
        for each in official.walked(data["paths"]):
            allow_null(each)
        self._data = data
        self._paths = [
            (re.compile(re.sub(r"\{\w+\}", "[^/]+", path.replace("/ref/heads/{ref}", "/ref/heads/.+"))), path)
            for path in sorted(data["paths"], key=lambda path: path.count("{"))
        ]

    def breaches(self, method: str, path: str, *, query: dict[str, str], body: Any) -> Iterator[str]:
        """Yield what a call does that is not described."""
        operation = self._operation(method, path)
        known = [self._named(each) for each in operation.get("parameters", [])]
        asked = {each["name"]: each["schema"] for each in known if each["in"] == "query"}
        for name, value in query.items():
            if name not in asked:
                yield f"{method} {path}: no parameter {name}"
            else:
                number = int(value) if asked[name].get("type") == "integer" else value
                yield from self._against(asked[name], number, f"{method} {path} ?{name}")
        if "requestBody" in operation:
            schema = operation["requestBody"]["content"]["application/json"]["schema"]
            yield from self._against(schema, body, f"{method} {path} body")
            known_names = set(schema.get("properties", {}))
            if known_names and isinstance(body, dict):
                yield from (f"{method} {path}: no field {name}" for name in body if name not in known_names)
        elif body is not None:
            yield f"{method} {path}: takes no body"

    def breaches_of_answer(self, method: str, path: str, *, status: int, answer: Any) -> Iterator[str]:
        """Yield what an answer says that is not described."""
        responses = self._operation(method, path)["responses"]
        if str(status) not in responses:
            yield f"{method} {path}: no answer {status}"
            return
        content = self._named(responses[str(status)]).get("content", {})
        if "application/json" in content:
            yield from self._against(content["application/json"]["schema"], answer, f"{method} {path} {status}")

    def _operation(self, method: str, path: str) -> dict[str, Any]:
        for pattern, name in self._paths:
            if pattern.fullmatch(path) and method.lower() in self._data["paths"][name]:
                found: dict[str, Any] = self._data["paths"][name][method.lower()]
                return found
        raise AssertionError(f"{method} {path} is not described")

    def _named(self, part: dict[str, Any]) -> dict[str, Any]:
        if "$ref" not in part:
            return part
        _, _, section, name = part["$ref"].split("/", 3)
        found: dict[str, Any] = self._data["components"][section][name]
        return found

    def _against(self, schema: Any, value: Any, where: str) -> Iterator[str]:
        whole = {**schema, "components": self._data["components"]}
        validator = jsonschema.Draft202012Validator(whole)
        for error in validator.iter_errors(value):
            yield f"{where} {error.json_path}: {error.message[:200]}"


def allow_null(schema: dict[str, Any]) -> None:
    """Write `nullable` of OpenAPI 3.0 as JSON schema has it; where it stands beside a reference as well."""
    if schema.pop("nullable", False) is not True:
        return
    inner = dict(schema)
    schema.clear()
    schema["anyOf"] = [{"type": "null"}, inner]

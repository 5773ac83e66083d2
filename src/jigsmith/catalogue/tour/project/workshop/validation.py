"""Checks what comes in as JSON against the fields of a model."""

from dataclasses import fields
from typing import Any


class Invalid(Exception):
    """A body that does not fit its schema."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__(str(problems))
        self.problems = problems


class Schema:
    """The fields of a model that may be given from outside."""

    def __init__(self, model: type, leave_out: tuple[str, ...]) -> None:
        self.types = {field.name: field.type for field in fields(model) if field.name not in leave_out}

    def read(self, body: Any, partly: bool = False) -> dict[str, Any]:
        if not isinstance(body, dict):
            raise Invalid({"": "must be an object"})
        problems = {name: "is unknown" for name in body if name not in self.types}
        for name, kind in self.types.items():
            if name not in body and not partly:
                problems[name] = "is missing"
            elif name in body and not isinstance(body[name], kind):
                problems[name] = f"must be of type {kind.__name__}"
        if problems:
            raise Invalid(problems)
        return body

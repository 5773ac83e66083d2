"""Checks what comes in as JSON against a schema."""

from dataclasses import dataclass
from typing import Any


class Invalid(Exception):
    """A body that does not fit its schema."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__(str(problems))
        self.problems = problems


@dataclass(frozen=True)
class Field:
    name: str
    type: type
    required: bool = True
    default: Any = None


class Schema:
    """The fields that a body may have."""

    def __init__(self, *fields: Field) -> None:
        self.fields = fields

    def read(self, body: Any) -> dict[str, Any]:
        if not isinstance(body, dict):
            raise Invalid({"": "must be an object"})
        problems = {name: "is unknown" for name in body if name not in {field.name for field in self.fields}}
        values = {}
        for field in self.fields:
            values[field.name] = body.get(field.name, field.default)
            if field.name not in body and field.required:
                problems[field.name] = "is missing"
            elif field.name in body and not isinstance(body[field.name], field.type):
                problems[field.name] = f"must be of type {field.type.__name__}"
        if problems:
            raise Invalid(problems)
        return values

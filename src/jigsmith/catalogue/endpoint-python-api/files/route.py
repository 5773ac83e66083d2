{% set in_address = method in ["get", "delete"] %}
"""{{ name | sentence }}."""

{% if in_address %}
from typing import Annotated

from fastapi import APIRouter, Query
{% else %}
from fastapi import APIRouter
{% endif %}

from app.schemas.{{ name | snake }} import (
    {{ name | pascal }}Input,
    {{ name | pascal }}Output,
)

router = APIRouter(tags=["{{ name | kebab }}"])


@router.{{ method }}("{{ path }}")
def {{ name | snake }}(
{% if in_address %}
    given: Annotated[{{ name | pascal }}Input, Query()],
{% else %}
    given: {{ name | pascal }}Input,
{% endif %}
) -> {{ name | pascal }}Output:
    """{{ name | sentence }}: it answers with what it was given, until its work is written here."""
    return {{ name | pascal }}Output(**given.model_dump())

{% set types = fields | map(attribute="type") | list %}
{% set taken = {"string": "fields.Line", "text": "fields.Text", "integer": "fields.Integer", "decimal": "fields.Amount", "boolean": "bool", "date": "dt.date", "datetime": "AwareDatetime"} %}
{% set given = {"string": "str", "text": "str", "integer": "int", "decimal": "Decimal", "boolean": "bool", "date": "dt.date", "datetime": "AwareDatetime"} %}
"""{{ name | plural | sentence }} as JSON: as they come in, and as they go out."""

{% if "date" in types %}
import datetime as dt
{% endif %}
{% if "decimal" in types %}
from decimal import Decimal
{% endif %}
{% if "date" in types or "decimal" in types %}

{% endif %}
from pydantic import AwareDatetime

from app.paging import Page
from app.schemas import fields


class {{ name | pascal }}Create(fields.Input):
    """What is needed for a new one."""
{% if fields %}

{% for field in fields %}
    {{ field.name | snake }}: {{ taken[field.type] }}{{ " | None = None" if field.optional else "" }}
{% endfor %}
{% endif %}


class {{ name | pascal }}Update(fields.Input):
    """A change: what is not given stays as it is."""
{% if fields %}

{% for field in fields %}
    {{ field.name | snake }}: {{ taken[field.type] }}{{ " | None" if field.optional else "" }} = fields.unchanged()
{% endfor %}
{% endif %}


class {{ name | pascal }}Read(fields.Output):
    """One as it is."""

    id: int
{% for field in fields %}
    {{ field.name | snake }}: {{ given[field.type] }}{{ " | None" if field.optional else "" }}
{% endfor %}
    created_at: AwareDatetime
    updated_at: AwareDatetime


class {{ name | pascal }}Page(Page):
    """Some of all there are."""

    items: list[{{ name | pascal }}Read]

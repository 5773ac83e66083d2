{% set types = fields | map(attribute="type") | list %}
{% set taken = {"string": "fields.Line", "text": "fields.Text", "integer": "fields.Integer", "decimal": "fields.Amount", "boolean": "bool", "date": "dt.date", "datetime": "AwareDatetime"} %}
{% set given = {"string": "str", "text": "str", "integer": "int", "decimal": "Decimal", "boolean": "bool", "date": "dt.date", "datetime": "AwareDatetime"} %}
"""{{ name | sentence }}: what comes in, and what goes out."""

{% if "date" in types %}
import datetime as dt
{% endif %}
{% if "decimal" in types %}
from decimal import Decimal
{% endif %}
{% if "date" in types or "decimal" in types %}

{% endif %}
{% if "datetime" in types %}
from pydantic import AwareDatetime

{% endif %}
from app.schemas import fields


class {{ name | pascal }}Input(fields.Input):
    """What comes in."""
{% if fields %}

{% for field in fields %}
    {{ field.name | snake }}: {{ taken[field.type] }}
{% endfor %}
{% endif %}


class {{ name | pascal }}Output(fields.Output):
    """What goes out."""
{% if fields %}

{% for field in fields %}
    {{ field.name | snake }}: {{ given[field.type] }}
{% endfor %}
{% endif %}

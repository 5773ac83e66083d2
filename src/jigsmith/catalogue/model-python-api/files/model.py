{% set types = fields | map(attribute="type") | list %}
{% set spelled = {"string": "str", "text": "str", "integer": "int", "decimal": "Decimal", "boolean": "bool", "date": "dt.date", "datetime": "dt.datetime"} %}
{% set columns = {"string": "String(255)", "text": "Text", "decimal": "Numeric(12, 2)"} %}
{% set kinds = [] %}
{% if "decimal" in types %}{% set kinds = kinds + ["Numeric"] %}{% endif %}
{% if "string" in types %}{% set kinds = kinds + ["String"] %}{% endif %}
{% if "text" in types %}{% set kinds = kinds + ["Text"] %}{% endif %}
"""The table of {{ name | words | plural }}."""

{% if "date" in types or "datetime" in types %}
import datetime as dt
{% endif %}
{% if "decimal" in types %}
from decimal import Decimal
{% endif %}
{% if "date" in types or "datetime" in types or "decimal" in types %}

{% endif %}
{% if kinds %}
from sqlalchemy import {{ kinds | join(", ") }}
{% endif %}
{% if fields %}
from sqlalchemy.orm import Mapped{{ ", mapped_column" if kinds else "" }}

{% endif %}
from app.models.base import Record


class {{ name | pascal }}(Record):
    """One of the {{ name | words | plural }}."""

    __tablename__ = "{{ name | snake | plural }}"
{% if fields %}

{% for field in fields %}
    {{ field.name | snake }}: Mapped[{{ spelled[field.type] }}{{ " | None" if field.optional else "" }}]
{%- if field.type in columns %} = mapped_column({{ columns[field.type] }}){% endif %}

{% endfor %}
{% endif %}

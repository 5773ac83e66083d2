{% set types = fields | map(attribute="type") | list %}
{% set samples = {"integer": "1", "decimal": 'Decimal("12.50")', "boolean": "True", "date": "dt.date(2026, 3, 14)", "datetime": "dt.datetime(2026, 3, 14, 15, 9, 26, tzinfo=dt.UTC)"} %}
{% if "date" in types or "datetime" in types %}
import datetime as dt
{% endif %}
{% if "decimal" in types %}
from decimal import Decimal
{% endif %}
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.{{ name | snake }} import {{ name | pascal }}

VALUES: dict[str, Any] = {{ "{" if fields else "{}" }}
{% for field in fields %}
    "{{ field.name | snake }}": {{ samples[field.type] if field.type in samples else '"First ' ~ (field.name | words) ~ '"' }},
{% endfor %}
{% if fields %}
}
{% endif %}


def test_what_goes_in_comes_out(session: Session):
    session.add({{ name | pascal }}(**VALUES))
    session.flush()
    session.expire_all()
    row = session.scalars(select({{ name | pascal }})).one()
    assert {key: getattr(row, key) for key in VALUES} == VALUES
    assert row.created_at.tzinfo is not None

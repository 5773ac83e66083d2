{% set in_address = method in ["get", "delete"] %}
{% set samples = {"integer": "1", "decimal": '"12.50"', "boolean": "True", "date": '"2026-03-14"', "datetime": '"2026-03-14T15:09:26Z"'} %}
from typing import Any

{% if fields %}
import pytest
{% endif %}
from fastapi.testclient import TestClient

PATH = "{{ path }}"
GIVEN: dict[str, Any] = {{ "{" if fields else "{}" }}
{% for field in fields %}
    "{{ field.name | snake }}": {{ samples[field.type] if field.type in samples else '"First ' ~ (field.name | words) ~ '"' }},
{% endfor %}
{% if fields %}
}
{% endif %}


def test_it_answers(client: TestClient):
    answer = client.request("{{ method | upper }}", PATH, {{ "params" if in_address else "json" }}=GIVEN)
    assert (answer.status_code, answer.json()) == (200, GIVEN)


def test_a_value_nobody_knows_is_refused(client: TestClient):
    answer = client.request("{{ method | upper }}", PATH, {{ "params" if in_address else "json" }}=GIVEN | {"no_such_value": 1})
    assert answer.status_code == 422
{% if fields %}


@pytest.mark.parametrize("name", list(GIVEN))
def test_every_value_must_be_given(client: TestClient, name: str):
    without = {key: value for key, value in GIVEN.items() if key != name}
    answer = client.request("{{ method | upper }}", PATH, {{ "params" if in_address else "json" }}=without)
    assert answer.status_code == 422
    assert name in answer.json()["detail"]
{% endif %}

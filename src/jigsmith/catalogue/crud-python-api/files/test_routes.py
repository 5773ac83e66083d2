{% set one = name | snake %}
{% set path = "/" ~ (name | plural | kebab) %}
{% set first = {"integer": "1", "decimal": '"12.50"', "boolean": "True", "date": '"2026-03-14"', "datetime": '"2026-03-14T15:09:26Z"'} %}
{% set second = {"integer": "2", "decimal": '"99.99"', "boolean": "False", "date": '"2027-12-31"', "datetime": '"2027-12-31T23:59:59Z"'} %}
{% set required = fields | rejectattr("optional") | list %}
{% set optional = fields | selectattr("optional") | list %}
from typing import Any

import pytest
from fastapi.testclient import TestClient

PATH = "{{ path }}"
NEW: dict[str, Any] = {{ "{" if fields else "{}" }}
{% for field in fields %}
    "{{ field.name | snake }}": {{ first[field.type] if field.type in first else '"First ' ~ (field.name | words) ~ '"' }},
{% endfor %}
{% if fields %}
}
{% endif %}
CHANGE: dict[str, Any] = {{ "{" if fields else "{}" }}
{% for field in fields %}
    "{{ field.name | snake }}": {{ second[field.type] if field.type in second else '"Second ' ~ (field.name | words) ~ '"' }},
{% endfor %}
{% if fields %}
}
{% endif %}


{% if protected %}
@pytest.fixture
def client(signed_in: TestClient) -> TestClient:
    """Whoever calls is signed in."""
    return signed_in


{% endif %}
def create(client: TestClient, **values: object) -> dict[str, Any]:
    answer = client.post(PATH, json=NEW | values)
    assert answer.status_code == 201, answer.text
    return answer.json()


def test_one_that_is_made_is_found_again(client: TestClient):
    made = create(client)
    assert made.items() >= NEW.items()
    found = client.get(f"{PATH}/{made['id']}")
    assert (found.status_code, found.json()) == (200, made)


def test_they_are_listed_in_pages(client: TestClient):
    numbers = [create(client)["id"] for _ in range(3)]
    page = client.get(PATH, params={"limit": 2, "offset": 1}).json()
    assert [item["id"] for item in page["items"]] == numbers[1:]
    assert (page["total"], page["limit"], page["offset"]) == (3, 2, 1)


@pytest.mark.parametrize("query", [{"limit": 0}, {"limit": 1000}, {"offset": -1}])
def test_a_page_has_bounds(client: TestClient, query: dict[str, int]):
    assert client.get(PATH, params=query).status_code == 422


@pytest.mark.parametrize("name", list(CHANGE))
def test_one_value_changes_and_the_rest_stays(client: TestClient, name: str):
    made = create(client)
    answer = client.patch(f"{PATH}/{made['id']}", json={name: CHANGE[name]})
    assert answer.status_code == 200, answer.text
    expected = made | {name: CHANGE[name], "updated_at": answer.json()["updated_at"]}
    assert answer.json() == expected
    assert client.get(f"{PATH}/{made['id']}").json() == expected


def test_one_that_is_deleted_is_gone(client: TestClient):
    address = f"{PATH}/{create(client)['id']}"
    assert client.delete(address).status_code == 204
    assert client.get(address).status_code == 404
    assert client.delete(address).status_code == 404


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_one_that_never_was_is_not_found(client: TestClient, method: str):
    answer = client.request(method, f"{PATH}/1", json={} if method == "PATCH" else None)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize("number", ["0", "two", 2**31, 10**30])
def test_what_cannot_be_a_number_is_refused(client: TestClient, number: object):
    assert client.get(f"{PATH}/{number}").status_code == 422


{% if protected %}
def test_nobody_gets_in_without_a_token(client: TestClient):
    address = f"{PATH}/{create(client)['id']}"
    del client.headers["authorization"]
    answers = [client.get(PATH), client.post(PATH, json=NEW), client.patch(address, json={}), client.delete(address)]
    assert [answer.status_code for answer in answers] == [401, 401, 401, 401]


{% endif %}
def test_a_value_nobody_knows_is_refused(client: TestClient):
    assert client.post(PATH, json=NEW | {"no_such_value": 1}).status_code == 422
{% if required %}


@pytest.mark.parametrize(
    "name",
    [
{% for field in required %}
        "{{ field.name | snake }}",
{% endfor %}
    ],
)
def test_a_required_value_must_be_given(client: TestClient, name: str):
    without = {key: value for key, value in NEW.items() if key != name}
    assert client.post(PATH, json=without).status_code == 422
    assert client.post(PATH, json=NEW | {name: None}).status_code == 422
    made = create(client)
    assert client.patch(f"{PATH}/{made['id']}", json={name: None}).status_code == 422
{% endif %}
{% if optional %}


@pytest.mark.parametrize(
    "name",
    [
{% for field in optional %}
        "{{ field.name | snake }}",
{% endfor %}
    ],
)
def test_an_optional_value_may_be_left_out_and_taken_away(client: TestClient, name: str):
    without = {key: value for key, value in NEW.items() if key != name}
    answer = client.post(PATH, json=without)
    assert (answer.status_code, answer.json()[name]) == (201, None)
    made = create(client)
    assert client.patch(f"{PATH}/{made['id']}", json={name: None}).json()[name] is None
{% endif %}

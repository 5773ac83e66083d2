"""Values: worked out piece by piece and kept, they are what the engine works out from the whole."""

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.loop.build.templates import P, rows

from jigsmith.base import errors
from jigsmith.engines.templates import format as formats
from jigsmith.engines.templates import render
from jigsmith.loop.build.fitting import values

TEMPLATE = formats.Template(
    name="t",
    parameters={
        "title": P(default="{{ name | title }}"),
        "port": P(type="integer", default=80),
        "cached": P(type="boolean", default=False),
        "kind": P(type="choice", choices=["a", "b"], default="a"),
        "parts": P(type="list", choices=["x", "y"], default=["x"]),
        "tags": P(type="list", default=["{{ title }}", "z"]),
        "short": P(pattern="[a-z]+", default="q"),
        "fields": rows(
            name=P(),
            label=P(default="{{ name }} of {{ title }}"),
            value=P(default="{{ label | upper }}"),
            inner=rows(key=P(default="{{ name }}-{{ port }}"), deep=P(type="list", default=["{{ key }}"])),
        ),
        "last": P(default="{{ fields | length }} {{ kind }}"),
    },
    files=[formats.File(path="a", content="")],
)
TEXT = st.sampled_from(["user", "a b", "{{ name }}", "", "Order"])
INNER = st.lists(st.fixed_dictionaries({}, optional={"key": TEXT, "deep": st.lists(TEXT, max_size=2)}), max_size=2)
FIELD = st.fixed_dictionaries({"name": TEXT}, optional={"label": TEXT, "value": TEXT, "inner": INNER})
OPTIONAL = {
    "title": TEXT,
    "port": st.one_of(st.integers(0, 3), st.just("80")),
    "cached": st.booleans(),
    "kind": st.sampled_from(["a", "b", "c"]),
    "parts": st.sampled_from([[], ["y"], ["z"]]),
    "tags": st.lists(TEXT, max_size=2),
    "short": st.sampled_from(["r", "R"]),
    "fields": st.lists(FIELD, max_size=3),
}
PARAMS = st.fixed_dictionaries({}, optional=OPTIONAL)


@settings(max_examples=80)
@given(st.lists(PARAMS, min_size=1, max_size=5))
def test_values_are_those_of_the_engine_whatever_was_asked_before(asked):
    kept = values.Values(TEMPLATE, "user_role")
    for params in asked:
        try:
            expected = render.complete(TEMPLATE, "user_role", params)
        except errors.JigError:
            with pytest.raises(errors.JigError):
                kept.complete(params)
        else:
            assert kept.complete(params) == expected
            assert kept.typed(params) == values.typed(params) == sum(map(values.typed, params.values()))


@settings(max_examples=40)
@given(PARAMS)
def test_what_is_the_same_is_the_same_object(params):
    kept = values.Values(TEMPLATE, "user")
    with contextlib.suppress(errors.ParameterInvalid):
        one, two = kept.complete(params), kept.complete({**params, "fields": list(params.get("fields", []))})
        assert all(a is b for a, b in zip(one["fields"], two["fields"], strict=True))
        assert one["title"] is two["title"] and one["last"] is two["last"]


def test_typing_a_value_is_typing_its_words_and_one_for_each_option():
    assert values.typed({"a": "x = f(1)", "b": [True, False, {"c": "two words", "d": []}], "e": 80}) == 6 + 2 + 2 + 1

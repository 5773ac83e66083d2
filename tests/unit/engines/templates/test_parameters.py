"""Values of parameters: defaults, types, and what is said about a value that is wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jigsmith.base import errors
from jigsmith.engines.templates import format as formats
from jigsmith.engines.templates import parameters

P = formats.Parameter
FILE = formats.File(path="a", content="")


def template(**declared):
    return formats.Template(name="t", files=[FILE], parameters=declared)


def complete(declared, params=None, name="UserProfile"):
    found = parameters.complete(template(**declared), name, params or {})
    assert found.pop("name") == name
    return found


def test_a_default_may_follow_from_the_name_and_from_parameters_before_it():
    declared = {
        "table": P(default="{{ name | snake | plural }}"),
        "index": P(default="ix_{{ table }}"),
        "tags": P(type="list", default=["{{ name | kebab }}", "all"]),
    }
    assert complete(declared) == {
        "table": "user_profiles",
        "index": "ix_user_profiles",
        "tags": ["user-profile", "all"],
    }
    assert complete(declared, {"table": "people"})["index"] == "ix_people"


def test_a_default_that_needs_a_later_parameter_is_an_error():
    with pytest.raises(errors.TemplateInvalid, match="`b` is not defined"):
        complete({"a": P(default="{{ b }}"), "b": P(default="x")})


def test_fields_of_a_list_have_defaults_that_see_their_neighbours():
    fields = P(
        type="list",
        default=[],
        items={"name": P(), "label": P(default="{{ name | title }}"), "size": P(type="integer", default=1)},
    )
    assert complete(
        {"fields": fields}, {"fields": [{"name": "first_name"}, {"name": "b", "label": "B!", "size": 2}]}
    ) == {"fields": [{"name": "first_name", "label": "First Name", "size": 1}, {"name": "b", "label": "B!", "size": 2}]}
    assert complete({"fields": fields}) == {"fields": []}


def test_a_table_has_fields_and_one_without_takes_any():
    declared = {
        "meta": P(type="table", items={"by": P(), "year": P(type="integer", default=2000)}),
        "env": P(type="table", default={}),
    }
    assert complete(declared, {"meta": {"by": "me"}, "env": {"A": "1"}}) == {
        "meta": {"by": "me", "year": 2000},
        "env": {"A": "1"},
    }


@pytest.mark.parametrize(
    ("declared", "params", "what"),
    [
        ({"x": P()}, {}, "no value for `x`"),
        ({"x": P(), "y": P()}, {}, "no value for `x`, `y`"),
        ({"x": P()}, {"x": 1}, "`x` is 1, not a string"),
        ({"x": P()}, {"x": None}, "`x` is None, not a string"),
        ({"x": P(type="integer")}, {"x": True}, "`x` is True, not a whole number"),
        ({"x": P(type="integer")}, {"x": "5"}, "`x` is '5', not a whole number"),
        ({"x": P(type="number")}, {"x": "5"}, "not a number"),
        ({"x": P(type="boolean")}, {"x": "yes"}, "`x` is 'yes', not true or false"),
        ({"x": P(type="choice", choices=["a", "b"])}, {"x": "c"}, "`x` is 'c', not one of a, b"),
        ({"x": P(type="choice", choices=["a", "b"])}, {"x": "{{ name }}"}, "not one of a, b"),
        ({"x": P(type="choice", choices=[1, 2])}, {"x": True}, "not one of 1, 2"),
        ({"x": P(type="list")}, {"x": "a"}, "`x` is 'a', not a list"),
        ({"x": P(type="list")}, {"x": ["a", 1]}, "`x[1]` is 1, not a string"),
        ({"x": P(type="list", items={"k": P()})}, {"x": ["a"]}, "`x[0]` is not a table"),
        ({"x": P(type="list", items={"k": P()})}, {"x": [{}]}, "`x[0].k` has no value"),
        ({"x": P(type="list", items={"k": P()})}, {"x": [{"k": "a", "q": 1}]}, "`x[0]` has no field `q`"),
        ({"x": P(type="list", items={"k": P(type="integer")})}, {"x": [{"k": "a"}]}, "`x[0].k` is 'a'"),
        ({"x": P(type="table")}, {"x": []}, "not a table"),
        ({"x": P(pattern="[a-z]+")}, {"x": "A"}, "`x` is 'A', which does not match `[a-z]+`"),
        ({"x": P(type="list", pattern="[a-z]+")}, {"x": ["a", "B"]}, "`x[1]` is 'B', which does not match"),
        ({"x": P()}, {"x": "\ud800"}, "not valid Unicode"),
        ({"x": P()}, {"x": "a" * 1_000_001}, "longer than"),
        ({"x": P(type="list")}, {"x": ["a"] * 10_001}, "more than"),
        ({"x": P(default="")}, {"y": "1"}, "there is no parameter `y`"),
        ({"x": P(default="A", pattern="[a-z]+")}, {}, "does not match"),
        ({}, {"name": "Other"}, "`name` is given twice"),
    ],
)
def test_a_wrong_value_is_said_with_its_place(declared, params, what):
    with pytest.raises(errors.ParameterInvalid) as caught:
        complete(declared, params)
    assert what in caught.value.what
    assert caught.value.where == "t"


def test_an_unknown_parameter_is_said_with_one_that_is_like_it():
    with pytest.raises(errors.ParameterInvalid) as caught:
        complete({"fields": P(default="")}, {"feilds": "x"})
    assert caught.value.do == "Did you mean `fields`?"


@pytest.mark.parametrize("name", ["UserProfile", "ec2", "a.b", "two words", "日本", "_private", "x" * 200])
def test_a_name_may_be_written_in_any_style(name):
    assert complete({}, name=name) == {}


@pytest.mark.parametrize(
    "name", ["", " ", "-x", "--", "..", ".", "_", "a\nb", "a\0b", "a\u202eb", "x" * 201, "x" * 10_000, "\ud800"]
)
def test_what_is_no_name_is_refused(name):
    with pytest.raises(errors.ParameterInvalid):
        complete({}, name=name)


@pytest.mark.parametrize("name", ["a/b", "../x", "/x", "a\\b", "C:\\x", "..\\x"])
def test_a_name_with_a_slash_is_refused_as_a_path(name):
    with pytest.raises(errors.PathEscapes):
        complete({}, name=name)


def test_the_name_can_have_a_pattern_like_any_parameter():
    with pytest.raises(errors.ParameterInvalid, match="does not match"):
        complete({"name": P(pattern="[A-Z]\\w+")}, name="lower")


def test_only_what_differs_from_its_default_is_worth_keeping():
    declared = {
        "a": P(default="{{ name | snake }}"),
        "b": P(default="{{ a }}_b"),
        "c": P(),
        "d": P(type="list", default=[], items={"k": P(), "l": P(default="")}),
    }
    given = {"a": "x", "b": "x_b", "c": "c", "d": []}
    assert parameters.differing(template(**declared), "Foo", given) == {"a": "x", "c": "c"}
    assert parameters.differing(template(**declared), "Foo", {"c": "c", "a": "foo"}) == {"c": "c"}


plain = st.text(st.characters(exclude_categories=["Cs"]), max_size=10)
values = {
    "string": plain,
    "integer": st.integers(),
    "number": st.floats(allow_nan=False) | st.integers(),
    "boolean": st.booleans(),
    "list": st.lists(plain, max_size=4),
    "table": st.dictionaries(plain, plain, max_size=3),
}


@given(st.data())
def test_completing_what_is_complete_changes_nothing(data):
    kinds = data.draw(st.lists(st.sampled_from(sorted(values)), max_size=5))
    declared = {f"p{i}": P(type=kind) for i, kind in enumerate(kinds)}
    params = {f"p{i}": data.draw(values[kind]) for i, kind in enumerate(kinds)}
    once = complete(declared, params)
    assert once == params
    assert complete(declared, once) == once


@given(st.data())
def test_what_differs_is_all_that_is_needed(data):
    kinds = data.draw(st.lists(st.sampled_from(sorted(values)), max_size=4))
    defaults = [data.draw(values[kind].filter(lambda v: "{" not in str(v))) for kind in kinds]
    declared = {
        f"p{i}": P(type=kind, default=default) for i, (kind, default) in enumerate(zip(kinds, defaults, strict=True))
    }
    params = {key: data.draw(values[p.type]) for key, p in declared.items() if data.draw(st.booleans())}
    kept = parameters.differing(template(**declared), "x", params)
    assert complete(declared, kept) == complete(declared, params)

"""Asking: what a person is asked for, and what an answer means."""

import pytest

from jigsmith.app.generating import asking
from jigsmith.base import errors
from jigsmith.engines.templates import records

ROW = {"name": records.Parameter(), "kind": records.Parameter(type="choice", choices=["int", "str"])}
ROWS = records.Parameter(type="list", items=ROW, default=[{"name": "a", "kind": "int"}])


def template(**parameters):
    return records.Template(name="t", parameters=parameters, files=[])


def test_needed_is_what_has_no_default():
    made = template(a=records.Parameter(), b=records.Parameter(default="x"), c=records.Parameter(type="list"))
    assert [key for key, _ in asking.needed(made, {})] == ["a", "c"]
    assert [key for key, _ in asking.needed(made, {"a": "1"})] == ["c"]


def test_offered_are_lists_and_texts_whose_default_may_be_that_of_another_instance():
    made = template(
        a=records.Parameter(default="x"),
        b=records.Parameter(default="{{ name }}"),
        c=ROWS,
        d=records.Parameter(type="list", default=[]),
        e=records.Parameter(type="boolean", default=True),
    )
    assert [key for key, _ in asking.offered(made, {})] == ["a", "c"]
    assert [key for key, _ in asking.offered(made, {"a": "x"})] == ["c"]


def test_nobody_is_asked_eight_things():
    many = {f"p{number}": records.Parameter(default="x") for number in range(8)}
    assert asking.offered(template(**many), {}) == []
    assert len(asking.offered(template(**many), {"p0": "x"})) == 7


@pytest.mark.parametrize("text", ["a:blue", "a", '[{"name": "a"}]', '[{"name": "a", "kind": "int", "x": 1}]', '["a"]'])
def test_an_answer_with_a_wrong_item_is_no_answer(text):
    with pytest.raises(errors.ParameterInvalid, match=r"`fields\[0\]"):
        asking.answer("fields", ROWS, text)


def test_a_right_answer_is_the_value():
    assert asking.answer("fields", ROWS, "a:int,b:str")[1] == {"name": "b", "kind": "str"}
    with pytest.raises(errors.ParameterInvalid, match=r"tags\[1\]"):
        asking.answer("tags", records.Parameter(type="list", choices=["x", "y"]), "x,z")

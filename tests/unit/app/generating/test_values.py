"""Values as people give them: `--set` by the type of the parameter, and files."""

import pytest

from jigsmith.app.generating import values
from jigsmith.base import errors
from jigsmith.engines.templates import records

P = records.Parameter
FIELDS = {"name": P(), "kind": P(default="string"), "size": P(type="integer", default=1)}
TEMPLATE = records.Template(
    name="t",
    files=[],
    parameters={
        "text": P(),
        "count": P(type="integer"),
        "ratio": P(type="number"),
        "on": P(type="boolean"),
        "pick": P(type="choice", choices=["a", "b", 3, True]),
        "tags": P(type="list"),
        "fields": P(type="list", items=FIELDS),
        "meta": P(type="table", items=FIELDS),
        "env": P(type="table"),
    },
)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["text=a=b, c"], {"text": "a=b, c"}),
        (["text="], {"text": ""}),
        (["text=5"], {"text": "5"}),
        (["count=5"], {"count": 5}),
        (["ratio=2", "ratio=0.5"], {"ratio": 0.5}),
        (["on=yes"], {"on": True}),
        (["on=False"], {"on": False}),
        (["pick=b"], {"pick": "b"}),
        (["pick=3"], {"pick": 3}),
        (["pick=true"], {"pick": True}),
        (["tags=a, b,c"], {"tags": ["a", "b", "c"]}),
        (["tags="], {"tags": []}),
        (['tags=["a, b", "c"]'], {"tags": ["a, b", "c"]}),
        (["tags=a", "tags=b,c"], {"tags": ["a", "b", "c"]}),
        (
            ["fields=title,price:decimal:9"],
            {"fields": [{"name": "title"}, {"name": "price", "kind": "decimal", "size": 9}]},
        ),
        (['fields=[{"name": "a"}]'], {"fields": [{"name": "a"}]}),
        (["meta=name=x,size=3"], {"meta": {"name": "x", "size": 3}}),
        (["meta.name=x", "meta.size=3"], {"meta": {"name": "x", "size": 3}}),
        (['env={"A": "1"}'], {"env": {"A": "1"}}),
        (["env=A=1,B=2"], {"env": {"A": "1", "B": "2"}}),
    ],
)
def test_set_means_what_the_type_says(options, expected):
    assert values.from_options(TEMPLATE, options) == expected


@pytest.mark.parametrize(
    ("option", "what"),
    [
        ("text", "has no `=`"),
        ("txet=1", "there is no parameter `txet`"),
        ("count=many", "`count` is 'many', not a whole number"),
        ("count=1.5", "not a whole number"),
        ("ratio=1e999", "not a number"),
        ("ratio=nan", "not a number"),
        ("on=maybe", "not true or false"),
        ("tags=[1", "not a list"),
        ("fields=a:b:c", "not a list"),
        ("meta=x", "not a table"),
        ("env={", "not a table"),
        ("text.x=1", "has no fields"),
    ],
)
def test_text_that_is_no_value_of_the_type_is_refused(option, what):
    with pytest.raises(errors.ParameterInvalid) as caught:
        values.from_options(TEMPLATE, [option])
    assert what in caught.value.what


def test_a_misspelt_parameter_is_said_with_the_one_that_was_meant():
    with pytest.raises(errors.ParameterInvalid) as caught:
        values.from_options(TEMPLATE, ["txet=1"])
    assert caught.value.do == "Did you mean `text`?"


@pytest.mark.parametrize("name", ["p.json", "p.yaml", "p"])
def test_a_file_of_json_is_read_whatever_it_is_called(tmp_path, name):
    (tmp_path / name).write_text('{"a": ["\\ud83d\\ude00"],\t"b": true}')
    assert values.read_file(tmp_path / name) == {"a": ["😀"], "b": True}


def test_a_file_of_yaml_is_read_and_an_empty_one_gives_nothing(tmp_path):
    (tmp_path / "p.yaml").write_text("\ufeffa: no\nb: [1]\n", encoding="utf-8")
    assert values.read_file(tmp_path / "p.yaml") == {"a": "no", "b": [1]}
    assert values.from_file("p", "") == {}


@pytest.mark.parametrize("text", ["a: [", "- a", "text", '{"a": 1, "a": 2}'])
def test_a_file_that_is_no_mapping_is_refused(text):
    with pytest.raises(errors.ParameterInvalid) as caught:
        values.from_file("p.yaml", text)
    assert (caught.value.where or "").startswith("p.yaml")


def test_a_file_that_cannot_be_read_is_said_to_be_that(tmp_path):
    with pytest.raises(errors.FileUnreadable):
        values.read_file(tmp_path / "missing")
    (tmp_path / "binary").write_bytes(b"\xff\xfe")
    with pytest.raises(errors.FileUnreadable):
        values.read_file(tmp_path / "binary")
    with pytest.raises(errors.FileUnreadable):
        values.read_file(tmp_path)

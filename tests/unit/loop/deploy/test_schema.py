"""The JSON schema of a template's parameters takes what the template takes."""

import jsonschema

from jigsmith.engines.templates import records as templates
from jigsmith.loop.deploy import schema

Parameter = templates.Parameter


def test_every_type_has_its_schema():
    found = schema.of(
        {
            "name": Parameter(),
            "text": Parameter(pattern="[a-z]+", help="A word.", examples=["abc"]),
            "count": Parameter(type="integer", default=3),
            "kind": Parameter(type="choice", choices=["a", 2]),
            "words": Parameter(type="list", default=[]),
            "rows": Parameter(type="list", items={"a": Parameter(), "b": Parameter(type="boolean", default=False)}),
            "more": Parameter(type="table", default={}),
        }
    )
    jsonschema.Draft202012Validator.check_schema(found)
    assert "name" not in found["properties"]
    assert found["required"] == ["text", "kind", "rows"]
    assert found["properties"]["text"]["description"] == "A word."
    validator = jsonschema.Draft202012Validator(found)
    assert validator.is_valid({"text": "abc", "kind": 2, "rows": [{"a": "x"}]})
    for wrong in (
        {"text": "ABC"},
        {"count": "3"},
        {"kind": "c"},
        {"words": [1]},
        {"rows": [{"b": True}]},
        {"other": 1},
    ):
        assert not validator.is_valid({"text": "abc", "kind": "a", "rows": [], **wrong})

"""What all MCP tools share: schemas, arguments, errors, and the record of their use."""

import json
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jigsmith.app import stats
from jigsmith.base import clock, errors
from jigsmith.faces.mcp import templates, toolbox

TOOLS = {tool.name: tool for tool in templates.TOOLS}
NOTE = """\
name: note
description: A page of notes.
parameters:
  tags: {type: list, default: []}
files:
  - path: "notes/{{ name | kebab }}.md"
    content: "# {{ name | title }}\\n"
"""
HOOKED = NOTE.replace("name: note", "name: hooked") + 'hooks: {after: ["touch ran"]}\n'


@pytest.fixture
def root(tmp_path):
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates/note.yaml").write_text(NOTE)
    (tmp_path / "templates/hooked.yaml").write_text(HOOKED)
    return tmp_path


def call(root, tool, **given):
    return toolbox.call(TOOLS[tool], root, given)


def refused(root, tool, **given):
    with pytest.raises(toolbox.Refused) as caught:
        call(root, tool, **given)
    return str(caught.value)


@pytest.mark.parametrize("tool", TOOLS.values(), ids=TOOLS)
def test_schemas_are_valid_objects_in_one_piece(tool):
    for kind in (tool.arguments, tool.result):
        schema = toolbox.schema(kind)
        jsonschema.Draft202012Validator.check_schema(schema)
        assert schema["type"] == "object"
        assert "$ref" not in json.dumps(schema)


def test_the_tools_cost_few_tokens():
    offered = [
        {"name": tool.name, "description": tool.description, "inputSchema": toolbox.schema(tool.arguments)}
        for tool in TOOLS.values()
    ]
    assert len(json.dumps(offered, separators=(",", ":"))) / 4 < 400


CALLS = [
    ("template_list", {}),
    ("template_list", {"query": "NOTES page"}),
    ("template_describe", {"template": "note"}),
    ("template_describe", {"template": "hooked"}),
    ("template_run", {"template": "note", "name": "A", "dry_run": True}),
    ("template_run", {"template": "note", "name": "A", "parameters": {"tags": ["x"]}}),
    ("template_run", {"template": "hooked", "name": "B", "dry_run": True}),
]


@pytest.mark.parametrize(("name", "given"), CALLS)
def test_results_are_what_their_schema_says(root, name, given):
    found = call(root, name, **given)
    jsonschema.validate(found, toolbox.schema(TOOLS[name].result), jsonschema.Draft202012Validator)


def test_a_list_can_be_narrowed(root):
    assert len(call(root, "template_list")["templates"]) == 2
    assert [each["name"] for each in call(root, "template_list", query="hook")["templates"]] == ["hooked"]
    assert call(root, "template_list", query="nothing")["templates"] == []


def test_a_broken_template_is_listed_with_its_problem(root):
    (root / ".jig/templates/odd").mkdir(parents=True)
    (root / ".jig/templates/odd/template.yaml").write_text("name: odd\n")
    problems = {each["name"]: each.get("problem", "") for each in call(root, "template_list")["templates"]}
    assert "files" in problems["odd"]


def test_a_dry_run_shows_content_and_differences_and_writes_nothing(root):
    found = call(root, "template_run", template="note", name="ReadMe", dry_run=True)
    assert found["files"] == [{"path": "notes/read-me.md", "action": "create", "lines": 1, "content": "# Read Me\n"}]
    assert not (root / "notes").exists()
    (root / "notes").mkdir()
    (root / "notes/read-me.md").write_text("mine\n")
    found = call(root, "template_run", template="note", name="ReadMe", dry_run=True)
    assert "-mine" in found["files"][0]["diff"]
    assert found["blocked"].startswith("WouldOverwrite: notes/read-me.md is there")
    assert (root / "notes/read-me.md").read_text() == "mine\n"


def test_contents_that_are_too_long_are_left_out(root):
    text = "x" * 100 + "\\n"
    (root / "templates/long.yaml").write_text(
        f'name: long\nfiles: [{{path: a.md, content: "{text * 300}"}}, {{path: b.md, content: short}}]\n'
    )
    found = call(root, "template_run", template="long", name="A", dry_run=True)
    assert found["shortened"] is True
    assert [file.get("content") for file in found["files"]] == [None, "short"]


def test_a_run_writes(root):
    found = call(root, "template_run", template="note", name="ReadMe")
    assert found["written"] is True
    assert (root / "notes/read-me.md").read_text() == "# Read Me\n"
    assert (root / found["record"]).is_file()


ERRORS: dict[str, tuple[dict[str, Any], str, str]] = {
    "an unknown template": ({"template": "nte"}, "TemplateMissing: ", "Did you mean `note`?"),
    "an unknown parameter": ({"parameters": {"tag": []}}, "ParameterInvalid: ", "template_describe"),
    "a wrong type": ({"parameters": {"tags": 3}}, "ParameterInvalid: ", "not a list"),
    "a path out of the project": ({"name": "../A"}, "PathEscapes: ", "Nothing was written."),
    "an unknown argument": ({"into": "/"}, "ParameterInvalid: ", "`into`. The arguments of"),
    "an argument of a wrong type": ({"dry_run": "yes"}, "ParameterInvalid: `dry_run`", "bool"),
    "an argument that is null": ({"template": None}, "ParameterInvalid: `template`", "null"),
    "a hook nobody allowed": ({"template": "hooked"}, "HookNotTrusted: ", "you cannot"),
}


@pytest.mark.parametrize("what", ERRORS)
def test_errors_say_what_to_do_with_these_tools(root, what):
    given, begins, holds = ERRORS[what]
    said = refused(root, "template_run", **{"template": "note", "name": "A", **given})
    assert said.startswith(begins)
    assert holds in said
    assert "--set" not in said
    assert str(root) not in said
    assert not (root / "notes").exists()
    assert not (root / "ran").exists()


def test_hooks_run_after_the_consent_that_the_command_line_takes(root):
    from jigsmith.app import templates as templates_app

    templates_app.trust(root, "hooked")
    assert call(root, "template_run", template="hooked", name="A")["hooks"] == ["touch ran"]
    assert (root / "ran").is_file()


def test_every_call_is_recorded_without_values(root, jig_home):
    call(root, "template_run", template="note", name="Secret")
    refused(root, "template_run", template="note", name="A", parameters={"token": "Secret"})
    found = stats.stats(jig_home, since=clock.now().replace(hour=0, minute=0), until=clock.now())
    assert [(tally.name, tally.uses) for tally in found.tools] == [("template_run", 2)]
    assert b"Secret" not in b"".join(path.read_bytes() for path in jig_home.rglob("*") if path.is_file())


def test_a_record_that_cannot_be_kept_fails_no_call(root, monkeypatch):
    monkeypatch.setenv("JIG_HOME", str(root / "templates/note.yaml/home"))
    assert call(root, "template_run", template="note", name="A")["written"] is True


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(
    st.sampled_from(list(TOOLS.values())),
    st.dictionaries(st.sampled_from(["template", "name", "query", "x"]), ANYTHING),
)
def test_whatever_is_given_is_taken_or_refused_by_the_schema_alike(tool, given):
    validator = jsonschema.Draft202012Validator(toolbox.schema(tool.arguments))
    try:
        toolbox.arguments(tool, given)
        taken = True
    except errors.ParameterInvalid:
        taken = False
    assert taken == validator.is_valid(given)

"""Skills are valid whatever the template says, and say first what calls for them."""

from pathlib import Path

import pytest
import skills_ref
from hypothesis import given, settings
from hypothesis import strategies as st
from skills_ref.parser import parse_frontmatter
from skills_ref.validator import validate_metadata

from jigsmith.engines.templates import format as formats
from jigsmith.loop.deploy import page, records, skill, wanted

ODD = st.text(max_size=60) | st.sampled_from(
    ["---", "a | b\nc", "`code`", "``", "<b>x</b>", ": #", "'\"", "x" * 2000, "- [ ] {{ name }}", "é\x00\u2028\ud800"]
)
NAMES = st.from_regex(r"\A[A-Za-z0-9][A-Za-z0-9._-]{0,99}\Z")
KEYS = st.from_regex(r"\A[a-z_][a-z0-9_]{0,8}\Z").filter(lambda key: key != "name")


@st.composite
def parameters(draw):
    kind = draw(st.sampled_from(["string", "integer", "boolean", "list", "choice"]))
    choices = draw(st.lists(ODD, min_size=1, max_size=3)) if kind == "choice" else []
    return formats.Parameter(type=kind, help=draw(ODD), examples=draw(st.lists(ODD, max_size=3)), choices=choices)


@st.composite
def tools(draw):
    template = formats.Loaded(
        name=draw(NAMES),
        description=draw(ODD),
        parameters=draw(st.dictionaries(KEYS, parameters(), max_size=3)),
        files=[formats.File(path=draw(ODD) + "{{ name }}", content="x", when=draw(st.none() | ODD))],
        origin=Path("x.yaml"),
    )
    example = st.builds(
        records.Example,
        name=ODD,
        params=st.dictionaries(KEYS, ODD, max_size=2),
        files=st.lists(ODD),
        own_lines=st.lists(ODD),
    )
    return records.Tool(
        template=template,
        start="jig",
        names=draw(st.lists(ODD, max_size=8)),
        example=draw(st.none() | example),
        by_hand=[records.ByHand(path=draw(ODD), instances=1, of=2, lines=3)],
        hooks=draw(st.lists(ODD, max_size=2)),
    )


@settings(max_examples=200)
@given(tools())
def test_every_skill_is_valid_by_the_checker_of_the_format(tool):
    metadata, body = parse_frontmatter(skill.render(tool).encode(errors="replace").decode())
    folder = Path(skill.name(tool.template.name))
    assert validate_metadata(metadata, folder) == []
    assert metadata["name"] == folder.name
    assert "<" not in metadata["description"]
    assert "## What to do" in body


@given(tools())
def test_a_page_and_a_paragraph_can_be_made_of_every_template(tool):
    text = page.render(tool)
    assert text.count("\n## ") >= 2
    assert "\n" not in wanted.note(tool) or any("\n" in name for name in tool.names)


def endpoint(**changes):
    template = formats.Loaded(
        name="api-endpoint",
        description=changes.pop("description", ""),
        files=[
            formats.File(path="models/{{ name | snake }}.py", content=""),
            formats.File(path="x/test_{{name}}.py", content=""),
        ],
        origin=Path("x.yaml"),
    )
    return records.Tool(template=template, start="jig", **changes)


def test_the_description_begins_with_what_people_say():
    text = skill.description(endpoint(names=["orders", "users", "parts", "bills"]))
    assert text.startswith("New api endpoint, add an api endpoint, create api endpoint")
    assert "another api endpoint like orders, users or parts" in text
    assert "Makes models/*.py and x/test_*.py" in text


def test_the_description_that_was_generated_with_the_template_is_left_out():
    text = skill.description(endpoint(description="Made by `jig build` from 5 instances of models/{name}.py."))
    assert "instances of" not in text
    assert skill.description(endpoint(description="An endpoint with a test.")).endswith(" An endpoint with a test.")


def test_a_description_that_is_too_long_ends_at_a_word():
    text = skill.description(endpoint(description="word " * 400))
    assert 1000 < len(text) <= skill.LONGEST_DESCRIPTION
    assert text.endswith("word …")


@pytest.mark.parametrize(
    ("template", "name"),
    [
        ("ReactComponent", "react-component"),
        ("user_route.v2", "user-route-v2"),
        ("a--b", "a-b"),
        ("X" * 90, "x" * 64),
        ("end-", "end"),
        ("FSx", "fsx"),
    ],
)
def test_the_name_of_a_skill_follows_the_rules_of_the_format(template, name):
    assert skill.name(template) == name


def test_the_checker_reads_what_was_written(tmp_path):
    folder = tmp_path / "api-endpoint"
    folder.mkdir()
    (folder / "SKILL.md").write_text(skill.render(endpoint()))
    assert skills_ref.validate(folder) == []

"""A command that is shown means exactly the parameters it was made from."""

import shlex
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jigsmith.app.generating import values
from jigsmith.engines.templates import format as formats
from jigsmith.loop.deploy import commands

TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12) | st.sampled_from(
    ["a,b", "[x", " y ", "'", "$(z)"]
)
TEMPLATE = formats.Template(
    name="t",
    parameters={
        "text": formats.Parameter(),
        "number": formats.Parameter(type="integer"),
        "real": formats.Parameter(type="number"),
        "flag": formats.Parameter(type="boolean"),
        "words": formats.Parameter(type="list"),
        "rows": formats.Parameter(
            type="list", items={"a": formats.Parameter(), "b": formats.Parameter(type="boolean")}
        ),
        "table": formats.Parameter(type="table", items={"a": formats.Parameter()}),
    },
    files=[formats.File(path="x", content="")],
)
GIVEN = st.fixed_dictionaries(
    {},
    optional={
        "text": TEXT,
        "number": st.integers(-(10**9), 10**9),
        "real": st.floats(allow_nan=False, allow_infinity=False),
        "flag": st.booleans(),
        "words": st.lists(TEXT, max_size=3),
        "rows": st.lists(st.fixed_dictionaries({"a": TEXT, "b": st.booleans()}), max_size=3),
        "table": st.fixed_dictionaries({"a": TEXT}),
    },
)


@given(GIVEN)
def test_options_give_back_the_parameters(params):
    assert values.from_options(TEMPLATE, [commands.option(key, value) for key, value in params.items()]) == params


@given(GIVEN)
def test_the_whole_command_gives_back_the_parameters(params):
    command = commands.generate("uv run jig", "t", "Some Name", params, "--dry-run")
    head, _, document = command.partition(" <<'YAML'\n")
    words = shlex.split(head)
    assert words[:6] == ["uv", "run", "jig", "generate", "t", "Some Name"]
    assert words[-1] == "--dry-run"
    if document:
        assert values.from_file("stdin", document.removesuffix("YAML")) == params
    else:
        assert values.from_options(TEMPLATE, words[7:-1:2]) == params


@pytest.mark.parametrize("text", ["$HOME `id` \\ 'x' \"y\" !", "YAML\nEND\n", "a\n\n b"])
def test_a_shell_reads_it_as_it_is_meant(text):
    command = commands.generate("printf '%s\\n'", "t", "n", {"text": text}, "--dry-run")
    shown = command if "<<" not in command else command.replace(" <<", " >/dev/null; cat <<", 1)
    out = subprocess.run(["sh", "-c", shown], capture_output=True, text=True, check=True).stdout
    if "<<" in command:
        assert values.from_file("stdin", out) == {"text": text}
    else:
        assert f"text={text}\n" in out

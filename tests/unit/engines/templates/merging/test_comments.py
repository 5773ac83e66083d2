"""Policy structural: comments of the user stay wherever they are, in documents of any shape."""

import json
import random
import re
import tomllib
from collections.abc import Callable
from typing import Any

import pytest
import tomlkit
import yaml
from hypothesis import given
from hypothesis import strategies as st

from jigsmith.engines.templates.merging import structural

SIGN = {"json": "//", "yaml": "#", "toml": "#"}
WRITE: dict[str, Callable[[Any, int], str]] = {
    "json": lambda value, indent: json.dumps(value, indent=indent) + "\n",
    "yaml": lambda value, indent: yaml.safe_dump(value, sort_keys=False, indent=indent, default_flow_style=False),
    "toml": lambda value, indent: tomlkit.dumps(value),
}


def read_jsonc(text):
    return json.loads(re.sub(r",(\s*[}\]])", r"\1", re.sub(r"//[^\n]*", "", text)))


READ: dict[str, Callable[[str], Any]] = {"json": read_jsonc, "yaml": yaml.safe_load, "toml": tomllib.loads}


def some_value(rng, depth=0):
    kind = rng.random()
    if depth > 2 or kind < 0.5:
        return rng.choice([1, 2, True, "a", "b c"])
    if kind < 0.75:
        return {rng.choice("abcdefgh"): some_value(rng, depth + 1) for _ in range(rng.randint(1, 4))}
    return [rng.choice("pqrstu") for _ in range(rng.randint(1, 4))]


def grown(rng, value):
    """The value with more keys and items in it, and other scalars."""
    if isinstance(value, dict):
        items = [(key, grown(rng, each) if rng.random() < 0.5 else each) for key, each in value.items()]
        if rng.random() < 0.4:
            items.insert(rng.randint(0, len(items)), (rng.choice("mnopq"), some_value(rng, 1)))
        return dict(items)
    if isinstance(value, list):
        at = rng.randint(0, len(value))
        return [*value[:at], *([rng.choice("vwxyz")] if rng.random() < 0.6 else []), *value[at:]]
    return rng.choice([1, 2, True, "a", "b c", "a longer value"])


def commented(rng, text, sign):
    """The text with comments above and behind its lines, and what they say."""
    lines, comments = [], []
    for number, line in enumerate(text.split("\n")):
        above, behind = f"{sign} above {number}.", f"{sign} behind {number}."
        if line.strip() and rng.random() < 0.2:
            lines.append(" " * (len(line) - len(line.lstrip())) + above)
            comments.append(above)
        if line.strip() and rng.random() < 0.25:
            lines.append(f"{line}  {behind}")
            comments.append(behind)
        else:
            lines.append(line)
    return "\n".join(lines), comments


@pytest.mark.parametrize("kind", ["json", "yaml", "toml"])
@given(seed=st.integers(0, 10**9))
def test_all_comments_stay_while_all_that_the_template_adds_and_changes_is_taken(kind, seed):
    rng = random.Random(seed)
    base = {rng.choice("abcdefgh"): some_value(rng) for _ in range(rng.randint(1, 6))}
    theirs = grown(rng, base)
    ours = WRITE[kind](base, rng.choice([2, 4]))
    if kind == "json" and rng.random() < 0.4:
        ours = re.sub(r"([^,{\[\s])\n(\s*[}\]])", r"\1,\n\2", ours)
    ours, comments = commented(rng, ours, SIGN[kind])
    merged = structural.merge(WRITE[kind](base, 2), ours, WRITE[kind](theirs, 2), kind=kind)
    assert not merged.conflicts
    assert READ[kind](merged.text) == theirs
    assert [comment for comment in comments if comment not in merged.text] == []
    if kind != "toml":
        assert list(READ[kind](merged.text)) == list(theirs)

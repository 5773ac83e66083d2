"""Taking out and replacing what was put in, when other things in the file were changed since."""

import pytest
from tests.unit.engines.templates.inject.injecting import TREES

from jigsmith.engines.templates.inject import apply


def one(path: str, text: str, **place: object) -> apply.Injection:
    return apply.Injection(id="x", path=path, text=text, **place)  # type: ignore[arg-type]


def put(source: str, injection: apply.Injection) -> apply.Injected:
    return apply.inject(source, injection, trees=TREES)


@pytest.mark.parametrize(
    ("source", "first", "second", "left"),
    [
        (
            "# jig:m\n",
            one("a.py", "a()", mark="m"),
            one("a.py", "ba()", mark="m"),
            "ba()\n# jig:m\n",
        ),
        ("R = [x]\n", one("a.py", "a", registry="R"), one("a.py", "ba", registry="R"), "R = [x, ba]\n"),
        ("R = []\n", one("a.py", "a", registry="R"), one("a.py", "ba", registry="R"), "R = [ba]\n"),
        (
            "from x import m\n",
            one("a.py", "from x import a", imports=True),
            one("a.py", "from x import b", imports=True),
            "from x import b, m\n",
        ),
        (
            "from x import m\n",
            one("a.py", "from x import n, z", imports=True),
            one("a.py", "from x import p", imports=True),
            "from x import m, p\n",
        ),
        (
            'import { m } from "x";\n',
            one("a.ts", 'import { a, z } from "x";', imports=True),
            one("a.ts", 'import { b } from "x";', imports=True),
            'import { m, b } from "x";\n',
        ),
        (
            'import D from "x";\n',
            one("a.ts", 'import { a } from "x";', imports=True),
            one("a.ts", 'import { b } from "x";', imports=True),
            'import D, { b } from "x";\n',
        ),
        ('{"s": {"x": 1}}', one("a.json", "2", key="s.a"), one("a.json", "3", key="s.b"), '{"s": {"x": 1, "b": 3}}'),
        ('{"s": {}}', one("a.json", "2", key="s.a"), one("a.json", "3", key="s.b"), '{"s": {"b": 3}}'),
        ('{"s": []}', one("a.json", "2", key="s[]"), one("a.json", "3", key="s[]"), '{"s": [3]}'),
        ("s: {}\n", one("a.yaml", "2", key="s.a"), one("a.yaml", "3", key="s.b"), "s: {b: 3}\n"),
        ("s: []\n", one("a.yaml", "2", key="s[]"), one("a.yaml", "3", key="s[]"), "s: [3]\n"),
        ("s:\n", one("a.yaml", "2", key="s.a"), one("a.yaml", "3", key="s.b"), "s:\n  b: 3\n"),
        ("s = []\n", one("a.toml", "2", key="s[]"), one("a.toml", "3", key="s[]"), "s = [3]\n"),
        ("s:\n  x: 1\n", one("a.yaml", "2", key="s.a"), one("a.yaml", "3", key="s.b"), "s:\n  x: 1\n  b: 3\n"),
        ("[s]\nx = 1\n", one("a.toml", "2", key="s.a"), one("a.toml", "3", key="s.b"), "[s]\nx = 1\nb = 3\n"),
    ],
)
def test_the_first_of_two_is_taken_out_and_the_second_stays(source, first, second, left):
    done = put(source, first)
    both = put(done.text, second)
    assert both.text != done.text
    assert apply.remove(both.text, first, done.added, trees=TREES) == left


@pytest.mark.parametrize(
    ("source", "injection", "formatted", "left"),
    [
        (
            '{"s": []}',
            one("a.json", "x", key="s[]"),
            '{\n  "s": [\n    "x",\n    "y"\n  ]\n}',
            '{\n  "s": [\n    "y"\n  ]\n}',
        ),
        ("s = []\n", one("a.toml", "x", key="s[]"), "s = [\n  'x',\n  'y'\n]\n", "s = [\n  'y'\n]\n"),
        ("s: [z]\n", one("a.yaml", "x", key="s[]"), "s:\n  - 'x'\n  - z\n", "s:\n  - z\n"),
        ("R = [x]\n", one("a.py", "f('a')", registry="R"), 'R = [\n    x,\n    f("a"),\n]\n', "R = [\n    x,\n]\n"),
        ("R = [x]\n", one("a.py", "a", registry="R"), "R = [\n    a,\n    x\n]\n", "R = [\n    x\n]\n"),
        ("R = [x]\n", one("a.py", "a", registry="R"), "R = [\n    x,\n    a\n]\n", "R = [\n    x\n]\n"),
        ("R = [x]\n", one("a.py", "a", registry="R"), "R = [a,\n     x]\n", "R = [x]\n"),
        ("# jig:m\n", one("a.py", "f('a', b)", mark="m"), 'f(\n    "a",\n    b,\n)\n# jig:m\n', "# jig:m\n"),
        (
            "from x import m\n",
            one("a.py", "from x import a", imports=True),
            "from x import (\n    a,\n    m,\n    q,\n)\n",
            "from x import (\n    m,\n    q,\n)\n",
        ),
        (
            "x = 1\n",
            one("a.py", "from y import a, b", imports=True),
            "from y import (\n  a,\n  b,\n)\nx = 1\n",
            "x = 1\n",
        ),
        (
            "import { m } from 'x'\n",
            one("a.ts", "import { a } from 'x'", imports=True),
            'import {\n  a,\n  m\n} from "x"\n',
            'import {\n  m\n} from "x"\n',
        ),
    ],
)
def test_what_was_formatted_anew_is_taken_out_by_what_it_says(source, injection, formatted, left):
    done = put(source, injection)
    assert apply.remove(formatted, injection, done.added, trees=TREES) == left


@pytest.mark.parametrize(
    ("source", "injection", "edited"),
    [
        ("# jig:m\n", one("a.py", "a()", mark="m"), "a(1)\n# jig:m\n"),
        ("R = [x]\n", one("a.py", "a", registry="R"), "R = [x]\n"),
        ("R = [x]\n", one("a.py", "a", registry="R"), "S = [x, ab]\n"),
        ("from x import m\n", one("a.py", "from x import a", imports=True), "from x import m\n"),
        ('{"s": 1}', one("a.json", "2", key="t"), '{"s": 1, "t": 3}'),
        ("a\n# jig:m\n", one("a.py", "b\nc", mark="m"), "a\nb\n# jig:m\n"),
    ],
)
def test_what_was_edited_is_left_and_none_says_so(source, injection, edited):
    done = put(source, injection)
    assert apply.remove(edited, injection, done.added, trees=TREES) is None
    other = apply.Injection(id="x", path=injection.path, text="other()", mark="elsewhere")
    assert apply.replace(edited, other, done.added, old=injection, trees=TREES) is None


def test_what_was_there_already_is_not_taken_out():
    source = "R = [a]\n"
    done = put(source, one("a.py", "a", registry="R"))
    assert done.added == ""
    assert apply.remove(source, one("a.py", "a", registry="R"), done.added, trees=TREES) == source


def test_names_that_were_there_already_are_not_taken_out():
    injection = one("a.py", "from x import a, b", imports=True)
    done = put("from x import a\n", injection)
    assert done.text == "from x import a, b\n"
    later = "from x import (\n    a,\n    b,\n    c,\n)\n"
    assert apply.remove(later, injection, done.added, trees=TREES) == "from x import (\n    a,\n    c,\n)\n"


@pytest.mark.parametrize(
    ("source", "old", "new", "between", "after"),
    [
        (
            "    # jig:m\n",
            one("a.py", "a()\nb()", mark="m"),
            one("a.py", "a(1)\nb()\nc()", mark="m"),
            lambda told: told.replace("    # jig", "    other()\n    # jig"),
            "    a(1)\n    b()\n    c()\n    other()\n    # jig:m\n",
        ),
        (
            "R = [x]\n",
            one("a.py", "a", registry="R"),
            one("a.py", "a2", registry="R"),
            lambda told: told.replace("]", ", last]"),
            "R = [x, a2, last]\n",
        ),
        (
            '{"s": {"x": 1}}',
            one("a.json", "vitest", key="s.t"),
            one("a.json", "vitest run", key="s.t"),
            lambda told: told.replace("}}", ', "z": 0}}'),
            '{"s": {"x": 1, "t": "vitest run", "z": 0}}',
        ),
        (
            "begin\nb\nend\n",
            one("a.txt", "a", sorted=("begin", "end")),
            one("a.txt", "c", sorted=("begin", "end")),
            lambda told: told,
            "begin\nb\nc\nend\n",
        ),
        (
            "from x import m\n",
            one("a.py", "from x import a", imports=True),
            one("a.py", "from y import a", imports=True),
            lambda told: told,
            "from x import m\nfrom y import a\n",
        ),
        (
            "s:\r\n  x: 1\r\n",
            one("a.yaml", "k: 1", key="s.t"),
            one("a.yaml", "k: 2\nl: 3", key="s.t"),
            lambda told: f"{told}z: 0\r\n",
            "s:\r\n  x: 1\r\n  t:\r\n    k: 2\r\n    l: 3\r\nz: 0\r\n",
        ),
    ],
)
def test_the_next_version_takes_the_place_of_the_old_one(source, old, new, between, after):
    done = put(source, old)
    edited = between(done.text)
    replaced = apply.replace(edited, new, done.added, old=old, trees=TREES)
    assert replaced is not None
    assert replaced.text == after
    assert put(after, new).changed is False
    taken = apply.remove(after, new, replaced.added, trees=TREES)
    assert taken == apply.remove(edited, old, done.added, trees=TREES)


def test_the_same_version_again_changes_nothing():
    injection = one("a.py", "a", registry="R")
    done = put("R = [x]\n", injection)
    again = apply.replace(done.text, injection, done.added, old=injection, trees=TREES)
    assert again == apply.Injected(text=done.text, changed=False, added=done.added)


def test_a_record_is_the_text_itself_or_says_what_was_replaced():
    assert put("# jig:m\n", one("a.py", "a()", mark="m")).added == "a()\n"
    replaced = put("a: 1\n", one("a.yaml", "2", key="a", at="replace"))
    assert replaced.added == 'jig:pieces [["1", "2"]]'
    assert apply.shown(replaced.added) == "2"

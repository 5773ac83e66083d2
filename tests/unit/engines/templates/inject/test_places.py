"""What happens where a place is missing, is there twice, or is taken; and what counts as being there already."""

import pytest
from tests.unit.engines.templates.inject.injecting import TREES, put

from jigsmith.base import errors
from jigsmith.engines.templates.inject import apply


@pytest.mark.parametrize(
    ("path", "source", "place", "told"),
    [
        ("a.py", "x = 1\n", {"mark": "routes"}, "jig:routes"),
        ("a.py", "x = 1\n", {"sorted": ("^begin", "")}, "^begin"),
        ("a.py", "begin\n", {"sorted": ("^begin", "^end")}, "^end"),
        ("a.py", "x = 1\n", {"registry": "ROUTES"}, "ROUTES"),
        ("a.py", "ROUTES = make()\n", {"registry": "ROUTES"}, "ROUTES"),
        ("a.py", "ROUTES += [1]\n", {"registry": "ROUTES"}, "ROUTES"),
        ("a.py", "x = 1\n", {"query": "(class_definition) @place"}, "query of `x`"),
        ("a.json", '{"a": []}', {"key": "a[3].b"}, "no item 3"),
    ],
)
def test_a_missing_place_is_an_error_that_names_file_and_place(path, source, place, told):
    with pytest.raises(apply.PlaceMissing) as raised:
        put(source, path, "y", **place)
    assert raised.value.where == path
    assert told in raised.value.what
    assert isinstance(raised.value, errors.InjectFailed)
    assert raised.value.exit_code == 22


@pytest.mark.parametrize(
    ("path", "source", "place", "told"),
    [
        ("a.py", "# jig:x\n# jig:x\n", {"mark": "x"}, "lines 1 and 2"),
        ("a.py", "begin\nbegin\nend\n", {"sorted": ("^begin", "^end")}, "1, 2"),
        ("a.py", "x\n", {"sorted": ("(", "")}, "no regular expression"),
        ("a.py", "R = []\nR = [1]\n", {"registry": "R"}, "lines 1, 2"),
        ("a.py", "class A:\n  x = 1\nclass B:\n  y = 1\n", {"query": "(block) @place"}, "lines 2, 4"),
        ("a.py", "x = 1\n", {"query": "(nonsense"}, "is wrong"),
        ("a.py", "x = 1\n", {"query": "(nonsense) @place"}, "is wrong"),
        ("a.vue", "x\n", {"query": "(x) @place"}, "no grammar"),
        ("a.vue", "x\n", {"registry": "x"}, "no grammar"),
        ("a.css", "x {}\n", {"imports": True}, "not known"),
        ("a.py", "x = 1\n", {"imports": True}, "is not import statements alone"),
        ("a.py", "x = 1\n", {"key": "a"}, "JSON, TOML and YAML"),
        ("a.json", '{"a": 1}', {"key": "a.b"}, "`a` is no map"),
        ("a.json", '{"a": {}}', {"key": "a[]"}, "`a` is no list"),
        ("a.json", '{"a": 1,, }', {"key": "a"}, "it cannot be read: a key is missing in line 1"),
        ("a.json", '{"a": 1}', {"key": "a..b"}, "is no key"),
        ("a.json", '{"a": 1}', {"key": "a", "at": "end"}, "says nothing about a key"),
        ("a.yaml", "a: [\n", {"key": "a"}, "it cannot be read"),
        ("a.yaml", "a: 1\n---\nb: 1\n", {"key": "a"}, "it cannot be read"),
        ("a.toml", "a = \n", {"key": "a"}, "it is no TOML"),
        ("a.toml", "a = 1\n", {"key": "a.b"}, "`a` is no table"),
        ("a.toml", "a = 1\n", {"key": "a[]"}, "`a` is no list"),
        ("a.py", "# jig:x\n", {"mark": "x", "at": "end"}, "says nothing about a mark"),
    ],
)
def test_an_ambiguous_or_unusable_place_is_another_error(path, source, place, told):
    with pytest.raises(errors.InjectFailed) as raised:
        put(source, path, "y", **place)
    assert not isinstance(raised.value, apply.PlaceMissing)
    assert (raised.value.where or "").startswith(path)
    assert told in raised.value.what


@pytest.mark.parametrize(("path", "source"), [("a.json", '{"a": "x"}'), ("a.yaml", "a: x\n"), ("a.toml", 'a = "x"\n')])
def test_a_key_with_another_value_is_refused_with_both_values(path, source):
    with pytest.raises(errors.InjectFailed) as raised:
        put(source, path, "y", key="a")
    assert '"x" there' in raised.value.what
    assert 'become "y"' in raised.value.what
    assert "at: replace" in raised.value.do


@pytest.mark.parametrize(
    ("path", "source", "text", "registry"),
    [("a.py", "D = {'a': 1}\n", '"a": 2', "D"), ("a.ts", "const D = {a: one};\n", "a: two", "D")],
)
def test_a_key_of_a_registry_with_another_value_is_refused(path, source, text, registry):
    with pytest.raises(errors.InjectFailed, match="another value"):
        put(source, path, text, registry=registry)


def test_a_text_that_would_tear_the_syntax_is_refused():
    with pytest.raises(errors.InjectFailed, match="does not parse any more"):
        put("R = [1]\n", "a.py", "f(", registry="R")


def test_a_value_that_toml_cannot_say_is_refused():
    with pytest.raises(errors.InjectFailed, match="no null"):
        put("a = 1\n", "a.toml", "null", key="b")


def test_true_is_not_1_and_a_word_in_quotes_is_not_a_number():
    with pytest.raises(errors.InjectFailed):
        put('{"a": 1}', "a.json", "true", key="a")
    assert put('{"a": ["1"]}', "a.json", "1", key="a[]") == '{"a": ["1", 1]}'


@pytest.mark.parametrize(
    ("path", "source", "text", "place"),
    [
        ("a.py", "R = [\n    a( 'x', [1,2,], ),\n]\n", 'a("x", [1, 2])', {"registry": "R"}),
        ("a.py", "R = [a(\n    'x',\n    [1, 2],\n)]\n", 'a("x", [1, 2]),', {"registry": "R"}),
        ("a.ts", "export const r = [ { path : '/a' , } ]\n", '{ path: "/a" }', {"registry": "r"}),
        ("a.py", "from x import (\n    a,\n    b as c,\n)\n", "from x import b as c, a", {"imports": True}),
        ("a.py", "import a, b\n", "import b", {"imports": True}),
        ("a.ts", 'import {\n  a,\n  b,\n} from "x"\n', "import { b } from 'x';", {"imports": True}),
        ("a.ts", 'import D, { a } from "x";\n', "import { a } from 'x'", {"imports": True}),
        ("a.ts", 'import { a } from "x";\n', "import type { a } from 'x'", {"imports": True}),
        ("a.ts", 'import "./x.css";\n', "import './x.css'", {"imports": True}),
        ("a.go", 'package a\n\nimport (\n\t"fmt"\n)\n', 'import "fmt"', {"imports": True}),
        ("a.py", "def f():\n    # jig:x\n    g(\n        'a',\n        b,\n    )\n", 'g("a", b)', {"mark": "x"}),
        ("a.py", "if x:\n\tif y:\n\t\ta( )\n\t# jig:x\n", "if y:\n    a()", {"mark": "x"}),
        ("a.json", '{"a": {"b":[ 1,\n 2 ]}}', "b: [1, 2]", {"key": "a"}),
        ("a.yaml", "a:\n- {b: 'c'}\n", "b: c", {"key": "a[]"}),
        ("a.toml", "a.b = [ 1 ]\n", "{b: [1]}", {"key": "a"}),
        ("a.js", "class A { m() {\n  f( 'x' )\n} }\n", 'f("x");', {"query": "(method_definition body: (_) @place)"}),
    ],
)
def test_what_was_formatted_anew_counts_as_being_there(path, source, text, place):
    assert put(source, path, text, **place) == source


def test_a_part_of_a_line_does_not_count_as_being_there():
    source = "// jig:x\nexport * from './ab';\n"
    assert put(source, "a.ts", "export * from './a';", mark="x").count("export") == 2


def test_a_name_in_a_function_or_a_call_does_not_stand_in_the_way():
    source = "def f(R=[]):\n    R = [1]\n    g(R=[2])\n\n\nR = [3]\n"
    assert put(source, "a.py", "4", registry="R") == source.replace("[3]", "[3, 4]")


def test_lines_that_end_differently_are_left_as_they_are():
    source = "a\r\nb\n# jig:x\r\nc"
    assert put(source, "a.py", "d", mark="x") == "a\r\nb\nd\n# jig:x\r\nc"


@pytest.mark.parametrize("path", ["a.json", "a.yaml", "a.toml"])
def test_an_empty_map_into_one_that_is_there_changes_nothing(path):
    source = {"a.json": '{"a": {"b": 1}}', "a.yaml": "a:\n  b: 1\n", "a.toml": "[a]\nb = 1\n"}[path]
    assert put(source, path, "{}", key="a", at="replace") == source


def test_an_empty_text_is_refused():
    with pytest.raises(errors.InjectFailed, match="is empty"):
        put("# jig:x\n", "a.py", "\n", mark="x")


def test_a_mark_imports_no_parser():
    import subprocess
    import sys

    code = (
        "import sys; from jigsmith.engines.templates.inject import apply as a;"
        "i = a.Injection(id='x', path='a.py', text='b', mark='m');"
        "heavy = {'tree_sitter', 'difflib', 'tomllib', 'yaml'};"
        "print(a.inject('# jig:m\\n', i, trees=None).text, heavy & {*sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "b\n# jig:m\n set()\n"


def test_places_that_need_trees_say_so_without_them():
    with pytest.raises(errors.InjectFailed, match="syntax trees"):
        apply.inject("R = []\n", apply.Injection(id="x", path="a.py", text="a", registry="R"), trees=None)
    assert TREES.language("a.py") == "python"


@pytest.mark.parametrize(
    ("text", "at", "after"),
    [
        ("def b(): ...\n\n\n", None, "def a(): ...\n\n\ndef b(): ...\n\n\n# jig:x\n"),
        ("\ndef b(): ...\n", "after", "def a(): ...\n\n\n# jig:x\n\ndef b(): ...\n"),
        ("def b(): ...", None, "def a(): ...\n\n\ndef b(): ...\n# jig:x\n"),
    ],
)
def test_beside_a_mark_a_text_keeps_the_empty_lines_it_begins_and_ends_with(text, at, after):
    source = "def a(): ...\n\n\n# jig:x\n"
    made = apply.inject(source, apply.Injection(id="x", path="a.py", text=text, mark="x", at=at), trees=TREES)
    assert made.text == after
    again = apply.inject(made.text, apply.Injection(id="x", path="a.py", text=text, mark="x", at=at), trees=TREES)
    assert not again.changed
    assert (
        apply.remove(
            made.text, apply.Injection(id="x", path="a.py", text=text, mark="x", at=at), made.added, trees=TREES
        )
        == source
    )


def test_tabs_stay_where_comments_are_aligned_by_blanks():
    text = "/**\n * Says so.\n */\nrun() {\n\tgo();\n}\n"
    assert put("class A {\n\t// jig:x\n}\n", "a.js", text, mark="x") == (
        "class A {\n\t/**\n\t * Says so.\n\t */\n\trun() {\n\t\tgo();\n\t}\n\t// jig:x\n}\n"
    )

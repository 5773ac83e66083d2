"""Spots: where one more block belongs, in files of many kinds."""

import pytest

from jigsmith.loop.build import blocks, comments, spots
from jigsmith.loop.detect import records as detect

ROUTE = '      <Route\n        path="/{0}"\n        element={{<{0}Page />}}\n      />\n'
ITEM = '  defineEntity({{\n    name: "{0}",\n    table: "{0}s",\n  }}),\n'
RULE = ".{0} {{\n  color: red;\n  border: 0;\n}}\n"
JOB = "  {0}:\n    runs-on: ubuntu\n    steps: []\n"
METHOD = "    def {0}(self):\n        x = 1\n        return x\n"
NAMES = ("ant", "bee", "cow")


def spot(place, head, each, tail):
    """Where the next block of a file goes, its mark called `t`, and the files that were read."""
    root, path = place.parent, place.name
    place.write_text(head + "".join(each.format(name) for name in NAMES) + tail)
    size, start = each.count("\n"), head.count("\n")
    lines = [start + n * size for n in range(len(NAMES))]
    instances = [
        detect.Instance(name, (path,), (detect.Block(path, at + 1, at + size),))
        for name, at in zip(NAMES, lines, strict=True)
    ]
    files = blocks.Files(root)
    found = blocks.pieces(files, instances, lambda *_: None)
    return spots.find(files, blocks.by_file(found), mark="t", blank=blocks.blank_lines(files, found)), files


def marked(found, files, path, blank=0):
    return "\n".join(found.marks[path].marked(files.lines(path), blank))


@pytest.mark.parametrize(
    ("path", "head", "name"),
    [
        ("a.ts", "export const registry = [\n", "registry"),
        ("a.js", "module.exports = [\n", "module.exports"),
        ("a.js", "export default [\n", "export default"),
        ("a.mjs", "const app = {\n  list: [\n", "app.list"),
    ],
)
def test_blocks_that_are_items_of_a_literal_with_a_name_need_no_mark(tmp_path, path, head, name):
    tail = "],\n};\n" if "{" in head else "];\n"
    found, _ = spot(tmp_path / path, head, ITEM, tail)
    assert (found.registry, dict(found.marks), dict(found.unfit)) == (name, {}, {})


def test_items_of_a_list_that_has_no_name_get_a_mark(tmp_path):
    found, files = spot(tmp_path / "a.js", "register([\n", ITEM, "]);\n")
    assert found.registry is None
    assert marked(found, files, "a.js").endswith("  }),\n  // jig:t\n]);\n")


def test_a_mark_goes_before_the_last_item_where_that_has_no_comma(tmp_path):
    (tmp_path / "a.js").write_text(
        "register([\n" + "".join(ITEM.format(n) for n in NAMES).removesuffix(",\n") + "\n]);\n"
    )
    instances = [
        detect.Instance(n, ("a.js",), (detect.Block("a.js", 2 + 4 * i, 5 + 4 * i),)) for i, n in enumerate(NAMES)
    ]
    files = blocks.Files(tmp_path)
    pieces = blocks.pieces(files, instances, lambda *_: None)
    found = spots.find(files, blocks.by_file(pieces), mark="t", blank=0)
    text = marked(found, files, "a.js")
    assert text.index('"bee"') < text.index("// jig:t") < text.index('"cow"')


def test_between_elements_a_mark_is_a_comment_in_braces(tmp_path):
    head, tail = "export const App = () => (\n    <Routes>\n", "    </Routes>\n);\n"
    found, files = spot(tmp_path / "a.tsx", head, ROUTE, tail)
    assert marked(found, files, "a.tsx").endswith("      />\n      {/* jig:t */}\n    </Routes>\n);\n")


@pytest.mark.parametrize(
    ("path", "head", "each", "tail", "line"),
    [
        ("a.css", "", RULE, "", "/* jig:t */"),
        ("a.yml", "jobs:\n", JOB, "", "  # jig:t"),
        ("a.py", "class A:\n", METHOD, "", "    # jig:t"),
    ],
)
def test_a_mark_is_a_comment_of_the_language_with_the_indentation_of_the_blocks(tmp_path, path, head, each, tail, line):
    found, files = spot(tmp_path / path, head, each, tail)
    assert line in marked(found, files, path).split("\n")


def test_of_blocks_in_several_classes_the_next_one_goes_into_the_class_with_most(tmp_path):
    one = "class A:\n" + METHOD.format("one") + METHOD.format("two")
    (tmp_path / "a.py").write_text(one + "\n\nclass B:\n" + METHOD.format("three"))
    at = {"one": 2, "two": 5, "three": 11}
    instances = [detect.Instance(n, ("a.py",), (detect.Block("a.py", s, s + 2),)) for n, s in at.items()]
    files = blocks.Files(tmp_path)
    pieces = blocks.pieces(files, instances, lambda *_: None)
    found = spots.find(files, blocks.by_file(pieces), mark="t", blank=0)
    assert found.marks["a.py"].marked(files.lines("a.py"), 0)[7] == "    # jig:t"


def test_in_json_there_is_no_place_and_it_is_said_why(tmp_path):
    each = '  "{0}": {{\n    "a": 1\n  }},\n'
    found, _ = spot(tmp_path / "a.json", "{\n", each, '  "z": 1\n}\n')
    assert not found.marks
    assert "can hold no comment" in found.unfit["a.json"]


def test_a_block_with_a_line_that_is_indented_less_is_left_out(tmp_path):
    (tmp_path / "a.py").write_text('class A:\n    def one(self):\n        return """\nfree\n"""\n')
    told: dict[str, str] = {}
    instance = detect.Instance("one", ("a.py",), (detect.Block("a.py", 2, 5),))
    assert blocks.pieces(blocks.Files(tmp_path), [instance], told.__setitem__) == []
    assert "indented less" in told["a.py:2"]


@pytest.mark.parametrize(
    ("above", "style"), [("<script>", "// "), ("<style>", "/* "), ("<script></script>", "<!-- "), ("<p>", "<!-- ")]
)
def test_in_a_page_the_comment_is_that_of_the_script_or_of_the_styles(above, style):
    assert comments.styles("a.vue", ["<template>", above, "  x"])[0][0] == style

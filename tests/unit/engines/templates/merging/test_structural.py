"""Policy structural: JSON, TOML and YAML key by key, in the layout of the user."""

import json
import tomllib
from collections.abc import Callable
from typing import Any

import pytest
import tomlkit
import yaml
from hypothesis import given
from hypothesis import strategies as st

from jigsmith.engines.templates.merging import json_nodes, structural, toml_edits, yaml_nodes
from jigsmith.engines.templates.merging.nodes import Unfit

scalars = (
    st.none() | st.booleans() | st.integers(-5, 5) | st.sampled_from(["a", "b c", "no", "", "1", "é", "#x", "- y"])
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abcd"), inner, max_size=3),
    max_leaves=8,
)
documents = st.dictionaries(st.sampled_from("abcdef"), values, min_size=1, max_size=5)


def without_null(value):
    if isinstance(value, dict):
        return {key: without_null(each) for key, each in value.items()}
    if isinstance(value, list):
        return [without_null(each) for each in value]
    return "" if value is None else value


def merge(base, ours, theirs, kind="json"):
    return structural.merge(base, ours, theirs, kind=kind)


PACKAGE = '{\n  "name": "app",\n  "scripts": {\n    "test": "jest"\n  },\n  "files": ["dist", "lib"]\n}\n'


def test_a_script_of_the_template_comes_beside_one_of_the_user_in_the_users_indentation():
    ours = PACKAGE.replace("  ", "\t").replace('"test": "jest"', '"test": "jest",\n\t\t"mine": "x"')
    theirs = PACKAGE.replace('"test": "jest"', '"build": "tsc",\n    "test": "vitest"')
    merged = merge(PACKAGE, ours, theirs)
    assert merged.text == ours.replace('"test": "jest"', '"build": "tsc",\n\t\t"test": "vitest"')
    assert not merged.conflicts


def test_a_lost_comma_between_two_added_keys_is_no_concern_of_the_user():
    ours = PACKAGE.replace('["dist", "lib"]\n', '["dist", "lib"],\n  "mine": 1\n')
    theirs = PACKAGE.replace('["dist", "lib"]\n', '["dist", "lib"],\n  "new": 2\n')
    assert json.loads(merge(PACKAGE, ours, theirs).text) == {**json.loads(PACKAGE), "mine": 1, "new": 2}


def test_lists_of_scalars_are_ordered_sets():
    ours, theirs = PACKAGE.replace('"dist"', '"mine", "dist"'), PACKAGE.replace('"lib"', '"bin"')
    assert '"files": ["mine", "dist", "bin"]' in merge(PACKAGE, ours, theirs).text


def test_a_list_that_the_template_alone_put_in_another_order_is_in_that_order():
    ours, theirs = PACKAGE.replace("app", "mine"), PACKAGE.replace('"dist", "lib"', '"lib", "dist"')
    assert merge(PACKAGE, ours, theirs).text == theirs.replace("app", "mine")


def test_an_item_the_user_took_out_of_a_list_stays_out():
    ours, theirs = PACKAGE.replace('"dist", ', ""), PACKAGE.replace('"lib"', '"lib", "bin"')
    assert '"files": ["lib", "bin"]' in merge(PACKAGE, ours, theirs).text


def test_a_key_the_user_deleted_stays_deleted():
    ours = PACKAGE.replace(',\n  "files": ["dist", "lib"]', "")
    merged = merge(PACKAGE, ours, PACKAGE.replace("jest", "vitest"))
    assert merged.text == ours.replace("jest", "vitest")


def test_a_key_the_user_deleted_and_the_template_changed_is_a_conflict_with_its_name():
    ours = PACKAGE.replace(',\n  "files": ["dist", "lib"]', "")
    merged = merge(PACKAGE, ours, PACKAGE.replace('"lib"', '"bin"'))
    assert merged.keys == ("files",)
    assert merged.conflicts


def test_a_key_that_both_changed_is_a_conflict_that_names_it_with_markers_of_text():
    merged = merge(PACKAGE, PACKAGE.replace("jest", "mine"), PACKAGE.replace("jest", "vitest"))
    assert merged.keys == ("scripts.test",)
    assert merged.conflicts == 1
    assert '<<<<<<< yours\n    "test": "mine"\n||||||| before\n' in merged.text


def test_one_key_added_by_both_in_different_places_with_different_values_is_a_conflict():
    ours = PACKAGE.replace('"name"', '"port": 1,\n  "name"')
    theirs = PACKAGE.replace('["dist", "lib"]\n', '["dist", "lib"],\n  "port": 2\n')
    merged = merge(PACKAGE, ours, theirs)
    assert merged.keys == ("port",)
    assert "<<<<<<<" in merged.text


def test_a_key_the_template_dropped_is_gone_with_its_comma():
    ours, theirs = PACKAGE.replace("app", "mine"), PACKAGE.replace(',\n  "files": ["dist", "lib"]', "")
    assert merge(PACKAGE, ours, theirs).text == theirs.replace("app", "mine")


def test_a_dropped_key_that_the_user_changed_is_a_conflict():
    theirs = PACKAGE.replace(',\n  "files": ["dist", "lib"]', "")
    assert merge(PACKAGE, PACKAGE.replace('"lib"', '"mine"'), theirs).keys == ("files",)


TSCONFIG = """{
  // The compiler.
  "compilerOptions": {
    "strict": true, // always
    "lib": ["dom", "es2022"],
  },
  /* sources */
  "include": ["src"],
}
"""


def test_comments_and_trailing_commas_of_a_tsconfig_stay():
    theirs = TSCONFIG.replace("true, // always", 'false,\n    // new\n    "noEmit": true,').replace(
        '"src"', '"src", "test"'
    )
    merged = merge(TSCONFIG, TSCONFIG.replace('"dom"', '"dom", "webworker"'), theirs)
    assert merged.text == (
        TSCONFIG.replace("true, // always", 'false, // always\n    "noEmit": true,')
        .replace('"dom"', '"dom", "webworker"')
        .replace('"src"', '"src", "test"')
    )


def test_order_and_layout_of_the_user_stay():
    ours = '{"files": ["lib", "dist"],\n "name":   "app", "scripts": {"test":"jest"}}'
    theirs = PACKAGE.replace("jest", "vitest").replace('"app"', '"app",\n  "type": "module"')
    merged = merge(PACKAGE, ours, theirs)
    assert merged.text == (
        '{"files": ["lib", "dist"],\n "name":   "app", "type": "module", "scripts": {"test":"vitest"}}'
    )


def test_a_file_with_windows_line_ends_and_a_byte_order_mark_keeps_them():
    ours = "\ufeff" + PACKAGE.replace("app", "mine").replace("\n", "\r\n")
    merged = merge(PACKAGE, ours, PACKAGE.replace('"test": "jest"', '"test": "jest",\n    "build": "tsc"'))
    assert merged.text == ours.replace('"test": "jest"', '"test": "jest",\r\n    "build": "tsc"')


def test_a_file_that_is_no_json_is_merged_as_text():
    assert merge("a\nb\nc\n", "A\nb\nc\n", "a\nb\nC\n").text == "A\nb\nC\n"


def test_a_protected_region_is_the_users_in_a_document_too():
    base = "a: 1\n# jig:keep mine\nb: 1\n# jig:end mine\nc: 1\n"
    merged = merge(base, base.replace("b: 1", "b: 2"), base.replace("b: 1", "b: 3").replace("c: 1", "c: 2"), "yaml")
    assert merged.text == base.replace("b: 1", "b: 2").replace("c: 1", "c: 2")
    assert not merged.conflicts


def test_true_and_one_are_different_values():
    assert merge('{"a": true, "b": 1}', '{"a": 1, "b": 1}', '{"a": true, "b": true}').text == '{"a": 1, "b": true}'


WORKFLOW = """\
name: CI
on:
  push:
    branches: [main]
jobs:
  test:
    steps:
      - uses: actions/checkout@v4
      - name: Test
        run: pytest
"""


def test_a_workflow_keeps_the_comments_and_steps_of_the_user_and_gets_those_of_the_template():
    ours = WORKFLOW.replace("name: CI", "name: CI  # ours").replace(
        "        run: pytest\n", "        run: pytest  # fast\n      - run: ./mine\n"
    )
    theirs = WORKFLOW.replace("[main]", "[main, release]").replace("checkout@v4", "checkout@v5")
    theirs = (
        theirs.replace("  test:\n", "  test:\n    timeout-minutes: 10\n") + "  lint:\n    steps:\n      - run: ruff\n"
    )
    merged = merge(WORKFLOW, ours, theirs, "yaml")
    assert merged.text == (
        ours.replace("[main]", "[main, release]").replace("checkout@v4", "checkout@v5")
        .replace("  test:\n", "  test:\n    timeout-minutes: 10\n") + "  lint:\n    steps:\n      - run: ruff\n"
    )  # fmt: skip
    assert not merged.conflicts


def test_a_step_that_the_user_put_between_two_that_the_template_changed_is_no_conflict():
    ours = WORKFLOW.replace("      - name: Test\n", "      - run: ./mine\n      - name: Test\n")
    theirs = WORKFLOW.replace("@v4", "@v5").replace("run: pytest", "run: pytest -q")
    merged = merge(WORKFLOW, ours, theirs, "yaml")
    assert merged.text == ours.replace("@v4", "@v5").replace("run: pytest", "run: pytest -q")


def test_two_steps_that_both_sides_put_at_one_place_are_a_conflict():
    merged = merge(WORKFLOW, f"{WORKFLOW}      - run: mine\n", f"{WORKFLOW}      - run: new\n", "yaml")
    assert merged.keys == ("jobs.test.steps[2]",)


def test_a_step_the_user_took_out_and_the_template_changed_is_a_conflict():
    step = "      - name: Test\n        run: pytest\n"
    merged = merge(WORKFLOW, WORKFLOW.replace(step, ""), WORKFLOW.replace("run: pytest", "run: tox"), "yaml")
    assert merged.keys == ("jobs.test.steps[1]",)
    assert merge(WORKFLOW, WORKFLOW.replace(step, ""), WORKFLOW.replace("@v4", "@v5"), "yaml").text == (
        WORKFLOW.replace(step, "").replace("@v4", "@v5")
    )


def test_a_value_that_becomes_several_lines_keeps_the_comment_of_the_user():
    ours = WORKFLOW.replace("run: pytest", "run: pytest  # fast").replace("name: CI", "name: Mine")
    theirs = WORKFLOW.replace("run: pytest", "run: |\n          pytest\n          ruff check")
    merged = merge(WORKFLOW, ours, theirs, "yaml")
    assert "        run: |  # fast\n          pytest\n          ruff check\n" in merged.text
    assert "name: Mine\n" in merged.text


def test_yaml_in_another_indentation_takes_what_the_template_adds():
    base = "a:\n  b:\n    - 1\n"
    ours = "a:\n    b:\n        - 1\n        - 3\n"
    theirs = "a:\n  b:\n    - 1\n    - 2\n  c:\n    d: |\n      x\n\n      y\n"
    merged = merge(base, ours, theirs, "yaml")
    assert yaml.safe_load(merged.text) == {"a": {"b": [1, 2, 3], "c": {"d": "x\n\ny\n"}}}
    assert not merged.conflicts


def test_yaml_with_anchors_is_merged_as_text():
    base = "x: &a 1\ny: *a\nz: 1\n"
    assert merge(base, base.replace("z: 1", "z: 2"), base.replace("&a 1", "&a 3"), "yaml").text == (
        "x: &a 3\ny: *a\nz: 2\n"
    )


PYPROJECT = '[project]\nname = "app"\ndependencies = [\n  "click",\n]\n\n[tool.ruff]\nline-length = 100\n'


def test_a_pyproject_keeps_comments_and_gets_dependencies_and_tables():
    ours = PYPROJECT.replace('"click",\n', '"click",  # commands\n  "mine",\n').replace("100", "120  # wide")
    theirs = PYPROJECT.replace('"click",\n', '"click",\n  "rich",\n') + "\n[tool.mypy]\nstrict = true\n"
    merged = merge(PYPROJECT, ours, theirs, "toml")
    assert not merged.conflicts
    found = tomllib.loads(merged.text)
    assert found["project"]["dependencies"] == ["click", "rich", "mine"]
    assert found["tool"] == {"ruff": {"line-length": 120}, "mypy": {"strict": True}}
    assert "# commands" in merged.text
    assert "120  # wide" in merged.text


def test_a_requirement_with_a_new_version_is_replaced_in_its_place_with_the_comment_of_the_user():
    base = PYPROJECT.replace('"click",', '"click>=8.1",')
    ours = base.replace('"click>=8.1",\n', '"click>=8.1",  # commands\n  "mine",\n')
    merged = merge(base, ours, base.replace('"click>=8.1",\n', '"rich",\n  "click>=8.2",\n'), "toml")
    assert merged.text == ours.replace('  "click>=8.1",', '  "rich",\n  "click>=8.2",')


def test_one_requirement_with_two_new_versions_is_a_conflict():
    base = PYPROJECT.replace('"click",', '"click>=8.1",')
    merged = merge(base, base.replace("8.1", "8.2"), base.replace("8.1", "8.3"), "toml")
    assert merged.keys == ("project.dependencies[0]",)


def test_a_key_of_toml_that_both_changed_is_named():
    merged = merge(PYPROJECT, PYPROJECT.replace("100", "120"), PYPROJECT.replace("100", "88"), "toml")
    assert merged.keys == ("tool.ruff.line-length",)


items = st.lists(st.sampled_from("abcdefgh"), max_size=6, unique=True)


@given(items, items, items)
def test_a_list_has_all_that_either_side_added_and_nothing_that_either_took_out(base, ours, theirs):
    merged = merge(*(json.dumps({"x": each, "y": 1}, indent=2) for each in (base, ours, theirs)))
    found = json.loads(merged.text)["x"]
    assert set(found) == {*ours, *theirs} - (set(base) - set(ours)) - (set(base) - set(theirs))
    assert len(set(found)) == len(found)


WRITE: dict[str, Callable[[Any], str]] = {
    "json": lambda value: json.dumps(value, indent=2, ensure_ascii=False) + "\n",
    "yaml": lambda value: yaml.safe_dump(value, sort_keys=False, allow_unicode=True),
}
READ: dict[str, Callable[[str], Any]] = {"json": json.loads, "yaml": yaml.safe_load}


@pytest.mark.parametrize("kind", ["json", "yaml"])
@given(base=documents, ours=documents, theirs=documents)
def test_clean_results_are_valid_and_hold_every_key_that_either_side_added(kind, base, ours, theirs):
    merged = merge(WRITE[kind](base), WRITE[kind](ours), WRITE[kind](theirs), kind)
    if merged.conflicts:
        assert "<<<<<<<" in merged.text
        return
    found = READ[kind](merged.text)
    for key in {*ours, *theirs} - set(base):
        assert key in found
    for key in ours:
        if ours[key] != base.get(key) and theirs.get(key) == base.get(key) and not isinstance(ours[key], dict | list):
            assert found[key] == ours[key]


@pytest.mark.parametrize("kind", ["json", "yaml"])
@given(base=documents, other=documents)
def test_a_comment_alone_in_ours_stays_while_all_changes_of_the_template_are_taken(kind, base, other):
    comment = {"json": "// mine\n", "yaml": "# mine\n"}[kind]
    merged = merge(WRITE[kind](base), comment + WRITE[kind](base), WRITE[kind](other), kind)
    if not merged.conflicts:
        assert merged.text.startswith(comment)
        assert READ[kind](merged.text.removeprefix(comment)) == other


@given(base=documents.map(without_null), other=documents.map(without_null))
def test_a_toml_file_with_a_comment_takes_all_changes_of_the_template(base, other):
    merged = merge(tomlkit.dumps(base), "# mine\n" + tomlkit.dumps(base), tomlkit.dumps(other), "toml")
    if not merged.conflicts:
        assert "# mine\n" in merged.text
        assert tomllib.loads(merged.text) == other


@pytest.mark.parametrize("text", ['{"a": 1', '{"a" 1}', '{"a": 1, "a": 2}', "{a: 1}", "[1 2]", "1 2", "", "[" * 500])
def test_json_that_is_not_valid_is_unfit(text):
    with pytest.raises(Unfit):
        json_nodes.read(text)


@pytest.mark.parametrize(
    "text", ["a: *b", "a: [", "a: 1\na: 2", "", "? [a]\n: 1", "a: !x 1", "<<: {a: 1}", "--- 1\n--- 2\n"]
)
def test_yaml_that_cannot_be_merged_by_keys_is_unfit(text):
    with pytest.raises(Unfit):
        yaml_nodes.read(text)


def test_toml_that_is_not_valid_is_unfit():
    with pytest.raises(Unfit):
        toml_edits.read("a = ")


@given(documents)
def test_reading_gives_the_values_that_were_written(value):
    assert json_nodes.read(WRITE["json"](value)).plain() == value
    assert yaml_nodes.read(json.dumps(value)).plain() == value


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("a/package.json", "json"),
        ("tsconfig.JSONC", "json"),
        ("x.yml", "yaml"),
        ("pyproject.toml", "toml"),
        ("a.py", None),
    ],
)
def test_the_name_of_a_file_says_how_it_is_written(path, kind):
    assert structural.kind_of(path) == kind

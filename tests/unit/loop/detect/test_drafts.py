"""Detection as a whole, on small code bases: what is a family, what is none, and that each is told once."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.loop.detect.codebase import (
    HANDLER,
    SERVICE,
    WORDS,
    code_of,
    found,
    handler,
    helpers,
    random_code,
    service,
)

from jigsmith.loop.detect import drafts
from jigsmith.loop.observe.records import History

NAMES = WORDS[:8]


def one(drafts_found, kind="files"):
    """Return the only draft of a kind."""
    (draft,) = [draft for draft in drafts_found if draft.kind == kind]
    return draft


def test_alike_files_of_a_folder_are_a_family_and_helpers_beside_them_are_not_in_it():
    services = {f"services/{name}.py": service(name, 10) for name in NAMES}
    draft = one(found(services | helpers() | helpers(4, "services")))
    assert draft.patterns == ("services/{name}.py",)
    assert sorted(draft.instances) == NAMES


def test_files_that_have_nothing_in_common_are_no_family():
    assert found(helpers(20)) == []


def test_what_all_files_of_a_language_share_makes_no_family():
    licence = "# Copyright 2020 Somebody\n# Licensed under the terms of some licence, see the file.\n"
    imports = "from __future__ import annotations\nimport logging\nlogger = logging.getLogger(__name__)\n"
    files = {path: licence + imports + text for path, text in (helpers(20) | helpers(20, "src")).items()}
    assert found(files) == []


def test_the_same_file_name_in_sibling_folders_is_a_family():
    files = {f"apps/{name}/service.py": service(name) for name in NAMES} | helpers()
    assert one(found(files)).patterns == ("apps/{name}/service.py",)


def test_files_of_a_folder_belong_together_in_whatever_style_their_names_are():
    files = helpers()
    for name in ("data_grid", "side_bar", "text_field", "tool_tip"):
        pascal = "".join(word.capitalize() for word in name.split("_"))
        text = service(name.replace("_", ""))
        files |= {f"ui/{name}/{pascal}.py": text, f"ui/{name}/{pascal}Test.py": text.replace("Service", "Check")}
        files |= {f"ui/{name}/__init__.py": f"from .{pascal} import {pascal}\n"}
    draft = one(found(files))
    assert set(draft.patterns) == {
        "ui/{name}/{name:pascal}.py",
        "ui/{name}/{name:pascal}Test.py",
        "ui/{name}/__init__.py",
    }
    assert {len(numbers) for numbers in draft.instances.values()} == {3}


def test_a_part_that_all_names_share_is_in_the_pattern_and_not_in_the_names():
    files = {f"web/{name}_controller.rb": service(name) for name in NAMES} | helpers()
    draft = one(found(files))
    assert (draft.patterns, sorted(draft.instances)) == (("web/{name}_controller.rb",), NAMES)


def test_a_heterogeneous_folder_falls_apart_into_the_alike_ones():
    services = {f"lib/{name}.py": service(name, 5) for name in NAMES[:4]}
    page = (
        "from web import Page, template\n\nclass {0}Page(Page):\n    path = '/{1}'\n    title = 'All {1}s'\n"
        "    columns = ('name', 'size', 'created')\n    page_size = 50\n    can_search = True\n\n"
        "    def rows(self, request):\n        return self.sorted(request, {1}_table.every(), by='created')\n"
    )
    pages = {f"lib/page_{name}.py": page.format(name.capitalize(), name) for name in NAMES[4:]}
    named = [set(draft.instances) for draft in found(services | pages | helpers(20)) if draft.kind == "files"]
    assert len(named) == 2 and set(NAMES[:4]) in named


def test_nested_patterns_do_not_list_a_family_twice():
    files = {f"apps/{name}/api/service.py": service(name) for name in NAMES} | helpers()
    assert len(found(files)) == 1


def test_alike_blocks_of_a_file_are_a_family_with_their_decorators():
    text = "from fastapi import *\n\n" + "".join(handler(name) for name in NAMES[:5])
    draft = one(found({"app/routes.py": text} | helpers()), "blocks")
    rows = text.split("\n")
    assert len(draft.units) == 5
    assert all(
        rows[begin].startswith("@router") and rows[head].startswith("async def") for _, begin, head, _ in draft.units
    )
    assert all(rows[end - 1].startswith("    return") for *_, end in draft.units)


def test_the_same_blocks_in_several_files_are_one_family():
    files = helpers()
    for number in range(3):
        files[f"app/routes{number}.py"] = random_code(number) + "".join(handler(n) for n in NAMES[number * 2 :][:4])
    draft = one(found(files), "blocks")
    assert len(draft.units) == 12 and len({file for file, *_ in draft.units}) == 3


def test_classes_and_registry_entries_are_blocks_as_well():
    classes = "".join(
        f"class {name.capitalize()}Missing(AppError):\n    code = 404\n    retry = False\n"
        f"    template = 'there is no {name} with this key'\n\n    def __init__(self, key):\n"
        f"        super().__init__(self.template, key=key)\n\n\n"
        for name in NAMES[:5]
    )
    entries = "".join(
        f"    '{name}': Entry(\n        model=models.{name.capitalize()},\n        table=tables.{name},\n"
        f"        permissions=[read_{name}, write_{name}],\n        searchable=True,\n    ),\n"
        for name in NAMES[:6]
    )
    drafts_found = found({"a.py": classes, "b.py": f"REGISTRY = {{\n{entries}}}\n"} | helpers())
    assert sorted(len(draft.units) for draft in drafts_found) == [5, 6]


def test_rows_of_data_and_statements_are_no_blocks_that_somebody_would_generate():
    rows = "".join(f"    'k{i}': {{\n        'name': 'value {i}',\n        'size': {i},\n    }},\n" for i in range(40))
    checks = "".join(f"    if row.{n} is None:\n        log.warning('no {n}')\n        return None\n" for n in NAMES)
    assert found({"data.py": f"ROWS = {{\n{rows}}}\n", "check.py": f"def check(row):\n{checks}"} | helpers()) == []


def test_blocks_of_tests_are_left_out():
    text = "".join(handler(name).replace("async def read", "async def test") for name in NAMES[:5])
    assert found({"tests/test_routes.py": text} | helpers()) == []


def test_a_file_copied_with_no_difference_is_told_as_that():
    text = random_code("copy", 40)
    draft = one(found({f"{name}/setup.py": text for name in NAMES[:4]} | helpers()), "copies")
    assert len(draft.instances) == 4


def test_a_copied_licence_header_is_not_even_that():
    text = "# Licensed under some licence.\n" * 20
    assert found({f"{name}/__init__.py": text for name in NAMES} | helpers()) == []


def test_the_order_of_the_files_changes_nothing():
    files = {f"services/{name}.py": service(name, 8) for name in NAMES} | helpers()
    files |= {"app/routes.py": "".join(handler(name) for name in NAMES[:5])}
    code = code_of(files)
    first = drafts.find(code, History(), minimum=3)
    again = drafts.find(code, History(), minimum=3)
    assert first == again
    shuffled = list(files.items())
    random.Random(1).shuffle(shuffled)
    assert found(dict(shuffled)) == found(files)


@pytest.mark.parametrize("minimum", [2, 3, 5])
def test_a_family_has_as_many_instances_as_are_asked_for(minimum):
    files = {f"services/{name}.py": service(name) for name in NAMES[:4]} | helpers()
    assert bool(found(files, minimum=minimum)) == (minimum <= 4)


def test_empty_and_tiny_code_bases_have_no_families():
    assert found({}) == []
    assert found({"a.py": ""}) == []
    assert found({f"{name}.py": "" for name in NAMES}) == []
    assert found({f"{name}.py": "x = 1\n" for name in NAMES}) == []


def test_versions_of_one_thing_are_no_family_of_things():
    files = {f"schemas/{number}.py": service(f"v{number}").replace(f"v{number}", "shop") for number in range(1, 9)}
    assert [draft for draft in found(files | helpers()) if draft.kind == "files"] == []


names = st.text(alphabet="abcXY12_-", min_size=1, max_size=5)
trees = st.dictionaries(
    st.lists(names, min_size=1, max_size=3).map("/".join).map(lambda path: f"{path}.py"),
    st.lists(st.sampled_from([*SERVICE.split("\n"), *HANDLER.split("\n"), "x", "", "\t}"]), max_size=30).map("\n".join),
    max_size=25,
)


@settings(max_examples=60)
@given(trees)
def test_whatever_the_tree_is_no_file_and_no_line_is_told_twice_and_every_name_once(files):
    code = code_of(files)
    told: set[int] = set()
    spans: set[tuple[int, int]] = set()
    for draft in drafts.find(code, History(), minimum=2):
        numbers = [number for held in draft.instances.values() for number in held]
        assert len(draft.instances) >= 2 or len(draft.units) >= 2
        if draft.kind == "files":
            assert not told & set(numbers) and len(numbers) == len(set(numbers))
            told |= set(numbers)
        for file, begin, head, end in draft.units:
            assert 0 <= begin <= head < end <= len(code.lines[file])
            rows = {(file, row) for row in range(begin, end)}
            assert not spans & rows
            spans |= rows

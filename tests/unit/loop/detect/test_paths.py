"""Path patterns: what could be an instance of what, by paths alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jigsmith.engines.templates import names
from jigsmith.loop.detect import paths


def patterns(*files, minimum=2):
    return {each.pattern: [name for name, _ in each.members] for each in paths.hypotheses(files, minimum=minimum)}


def test_a_folder_a_file_and_a_part_of_a_file_can_be_the_name():
    found = patterns("app/user_model.py", "app/shop_model.py")
    assert found["app/{name}.py"] == ["user_model", "shop_model"]
    assert found["app/{name}_model.py"] == ["user", "shop"]
    assert patterns("a/x/b/c.py", "a/y/b/c.py")["a/{name}/b/c.py"] == ["x", "y"]
    assert patterns("t/test_a.py", "t/test_b.py")["t/test_{name}.py"] == ["a", "b"]
    assert patterns("s/a.spec.ts", "s/b.spec.ts")["s/{name}.spec.ts"] == ["a", "b"]


def test_a_name_that_comes_again_is_found_in_its_style():
    found = patterns("ui/data-grid/DataGridForm.tsx", "ui/side-bar/SideBarForm.tsx")
    assert found["ui/{name}/{name:pascal}Form.tsx"] == ["data-grid", "side-bar"]


def test_a_name_of_one_word_takes_the_style_that_the_others_have():
    found = patterns("ui/Card/cardStyle.ts", "ui/DataGrid/dataGridStyle.ts", "ui/Tab/tabStyle.ts")
    assert found["ui/{name}/{name:camel}Style.ts"] == ["Card", "DataGrid", "Tab"]


@pytest.mark.parametrize("end", ["{}egory.ts", "s{}ter.ts"])
def test_a_name_is_not_found_within_another_word(end):
    found = patterns(*(f"ui/{name}/{end.format(name)}" for name in ("cat", "dog")))
    assert not any(pattern.count("name") > 1 for pattern in found)


def test_the_patterns_of_one_instance_have_the_same_stem():
    files = [f"ui/{name}/{name}{end}" for name in ("Card", "Tab") for end in (".tsx", ".test.tsx")]
    stems = {each.stem for each in paths.hypotheses(files, minimum=2) if "{name}/{name}" in each.pattern}
    assert stems == {"ui/{name}/"}


def test_words_that_all_names_share_move_into_the_pattern():
    assert paths.narrowed(["c/{name}.rb"], ["user_controller", "shop_controller"]) == (
        ["c/{name}_controller.rb"],
        ["user", "shop"],
    )
    assert paths.narrowed(["{name}.ts", "{name}.css"], ["isOpen", "isShut"]) == (
        ["is{name}.ts", "is{name}.css"],
        ["Open", "Shut"],
    )
    assert paths.narrowed(["{name}.ts"], ["a", "b"]) == (["{name}.ts"], ["a", "b"])


words = st.text(alphabet="abAB12_-.", min_size=1, max_size=8)


@given(st.lists(st.lists(words, min_size=1, max_size=4), min_size=2, max_size=12))
def test_a_pattern_gives_back_the_path_of_each_of_its_members(split):
    files = sorted({"/".join(pieces) for pieces in split})
    for each in paths.hypotheses(files, minimum=2):
        for name, number in each.members:
            path = each.pattern.replace("{name}", name)
            for style in paths.STYLES:
                path = path.replace(f"{{name:{style}}}", names.STYLES[style](name))
            assert path == files[number]


@given(st.lists(st.text(alphabet="abAB_-", min_size=1, max_size=8), min_size=2, max_size=6))
def test_a_narrowed_pattern_gives_back_the_same_files(members):
    found, shortened = paths.narrowed(["x/{name}.py"], members)
    assert [found[0].replace("{name}", name) for name in shortened] == [f"x/{name}.py" for name in members]

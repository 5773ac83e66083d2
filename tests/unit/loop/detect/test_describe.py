"""Describing: names, patterns, ids and parameters of what was found."""

import pytest
from tests.unit.loop.detect.codebase import WORDS, code_of, found, handler, helpers, random_code, service

from jigsmith.loop.detect import describe, parameters

NAMES = WORDS[:5]


def candidates(files):
    code = code_of(files)
    texts = [files[source.path].split("\n") for source in code.sources]
    return list(describe.unlike(describe.candidate(draft, code, texts.__getitem__) for draft in found(files)))


def test_blocks_are_named_by_the_word_that_differs_and_placed_by_their_lines():
    text = random_code(1, 9) + "".join(handler(name) for name in NAMES)
    (found_one,) = candidates({"app/routes.py": text} | helpers())
    assert [instance.name for instance in found_one.instances] == [f"read_{name}" for name in NAMES]
    assert found_one.patterns == ("app/routes.py#async def {name}(key: int, database: Database = Depends(connected)):",)
    rows = text.split("\n")
    for instance in found_one.instances:
        (block,) = instance.blocks
        assert rows[block.start - 1].startswith("@router") and rows[block.end - 1].startswith("    return")
        assert instance.files == ("app/routes.py",)


def test_blocks_of_the_same_name_are_told_apart_by_their_files():
    files = {
        f"app/{place}.py": random_code(place, 3) + "".join(handler(name) for name in NAMES) for place in ("a", "b")
    }
    (found_one,) = candidates(files | helpers())
    names = [instance.name for instance in found_one.instances]
    assert len(set(names)) == 10 and "read_ant@app/a" in names
    assert found_one.patterns[0].startswith("app/*.py#async def {name}(")


def test_an_id_stays_when_an_instance_comes_and_the_lines_move():
    files = {f"services/{name}.py": service(name) for name in NAMES} | helpers()
    (before,) = candidates(files)
    (after,) = candidates(files | {"services/yak.py": service("yak"), "services/ant.py": "\n\n" + service("ant")})
    assert before.id == after.id and before.id.startswith("services-")
    assert len(after.instances) == len(before.instances) + 1


def test_two_families_never_have_the_same_id():
    files = {f"lib/{name}.py": service(name) for name in WORDS[:4]}
    other = {
        "Service": "Page",
        "load": "show",
        "row": "part",
        "connection": "screen",
        "Missing": "Hidden",
        "table": "grid",
    }
    for name in WORDS[4:8]:
        text = service(name)
        for one, instead in other.items():
            text = text.replace(one, instead)
        files[f"lib/{name}.py"] = text
    found_all = candidates(files | helpers())
    assert len({each.id for each in found_all}) == len(found_all)


def predicted(**texts):
    return parameters.predicted([(name, [text.split("\n")]) for name, text in texts.items()])


def test_what_differs_is_named_by_its_key_and_what_follows_from_the_name_is_no_parameter():
    form = "class {0}Country(Base):\n    code = '{1}'\n    since = {2}\n    table = '{3}s'\n    path = '/{3}'\n"
    told, _ = predicted(
        chad=form.format("Chad", "TD", 1960, "chad"),
        peru=form.format("Peru", "PE", 1821, "peru"),
        cuba=form.format("Cuba", "CU", 1902, "cuba"),
    )
    assert {each.name: set(each.examples) for each in told} == {
        "code": {"TD", "PE", "CU"},
        "since": {"1960", "1821", "1902"},
    }


@pytest.mark.parametrize(
    ("texts", "low", "high"),
    [
        ({"ant": "x = ant()\ny = 1\n", "bee": "x = bee()\ny = 1\n"}, 1.0, 1.0),
        ({"ant": "alpha()\nbeta[1]\n", "bee": "not gamma\n{delta}\n"}, 0.0, 0.0),
        ({"ant": "x = 1\nthis and that\n", "bee": "x = 1\n[other] * 3\n"}, 0.2, 0.6),
    ],
)
def test_the_part_that_a_template_writes_is_what_is_the_same_but_for_the_name(texts, low, high):
    assert low <= predicted(**texts)[1] <= high


def test_a_sample_is_spread_evenly_and_always_the_same():
    assert parameters.spread(list("abcdefgh")) == ["b", "d", "f", "h"]
    assert parameters.spread(["a"]) == ["a"]
    assert parameters.spread([]) == []

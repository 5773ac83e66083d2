"""Across folders: instances that have the same names and came together are one."""

from datetime import UTC, datetime, timedelta

from tests.unit.loop.detect.codebase import WORDS, found, helpers, random_code, service

from jigsmith.engines.templates import names
from jigsmith.loop.observe.records import Addition, History

NAMES = WORDS[:6]
START = datetime(2026, 1, 1, tzinfo=UTC)


def files():
    return helpers() | {
        path: text
        for name in NAMES
        for path, text in (
            (f"models/{name}.py", service(name)),
            (
                f"routes/{names.plural(name)}.py",
                service(name).replace("Service", "Route").replace("connection", "request"),
            ),
            (f"tests/test_{name}.py", service(name).replace("Service", "Test").replace("load", "check")),
        )
    }


def history(*groups):
    additions = [
        Addition(commit=f"c{n}", when=START + timedelta(days=n), author="Ada", minutes=10.0, paths=tuple(group))
        for n, group in enumerate(groups)
    ]
    return History(additions=tuple(additions), first=START, last=START + timedelta(days=99), commits=len(additions))


def patterns(code, come):
    return sorted(sorted(draft.patterns) for draft in found(code, come) if draft.kind == "files")


def test_what_came_in_the_same_commits_is_one_family_with_the_style_of_each_name():
    come = history(*([f"models/{n}.py", f"routes/{names.plural(n)}.py", f"tests/test_{n}.py"] for n in NAMES))
    assert patterns(files(), come) == [["models/{name}.py", "routes/{name:plural}.py", "tests/test_{name}.py"]]


def test_what_came_in_commits_of_its_own_stays_apart():
    come = history(*([path] for path in files()))
    assert len(patterns(files(), come)) == 3


def test_where_one_commit_brought_all_the_same_names_are_enough():
    assert len(patterns(files(), history(list(files())))) == 1
    assert len(patterns(files(), History())) == 1


def test_names_that_are_everywhere_are_a_dimension_and_no_thing():
    kinds = ("address", "bank", "colour", "date", "job", "person", "phone")
    code = helpers()
    for kind in kinds:
        own = random_code(kind, 12)
        code |= {f"{kind}/{name}.py": own.replace("load", f"{kind}_{name}") + f"{kind}({name})\n" for name in NAMES}
    assert len(patterns(code, History())) == len(kinds)


def test_an_instance_has_the_files_that_it_has():
    code = files()
    del code[f"tests/test_{NAMES[0]}.py"]
    (draft,) = found(code, History())
    assert [len(draft.instances[name]) for name in NAMES] == [2, 3, 3, 3, 3, 3]

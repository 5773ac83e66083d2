"""Golden cases of every place in many languages: exactly this comes of it, once, and it can be taken out again."""

import pytest
from tests.unit.engines.templates.inject.injecting import TREES, cases, injection

from jigsmith.engines.templates.inject import apply

CASES = cases()
WITH = {
    "newlines": lambda told: told,
    "carriage returns": lambda told: told.replace("\n", "\r\n"),
    "a byte order mark": lambda told: f"\ufeff{told}",
}


@pytest.mark.parametrize("case", [case for _, case in CASES], ids=[name for name, _ in CASES])
@pytest.mark.parametrize("form", WITH)
def test_the_text_goes_where_it_belongs_once_and_comes_out_again(case, form):
    before, after = WITH[form](case["before"]), WITH[form](case["after"])
    if "\n" not in case["before"] and form == "carriage returns":
        pytest.skip("a file of one line has no line endings to keep")
    done = apply.inject(before, injection(case), trees=TREES)
    assert done.text == after
    assert done.changed
    again = apply.inject(after, injection(case), trees=TREES)
    assert (again.text, again.changed, again.added) == (after, False, "")
    assert apply.remove(after, injection(case), done.added, trees=TREES) == before


@pytest.mark.parametrize("case", [case for _, case in CASES], ids=[name for name, _ in CASES])
def test_what_parsed_before_parses_after(case):
    if not TREES.broken(case["path"], case["before"]):
        assert not TREES.broken(case["path"], case["after"])


@pytest.mark.parametrize("case", [case for _, case in CASES], ids=[name for name, _ in CASES])
def test_what_was_put_in_is_taken_out_after_edits_elsewhere(case):
    done = apply.inject(case["before"], injection(case), trees=TREES)
    sign = {"py": "#", "rb": "#", "toml": "#", "yaml": "#", "yml": "#", "txt": "#"}.get(
        case["path"].split(".")[-1], "//"
    )
    if case["path"].endswith((".html", ".php", "ockerfile")) or case.get("sorted") == {"after": "", "before": ""}:
        pytest.skip("a line at the end would be something else there")
    gap = "" if case["after"].endswith("\n") else "\n"
    edited = f"{done.text}{gap}{sign} edited\n"
    assert apply.remove(edited, injection(case), done.added, trees=TREES) == f"{case['before']}{gap}{sign} edited\n"

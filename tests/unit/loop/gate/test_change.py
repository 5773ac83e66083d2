"""Built-in gates that look at what a change consists of, on patches that git made."""

import difflib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jigsmith.base.gate_settings import Gate
from jigsmith.loop.gate import patches

PROTECTED = Gate(name="p", builtin="protected")
WEAKENED = Gate(name="w", builtin="weakened-tests")
SECRETS = Gate(name="s", builtin="secrets")
DEPENDENCIES = Gate(name="d", builtin="dependencies")
SIZE = Gate(name="z", builtin="diff-size", max_lines=10, max_files=2)


def outcome(floor, gate):
    return floor.one(gate).outcome


# ------------------------------------------------------------------------------------------------------------ protected


@pytest.mark.parametrize(
    "path",
    [
        "jig.toml", ".jig/templates/a/template.yaml", ".github/workflows/ci.yml", ".github/CODEOWNERS",
        "docs/CODEOWNERS",
        ".gitlab-ci.yml", ".pre-commit-config.yaml", "lefthook.yml", "lefthook-local.yml",
        "prek.toml", ".husky/pre-commit",
        "package-lock.json", "web/pnpm-lock.yaml", "yarn.lock", "uv.lock", "poetry.lock", "Cargo.lock", "go.sum",
        "requirements/dev.lock", "conftest.py", "tests/unit/conftest.py", "pytest.ini", "vitest.config.ts", "Makefile",
        "tsconfig.build.json", ".gitattributes", ".eslintrc.json", "JIG.TOML", ".ci/run", "Jenkinsfile", ".npmrc",
        "scripts/check.sh",
    ],
)  # fmt: skip
def test_what_decides_over_changes_needs_a_person(floor, path):
    floor.change({path: "a: 1\n"})
    verdicts = floor.judge(Gate(name="check", command="sh ./scripts/check.sh || true"))
    assert verdicts["protected"].outcome == "needs-person"
    assert [each.path for each in verdicts["protected"].findings] == [path]


@pytest.mark.parametrize("path", ["src/app.py", "jig.toml.md", "docs/github/ci.md", "test_app.py", "src/lock.py"])
def test_other_files_do_not(floor, path):
    floor.change({path: "a: 1\n"})
    assert outcome(floor, PROTECTED) == "passed"


def test_paths_can_be_added_and_taken_out(floor):
    floor.change({"migrations/1.sql": "x\n", "tests/conftest.py": "x = 1\n"})
    gate = Gate(name="p", builtin="protected", paths=["migrations/", "!tests/conftest.py"])
    assert [each.path for each in floor.one(gate).findings] == ["migrations/1.sql"]


PACKAGE = '{\n  "name": "a",\n  "scripts": {\n    "test": "vitest run"\n  },\n  "version": "1"\n}\n'
PYPROJECT = '[project]\nname = "a"\nversion = "1"\n\n[tool.pytest.ini_options]\nminversion = "8"\n'


@pytest.mark.parametrize(
    ("path", "before", "old", "new", "why"),
    [
        ("package.json", PACKAGE, "vitest run", "exit 0", "says how checks are run: scripts"),
        ("package.json", PACKAGE, '"version": "1"', '"jest": {}', "says how checks are run: jest"),
        ("package.json", PACKAGE, '"name": "a",', "", ""),
        ("package.json", PACKAGE, PACKAGE, "{", "cannot be read"),
        ("pyproject.toml", PYPROJECT, 'minversion = "8"', 'addopts = "--co"', "says how checks are run: tool.pytest"),
        ("pyproject.toml", PYPROJECT, 'version = "1"', 'version = "2"', ""),
        ("Cargo.toml", '[package]\nname = "a"\n', 'name = "a"', 'build = "b.rs"', "says how checks are run: package"),
    ],
)  # fmt: skip
def test_a_manifest_is_protected_where_it_says_how_checks_are_run(floor, path, before, old, new, why):
    floor.base({path: before})
    floor.change({path: before.replace(old, new)})
    verdict = floor.one(PROTECTED)
    assert verdict.outcome == ("needs-person" if why else "passed")
    assert not why or verdict.findings[0].message.startswith(why)


def test_a_link_that_is_new_needs_a_person(floor):
    (floor.root / "notes").symlink_to("/etc/passwd")
    floor.change({})
    assert floor.one(PROTECTED).findings[0].message == "is a link, or was one"


# ------------------------------------------------------------------------------------------------------------- weakened

PYTEST = "import pytest\n\n\ndef test_a():\n    assert f() == 1\n\n\ndef test_b():\n    assert g() == 2\n"
VITEST = 'it("a", () => {\n  expect(f()).toBe(1);\n});\n\nit("b", () => {\n  expect(g()).toBe(2);\n});\n'


@pytest.mark.parametrize(
    ("path", "before", "old", "new", "message"),
    [
        ("tests/test_a.py", PYTEST, "def test_a", "@pytest.mark.skip\ndef test_a", "is skipped"),
        ("tests/test_a.py", PYTEST, "def test_a", "@pytest.mark.xfail(strict=False)\ndef test_a", "is skipped"),
        ("tests/test_a.py", PYTEST, "    assert f", "    pytest.skip('later')\n    assert f", "is skipped"),
        ("tests/test_a.py", PYTEST, "assert f() == 1", "assert True", "asserts nothing"),
        ("tests/test_a.py", PYTEST, "    assert f() == 1", "    f()", "has 1 assertions fewer"),
        ("tests/test_a.py", PYTEST, "def test_b", "def tst_b", "has 1 tests fewer"),
        ("tests/test_a.py", PYTEST, PYTEST[16:], "", "has 2 tests fewer"),
        ("src/a.test.ts", VITEST, 'it("a"', 'it.skip("a"', "is skipped"),
        ("src/a.test.ts", VITEST, 'it("a"', 'xit("a"', "is skipped"),
        ("src/a.test.ts", VITEST, 'it("a"', 'it.todo("a"', "is skipped"),
        ("src/a.test.ts", VITEST, "expect(f()).toBe(1)", "expect(true).toBe(true)", "asserts nothing"),
        ("src/FooTest.java", "@Test\nvoid a() {}\n", "@Test", "@Disabled\n@Test", "is skipped"),
        ("a_test.go", "func TestA(t *testing.T) {\n}\n", "{\n", '{\n\tt.Skip("later")\n', "is skipped"),
        ("src/lib.rs", "#[test]\nfn a() {}\n", "#[test]", "#[test]\n#[ignore]", "is skipped"),
        ("src/a.ts", "f();\n", "f", "// @ts-nocheck\nf", "switches a check off"),
        ("a.py", "f()\n", "f", "# ruff: noqa\nf", "switches a check off"),
    ],
)
def test_a_weaker_test_needs_a_person(floor, path, before, old, new, message):
    floor.base({path: before})
    floor.change({path: before.replace(old, new, 1)})
    verdict = floor.one(WEAKENED)
    assert verdict.outcome == "needs-person"
    assert any(each.message.startswith(message) for each in verdict.findings), verdict.findings


@pytest.mark.parametrize("new", ['it.only("a"', 'fit("a"', 'describe.only("a"'])
def test_a_test_that_is_run_alone_fails(floor, new):
    floor.base({"src/a.spec.js": VITEST})
    floor.change({"src/a.spec.js": VITEST.replace('it("a"', new, 1)})
    assert outcome(floor, WEAKENED) == "failed"


def test_deleted_tests_need_a_person_unless_they_are_elsewhere_now(floor):
    floor.base({"tests/test_a.py": PYTEST})
    floor.change({"tests/test_a.py": None})
    assert floor.one(WEAKENED).findings[0].message == "is deleted, and its tests are nowhere else"
    floor.change({"tests/unit/test_a.py": PYTEST.replace("f()", "ff()")})
    assert outcome(floor, WEAKENED) == "passed"


def test_better_tests_and_moved_lines_pass(floor):
    floor.base({"test_a.py": f"@pytest.mark.skip\ndef test_old():\n    assert h()\n\n\n{PYTEST}"})
    floor.change({"test_a.py": f"{PYTEST}\n\n@pytest.mark.skip\ndef test_old():\n    assert h()\n    assert i()\n"})
    assert outcome(floor, WEAKENED) == "passed"


def test_a_silenced_line_is_told_and_no_more(floor):
    floor.change({"a.py": "import os  # noqa: F401\n"})
    verdict = floor.one(WEAKENED)
    assert verdict.outcome == "passed"
    assert [(each.path, each.line, each.level) for each in verdict.findings] == [("a.py", 1, "note")]


# -------------------------------------------------------------------------------------------------------------- secrets

KEY = "ghp_" + "a9Kd83LmQz7RtYw2XvBn4CsHg6JfPe1UoI5T"


def test_a_key_fails_at_its_place_and_is_not_repeated(floor):
    floor.change({"src/a.ts": f'f();\nconst key = "{KEY}";\n'})
    verdict = floor.one(SECRETS)
    assert (verdict.outcome, verdict.findings[0].path, verdict.findings[0].line) == ("failed", "src/a.ts", 2)
    assert KEY not in repr(verdict)


def test_a_key_that_was_there_before_is_not_the_changes_fault(floor):
    floor.base({"a.py": f'f()\nkey = "{KEY}"\n'})
    floor.change({"a.py": f'g()\nkey = "{KEY}"\n'})
    assert outcome(floor, SECRETS) == "passed"


def test_a_key_that_a_later_commit_takes_out_again_fails(floor):
    floor.change({"a.py": f'key = "{KEY}"\n'}, {"a.py": "key = read()\n"})
    assert outcome(floor, SECRETS) == "failed"


def test_a_key_in_a_file_of_which_git_shows_nothing_fails(floor):
    floor.base({".gitattributes": "*.dat -diff\n"})
    floor.git("checkout", "-q", "main")
    floor.change({"a.dat": f"{KEY}\n", "b.bin": b"\x00\x01" + KEY.encode()})
    assert {each.path for each in floor.one(SECRETS).findings} == {"a.dat", "b.bin"}


def test_what_looks_like_a_secret_needs_a_person_but_in_tests_and_lock_files(floor):
    line = 'password = "Tr0ub4dor&3xQ9z!kLm"\n'
    floor.change({"test_a.py": line, "uv.lock": line})
    assert outcome(floor, SECRETS) == "passed"
    floor.change({"a.py": line})
    assert outcome(floor, SECRETS) == "needs-person"


def test_files_can_be_left_out(floor):
    floor.change({"docs/keys.md": KEY})
    assert outcome(floor, Gate(name="s", builtin="secrets", paths=["docs/"])) == "passed"


# --------------------------------------------------------------------------------------------------------- dependencies

PROJECT = "[project]\ndependencies = []\n"
NODE = '{\n  "dependencies": {\n    "left": "^1.0.0"\n  }\n}\n'


@pytest.mark.parametrize(
    ("path", "before", "after", "result", "message"),
    [
        ("web/package.json", NODE, NODE.replace("{\n    ", '{\n    "b": "2",\n    '), "needs-person", "new: b 2"),
        ("web/package.json", NODE, NODE.replace("^1.0.0", "^1.1.0"), "passed", "another version: left ^1.1.0"),
        ("web/package.json", NODE, NODE.replace("^1.0.0", "npm:x@1"), "needs-person", "from elsewhere: left npm:x@1"),
        ("web/package.json", NODE, NODE.replace("^1.0.0", "file:../x"), "needs-person", "from elsewhere"),
        ("web/package.json", NODE, NODE.replace("^1.0.0", "someone/left"), "needs-person", "from elsewhere"),
        ("web/package.json", NODE, "{", "needs-person", "web/package.json cannot be read"),
        ("pyproject.toml", PROJECT, PROJECT.replace("[]", '["Evil_Twin>1"]'), "needs-person", "new: evil-twin >1"),
        ("requirements.txt", "a==1\n", "a==2\n", "passed", "another version"),
        ("requirements.txt", "a==1\n", "a==1\n--index-url https://x\n", "needs-person", "new: --index-url"),
        ("Cargo.toml", "[dependencies]\n", '[dependencies]\nserde = "1"\n', "needs-person", "new: serde 1"),
        ("go.mod", "module a\n", "module a\n\nrequire x.org/b v1.0.0\n", "needs-person", "new: x.org/b v1.0.0"),
        ("pom.xml", "<project/>\n", "<project></project>\n", "needs-person", "names dependencies in a form"),
    ],
)  # fmt: skip
def test_new_dependencies_need_a_person_and_new_versions_do_not(floor, path, before, after, result, message):
    floor.base({path: before})
    floor.change({path: after})
    verdict = floor.one(DEPENDENCIES)
    assert verdict.outcome == result
    assert verdict.findings[0].message.startswith(message)


def test_in_a_new_manifest_all_is_new(floor):
    floor.change({"package.json": NODE})
    assert [each.message for each in floor.one(DEPENDENCIES).findings] == ["new: left ^1.0.0"]


def test_dependencies_that_go_pass(floor):
    floor.base({"package.json": NODE})
    floor.change({"package.json": "{}\n"})
    assert outcome(floor, DEPENDENCIES) == "passed"


# ----------------------------------------------------------------------------------------------------------------- size


def test_a_big_change_needs_a_person_and_lock_files_do_not_count(floor):
    floor.change({"a.py": "x\n" * 10, "uv.lock": "y\n" * 500})
    assert floor.one(SIZE).why == "10 lines in 1 file."
    floor.change({"b.py": "x\n"})
    assert outcome(floor, SIZE) == "needs-person"
    floor.change({"b.py": None, "a.py": "x\n", "c.py": "", "d.py": ""})
    assert outcome(floor, SIZE) == "needs-person"


# -------------------------------------------------------------------------------------------------------------- patches


def test_a_patch_gives_back_what_the_file_was(floor):
    names = ["a.txt", "with space.txt", 'quo"ted\t.txt', "ünïcode/ä.txt", "no-newline.txt", "dash.txt"]
    before = "".join(f"line {number}\n" for number in range(60))
    floor.base(dict.fromkeys(names, before) | {"no-newline.txt": "a\nb", "dash.txt": "a\n-- b\n+++ c\n"})
    after = before.replace("line 3\n", "").replace("line 30\n", "new\n\n@@ -1 +1 @@\n").replace("line 59\n", "")
    floor.change(dict.fromkeys(names, after) | {"no-newline.txt": "a\nc\n", "dash.txt": "a\n++ d\n--- e\n"})
    asked = floor.asked()
    found = patches.read(asked.change)
    assert set(found) == set(names)
    for name in names[:4]:
        assert patches.before(after, found[name]) == before
    assert patches.before("a\nc\n", found["no-newline.txt"]) in {"a\nb", "a\nb\n"}
    assert patches.before("a\n++ d\n--- e\n", found["dash.txt"]) == "a\n-- b\n+++ c\n"
    assert patches.before("something else\n", found["a.txt"]) is None


def test_a_patch_is_understood_however_git_is_configured(floor):
    floor.git("config", "diff.noprefix", "true")
    floor.git("config", "diff.context", "0")
    floor.git("config", "core.quotePath", "false")
    floor.base({"src/src/a.py": "a\nb\nc\nd\n", "ä/ö.py": ""})
    floor.change({"src/src/a.py": "a\nB\nc\nd\ne\n", "ä/ö.py": "x\n"})
    found = patches.read(floor.asked().change)
    assert {path: [(line.number, line.text) for line in patch.added] for path, patch in found.items()} == {
        "src/src/a.py": [(2, "B"), (5, "e")],
        "ä/ö.py": [(1, "x")],
    }
    assert patches.before("a\nB\nc\nd\ne\n", found["src/src/a.py"]) == "a\nb\nc\nd\n"


LINES = st.lists(
    st.sampled_from(["a", "b", "", "--- a/x", "+++ b/x", "@@ -1 +1 @@", "diff --git a/x b/x"]), max_size=12
)


@given(before=LINES, after=LINES, context=st.integers(0, 3))
def test_what_a_patch_takes_back_is_what_was_there(before, after, context):
    told = difflib.unified_diff(before, after, "a/dir/f", "b/dir/f", n=context, lineterm="")
    found = dict(patches.read_all("\n".join(["diff --git a/dir/f b/dir/f", *told])))
    if before and after and before != after:
        assert patches.before("\n".join(after), found["dir/f"]) == "\n".join(before)
        assert [after[line.number - 1] for line in found["dir/f"].added] == [line.text for line in found["dir/f"].added]

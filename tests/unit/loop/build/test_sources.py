"""The instances of a family: which files patterns find, and what of their bytes is text."""

import os
import shutil
import tempfile
from pathlib import Path

import pytest

from jigsmith.base import errors
from jigsmith.engines.templates import format as formats
from jigsmith.engines.templates import render
from jigsmith.loop.build import sources

NOBODY = 65534


@pytest.fixture
def as_nobody():
    """A folder of somebody who is not root, for whom the modes of files count."""
    folder = Path(tempfile.mkdtemp())
    is_root = os.geteuid() == 0
    if is_root:
        os.chown(folder, NOBODY, NOBODY)
        os.seteuid(NOBODY)
    try:
        yield folder
    finally:
        if is_root:
            os.seteuid(0)
        shutil.rmtree(folder)


def put(root, files):
    for path, content in files.items():
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content if isinstance(content, bytes) else content.encode())


def names_found(root, *patterns):
    return [instance.name for instance in sources.find(root, patterns)]


def read_one(root, content):
    put(root, {"one.txt": content})
    return sources.read(root / "one.txt", "one.txt")


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("src/{name}.py", "src/{{ name }}.py"),
        ("./src/{name}.py", "src/{{ name }}.py"),
        ("{name:pascal}/{name:kebab}.tsx", "{{ name | pascal }}/{{ name | kebab }}.tsx"),
        ("{name:raw}.py", "{{ name }}.py"),
    ],
)
def test_a_pattern_is_the_path_of_a_template(pattern, path):
    assert sources.path_template(pattern) == path


@pytest.mark.parametrize(
    "pattern", ["src/user.py", "src/*.py", "src/{title}.py", "src/{name:shouting}.py", "", "{name"]
)
def test_a_pattern_without_a_name_or_with_an_unknown_style_matches_too_few(pattern):
    with pytest.raises(errors.PatternMatchesTooFew) as caught:
        sources.path_template(pattern)
    assert caught.value.do


def test_the_first_pattern_tells_the_names_and_the_others_are_looked_up(tmp_path):
    put(tmp_path, {"src/UserCard.tsx": "a", "test/user-card.ts": "b", "src/Page.tsx": "c", "test/other.ts": "d"})
    found = sources.find(tmp_path, ["src/{name:pascal}.tsx", "test/{name:kebab}.ts"])
    assert [(i.name, [t.path if t else None for t in i.texts]) for i in found] == [
        ("Page", ["src/Page.tsx", None]),
        ("UserCard", ["src/UserCard.tsx", "test/user-card.ts"]),
    ]


@pytest.mark.parametrize(
    ("pattern", "path", "name"),
    [
        ("{name:snake}.py", "user_card.py", "user_card"),
        ("{name}/{name:pascal}.ts", "user-card/UserCard.ts", "user-card"),
        ("{name:kebab}/{name}.ts", "user-card/UserCard.ts", "UserCard"),
        ("a/{name}/b/{name}.c", "a/x1/b/x1.c", "x1"),
    ],
)
def test_the_name_is_read_from_the_path(tmp_path, pattern, path, name):
    other = path.replace("user", "role").replace("User", "Role").replace("x1", "y2")
    put(tmp_path, {f"src/{path}": "x", f"src/{other}": "x"})
    assert name in names_found(tmp_path, f"src/{pattern}")


def test_a_path_in_another_style_than_the_pattern_has_is_no_instance(tmp_path):
    put(tmp_path, {f"src/{name}.tsx": "" for name in ("UserCard", "PageView", "use-card", "index")})
    assert names_found(tmp_path, "src/{name:pascal}.tsx") == ["PageView", "UserCard"]


def test_what_has_no_letters_is_no_name_and_an_init_module_no_instance(tmp_path):
    put(
        tmp_path,
        {"a/user.py": "", "a/role.py": "", "a/__init__.py": "", "a/__main__.py": "", "a/__.py": "", "a/-.py": ""},
    )
    assert names_found(tmp_path, "a/{name}.py") == ["role", "user"]


def test_folders_that_hold_others_work_are_not_looked_into(tmp_path):
    others = (".git", ".jig", "node_modules", ".venv", "__pycache__")
    put(tmp_path, {f"src/{folder}/x.py": "" for folder in ("a", "b", *others)})
    assert names_found(tmp_path, "src/{name}/x.py") == ["a", "b"]


def test_a_folder_behind_a_link_is_not_looked_into(tmp_path):
    put(tmp_path, {"in/a/x.py": "", "in/b/x.py": "", "out/x.py": ""})
    (tmp_path / "in/c").symlink_to(tmp_path / "out")
    assert names_found(tmp_path, "in/{name}/x.py") == ["a", "b"]


@pytest.mark.parametrize("files", [[], ["src/user.py"], ["src/user.py", "src/user.ts", "other/role.py"]])
def test_fewer_than_two_are_too_few(tmp_path, files):
    put(tmp_path, dict.fromkeys(files, "x"))
    with pytest.raises(errors.PatternMatchesTooFew, match=r"src/\{name\}.py") as caught:
        sources.find(tmp_path, ["src/{name}.py"])
    assert caught.value.do


@pytest.mark.parametrize("pattern", ["../{name}.py", "/etc/{name}.conf", "a/../../{name}.py"])
def test_a_pattern_that_leaves_the_project_is_refused(tmp_path, pattern):
    root = tmp_path / "project"
    put(tmp_path, {"a.py": "", "b.py": "", "project/c.py": ""})
    with pytest.raises(errors.PathEscapes):
        sources.find(root, [pattern])


def test_a_file_behind_a_link_that_leaves_the_project_is_not_read(tmp_path):
    inside = {"project/src/a/x.py": "", "project/src/b/x.py": "", "project/src/a/y/x.py": ""}
    put(tmp_path, {"secret/x.py": "secret = 1", **inside})
    (tmp_path / "project/src/b/y").symlink_to(tmp_path / "secret")
    with pytest.raises(errors.PatternMatchesTooFew, match="symbolic link"):
        sources.find(tmp_path / "project", ["src/{name}/x.py", "src/{name}/y/x.py"])


@pytest.mark.parametrize("target", ["/etc/passwd", "../../secret.py"])
def test_a_link_that_leaves_the_project_is_left_out_and_told(tmp_path, target):
    put(tmp_path, {"secret.py": "secret", "project/src/a.py": "1", "project/src/b.py": "2"})
    (tmp_path / "project/src/link.py").symlink_to(target)
    told: list[tuple[str, str]] = []
    found = sources.find(tmp_path / "project", ["src/{name}.py"], left_out=lambda *each: told.append(each))
    assert [i.name for i in found] == ["a", "b"]
    assert [path for path, _ in told] == ["src/link.py"]
    assert "symbolic link" in told[0][1]
    assert target in told[0][1]


@pytest.mark.parametrize("odd", ['say "x"', "two\nlines", "what?"])
def test_a_name_that_no_template_may_write_is_left_out_and_told(tmp_path, odd):
    put(tmp_path, {"src/a.py": "1", "src/b.py": "2", f"src/{odd}.py": "3"})
    told: list[tuple[str, str]] = []
    found = sources.find(tmp_path, ["src/{name}.py"], left_out=lambda *each: told.append(each))
    assert [i.name for i in found] == ["a", "b"]
    assert [path for path, _ in told] == [f"src/{odd}.py"]


def test_a_family_may_lie_in_the_root(tmp_path):
    put(tmp_path, {"a.py": "1", "b.py": "2", "src/c.py": "3"})
    assert names_found(tmp_path, "{name}.py") == ["a", "b"]


def test_only_the_paths_that_are_named_are_taken(tmp_path):
    put(tmp_path, {f"{n}/{f}.py": n for n in "abc" for f in "xy"})
    found = sources.find(tmp_path, ["{name}/x.py", "{name}/y.py"], among={"a/x.py", "a/y.py", "b/x.py"})
    assert [(i.name, [t.path if t else None for t in i.texts]) for i in found] == [
        ("a", ["a/x.py", "a/y.py"]),
        ("b", ["b/x.py", None]),
    ]


@pytest.mark.parametrize("pattern", ["a/{name}.py", "{name}/b/x.py"])
def test_a_folder_that_may_not_be_read_is_unreadable(as_nobody, pattern):
    put(as_nobody, {"a/b/x.py": "x", "a/y.py": "x", "c/b/x.py": "x"})
    (as_nobody / "a").chmod(0)
    try:
        with pytest.raises(errors.FileUnreadable):
            sources.find(as_nobody, [pattern])
    finally:
        (as_nobody / "a").chmod(0o755)


@pytest.mark.parametrize(
    ("content", "text", "told"),
    [
        (b"a\nb\n", "a\nb\n", set()),
        (b"a\r\nb\r\n", "a\nb\n", {"crlf"}),
        (b"a\r\nb", "a\nb", {"crlf"}),
        (b"a\r\nb\n", "a\r\nb\n", {"mixed"}),
        (b"a\rb\n", "a\rb\n", {"mixed"}),
        (b"\xef\xbb\xbfa\n", "a\n", {"bom"}),
        (b"\xef\xbb\xbfa\r\n", "a\n", {"bom", "crlf"}),
        (b"a\n\tb", "a\n\tb", set()),
        (b"", "", set()),
        ("é…\n".encode(), "é…\n", set()),
    ],
)
def test_line_endings_and_marks_are_taken_off(tmp_path, content, text, told):
    found = read_one(tmp_path, content)
    assert found.text == text
    assert {flag for flag in ("crlf", "mixed", "bom", "executable", "link") if getattr(found, flag)} == told
    assert found.encoding == "utf-8"


def test_what_is_no_utf_8_is_read_as_latin_1(tmp_path):
    found = read_one(tmp_path, b"caf\xe9\n")
    assert (found.text, found.encoding) == ("café\n", "latin-1")


def test_a_file_that_can_be_run_and_a_link_are_told(tmp_path):
    put(tmp_path, {"bin/a": "#!/bin/sh\n", "bin/b": "#!/bin/sh\n"})
    (tmp_path / "bin/a").chmod(0o755)
    (tmp_path / "bin/c").symlink_to("a")
    found = {i.name: i.texts[0] for i in sources.find(tmp_path, ["bin/{name}"])}
    assert [(n, t.executable, t.link) for n, t in found.items() if t] == [
        ("a", True, False),
        ("b", False, False),
        ("c", False, True),
    ]
    assert found["c"] and found["c"].text == "a"


@pytest.mark.parametrize("content", [b"\0\1\2", b"text\0text", b"x" * (sources.MOST_BYTES + 1)])
def test_what_is_not_text_or_is_too_large_is_unreadable(tmp_path, content):
    put(tmp_path, {"x/a.bin": content, "x/b.bin": "text"})
    with pytest.raises(errors.FileUnreadable) as caught:
        sources.find(tmp_path, ["x/{name}.bin"])
    assert caught.value.where == "x/a.bin"
    assert caught.value.do


def test_a_file_that_may_not_be_read_is_unreadable(as_nobody):
    put(as_nobody, {"a/x.py": "x", "a/y.py": "x"})
    (as_nobody / "a/x.py").chmod(0)
    with pytest.raises(errors.FileUnreadable, match="a/x"):
        sources.find(as_nobody, ["a/{name}.py"])


def test_progress_is_told_for_each_name(tmp_path):
    put(tmp_path, {"x/b.py": "", "x/a.py": "", "x/c.py": ""})
    told: list[str] = []
    sources.find(tmp_path, ["x/{name}.py"], progress=told.append)
    assert told == ["a", "b", "c"]


@pytest.mark.parametrize(
    "content",
    [b"a\nb\n", b"a\r\nb\r\n", b"a\r\nb", b"a\r\nb\n", b"\xef\xbb\xbfa\r\n", b"a\n\tb", b"", b"caf\xe9\r\n", b"a\rb"],
)
def test_the_entry_of_a_template_puts_back_what_reading_took_off(tmp_path, content):
    text = read_one(tmp_path, content)
    entry = sources.entry([text], path="one.txt", content=text.text, when=None, delimiters=None)
    (made,) = render.render(formats.Template(name="t", files=[entry]), "x", {})
    assert made.data == content


def test_the_entry_is_what_most_files_are(tmp_path):
    put(tmp_path, {"a": "x\r\n", "b": "x\r\n", "c": "x\n"})
    (tmp_path / "c").chmod(0o755)
    texts = [sources.read(tmp_path / n, n) for n in "abc"]
    entry = sources.entry(texts, path="p", content="x\n", when=None, delimiters=None)
    assert (entry.newline, entry.mode, entry.bom, entry.link) == ("crlf", None, False, None)

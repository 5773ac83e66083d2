"""Writing: all files or none, nothing overwritten, everything taken back."""

import contextlib
import os
import shutil
import signal
import stat
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jigsmith.base import errors
from jigsmith.engines.templates import changes, locking, render, write


def file(path, text="new\n", **rest):
    return render.Rendered(path=path, data=text.encode(), **rest)


def link(path, target):
    return render.Rendered(path=path, data=None, link=target)


def tree(root):
    """All that lies below a folder, folders and modes included."""
    found = {}
    for path in sorted(root.rglob("*")):
        mode = path.lstat().st_mode
        content = str(path.readlink()) if stat.S_ISLNK(mode) else path.read_bytes() if stat.S_ISREG(mode) else None
        found[str(path.relative_to(root))] = (stat.S_IFMT(mode), stat.S_IMODE(mode), content)
    return found


def put(root, *files, ours=None):
    with write.written(root, changes.plan(root, files, ours or {})):
        pass


def test_files_folders_links_and_modes_are_made(tmp_path):
    put(tmp_path, file("a/b/c.txt"), file("run", mode=0o755), link("now", "a/b"))
    assert (tmp_path / "now" / "c.txt").read_text() == "new\n"
    assert os.access(tmp_path / "run", os.X_OK) and not os.access(tmp_path / "a/b/c.txt", os.X_OK)
    assert not list(tmp_path.rglob(".jig-*"))


def test_the_users_umask_is_respected(tmp_path):
    before = os.umask(0o077)
    try:
        put(tmp_path, file("a"), file("run", mode=0o755))
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "run").stat().st_mode) == 0o700


def action(root, one, ours=None):
    return changes.plan(root, [one], ours or {})[0].action


def test_what_is_there_decides_what_happens(tmp_path):
    (tmp_path / "same").write_text("new\n")
    (tmp_path / "other").write_text("old\n")
    (tmp_path / "folder").mkdir()
    (tmp_path / "dangling").symlink_to("nowhere")
    known = changes.sha(b"old\n")
    assert action(tmp_path, file("missing")) == "create"
    assert action(tmp_path, file("same")) == "unchanged"
    assert action(tmp_path, file("other")) == "conflict"
    assert action(tmp_path, file("other"), {"other": known}) == "replace"
    assert action(tmp_path, file("other"), {"other": changes.sha(b"x")}) == "conflict"
    assert action(tmp_path, file("folder")) == "conflict"
    assert action(tmp_path, file("other/inside")) == "conflict"
    assert action(tmp_path, file("dangling")) == "conflict"
    assert action(tmp_path, link("dangling", "nowhere")) == "unchanged"
    assert action(tmp_path, link("dangling", "else")) == "conflict"
    assert action(tmp_path, file("same", mode=0o755)) == "conflict"


def test_a_file_is_never_written_through_a_link(tmp_path):
    (tmp_path / "root").mkdir()
    (tmp_path / "root" / "dangling").symlink_to("../outside")
    planned = changes.plan(tmp_path / "root", [file("dangling")], {"dangling": changes.sha(b"")})
    with pytest.raises(errors.WouldOverwrite):
        changes.refuse_conflicts(planned)
    put(tmp_path / "root", file("dangling"))
    assert not (tmp_path / "outside").exists()


def test_replacing_keeps_the_permissions_and_undoing_brings_back_the_file(tmp_path):
    (tmp_path / "a").write_text("old\n")
    (tmp_path / "a").chmod(0o640)
    (tmp_path / "l").symlink_to("a")
    before = tree(tmp_path)
    ours = {"a": changes.sha(b"old\n"), "l": changes.sha(b"link a")}
    planned = changes.plan(tmp_path, [file("a"), link("l", "b"), file("c/d")], ours)
    with pytest.raises(ZeroDivisionError), write.written(tmp_path, planned):
        assert (tmp_path / "a").read_text() == "new\n"
        assert str((tmp_path / "l").readlink()) == "b"
        raise ZeroDivisionError
    assert tree(tmp_path) == before
    put(tmp_path, file("a"), link("l", "b"), ours=ours)
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o640


def test_what_comes_in_between_is_not_overwritten_and_all_is_taken_back(tmp_path):
    planned = changes.plan(tmp_path, [file("a"), file("sub/b"), file("c")], {})
    (tmp_path / "c").write_text("somebody else's")
    before = tree(tmp_path)
    with pytest.raises(errors.WouldOverwrite, match="just now"), write.written(tmp_path, planned):
        pytest.fail("not reached")
    assert tree(tmp_path) == before


def test_a_file_changed_in_between_is_not_replaced(tmp_path):
    (tmp_path / "a").write_text("old\n")
    planned = changes.plan(tmp_path, [file("a")], {"a": changes.sha(b"old\n")})
    (tmp_path / "a").write_text("edited\n")
    with pytest.raises(errors.WouldOverwrite), write.written(tmp_path, planned):
        pytest.fail("not reached")
    assert (tmp_path / "a").read_text() == "edited\n"


def test_a_folder_that_became_a_link_in_between_is_refused(tmp_path):
    root = tmp_path / "root"
    root.mkdir()
    planned = changes.plan(root, [file("sub/a")], {})
    (tmp_path / "outside").mkdir()
    (root / "sub").symlink_to("../outside")
    with pytest.raises(errors.PathEscapes), write.written(root, planned):
        pytest.fail("not reached")
    assert not list((tmp_path / "outside").iterdir())


def test_a_full_disk_leaves_nothing_behind(tmp_path, monkeypatch):
    real = write._create
    made = []

    def full(place, one):
        made.append(place)
        if len(made) == 3:
            place.write_bytes(b"half")
            raise OSError(28, "No space left on device", str(place))
        real(place, one)

    monkeypatch.setattr(write, "_create", full)
    with pytest.raises(errors.WriteFailed, match="No space left"):
        put(tmp_path, file("a/b"), file("c/d/e"), file("c/f"))
    assert tree(tmp_path) == {}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody who may not write")
def test_a_folder_without_permission_leaves_nothing_behind(request):
    root = Path(tempfile.mkdtemp())  # not tmp_path, whose folders above are closed to others
    request.addfinalizer(lambda: shutil.rmtree(root))
    root.chmod(0o755)
    (root / "mine").mkdir()
    (root / "mine").chmod(0o777)
    os.seteuid(65534)
    try:
        with pytest.raises(errors.WriteFailed, match="denied") as caught:
            put(root, file("mine/a"), file("yours"))
    finally:
        os.seteuid(0)
    assert list(tree(root)) == ["mine"]
    assert caught.value.where == str(root / "yours")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_while_files_are_moved_takes_all_back(tmp_path, monkeypatch, number):
    real = os.link

    def interrupted(*args, **rest):
        real(*args, **rest)
        os.kill(os.getpid(), number)

    monkeypatch.setattr(os, "link", interrupted)
    with pytest.raises(KeyboardInterrupt):
        put(tmp_path, file("a/b"), file("c"))
    assert tree(tmp_path) == {}
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_file_system_without_hard_links_will_do(tmp_path, monkeypatch):
    def refused(*_args, **_rest):
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refused)
    put(tmp_path, file("a/b"), link("c", "a"))
    assert set(tree(tmp_path)) == {"a", "a/b", "c"}
    planned = changes.plan(tmp_path, [file("d")], {})
    (tmp_path / "d").write_text("mine")
    with pytest.raises(errors.WouldOverwrite), write.written(tmp_path, planned):
        pytest.fail("not reached")


def test_what_the_user_put_into_a_new_folder_stays_when_all_is_taken_back(tmp_path):
    planned = changes.plan(tmp_path, [file("new/a")], {})
    with contextlib.suppress(ZeroDivisionError), write.written(tmp_path, planned):
        (tmp_path / "new" / "mine").write_text("x")
        raise ZeroDivisionError
    assert set(tree(tmp_path)) == {"new", "new/mine"}


def test_a_root_that_is_made_for_it_goes_again_when_it_fails(tmp_path):
    root = tmp_path / "a" / "b"
    with contextlib.suppress(ZeroDivisionError), write.root_made(root):
        assert root.is_dir()
        raise ZeroDivisionError
    assert tree(tmp_path) == {}
    with write.root_made(root):
        pass
    assert root.is_dir()


names_ = st.sampled_from(["a", "b", "a/b", "a/c", "b/c/d", "e"])
contents = st.sampled_from(["one\n", "two\n", ""])


@settings(max_examples=150, deadline=2000, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(names_, contents, max_size=3),
    st.dictionaries(names_, contents, min_size=1, max_size=4),
    st.sets(names_),
    st.booleans(),
)
def test_a_run_writes_all_or_leaves_the_tree_as_it_was(tmp_path_factory, there, wanted, known, fails):
    root = tmp_path_factory.mktemp("tree")
    for path, text in there.items():
        with contextlib.suppress(OSError):
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text)
    before = tree(root)
    ours = {path: changes.sha(there[path].encode()) for path in known if path in there}
    try:
        planned = changes.plan(root, [file(path, text) for path, text in wanted.items()], ours)
        changes.refuse_conflicts(planned)
        with write.written(root, planned):
            assert not fails
    except (errors.WouldOverwrite, errors.TemplateInvalid, errors.PathEscapes, AssertionError):
        assert tree(root) == before
        return
    assert all((root / path).read_text() == text for path, text in wanted.items())
    untouched = [path for path in there if path not in wanted and path in before]
    assert all(tree(root)[path] == before[path] for path in untouched)


def test_one_run_waits_for_another_in_the_same_project(tmp_path, monkeypatch):
    monkeypatch.setattr(locking, "WAIT_SECONDS", 0.1)

    def another():
        with locking.alone(tmp_path):
            return "in"

    with ThreadPoolExecutor(1) as other, locking.alone(tmp_path):
        with pytest.raises(errors.WouldOverwrite, match="another run"):
            other.submit(another).result()
        with locking.alone(tmp_path):  # who has it, has it, and keeps it afterwards
            pass
        with pytest.raises(errors.WouldOverwrite, match="another run"):
            other.submit(another).result()
        monkeypatch.setenv(locking.WITHIN, str(tmp_path))
        assert other.submit(another).result() == "in"
    monkeypatch.delenv(locking.WITHIN)
    assert another() == "in"

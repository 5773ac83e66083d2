"""Runs that are killed, at every step of writing: the next one brings the project back, whole and clean."""

import itertools
import os
import signal
import sys

import pytest

from jigsmith.app import generate, undo, update
from jigsmith.app.generating import hooks
from jigsmith.app.records import history, recovery
from jigsmith.base import places
from jigsmith.engines.templates import format as formats

TEMPLATE = """\
name: part
version: 1.0.0
files:
  - {path: "src/{{ name }}/code.py", content: "one = 1\\n"}
  - {path: "src/{{ name }}/run.sh", content: "echo 1\\n", mode: "755"}
  - {path: "there.txt", content: "{{ name }}\\n"}
inject:
  - {path: app.txt, mark: here, content: "{{ name }} is here"}
"""
CALLS = ("link", "replace", "unlink", "mkdir", "rename", "chmod", "rmdir", "open")


@pytest.fixture
def project(tmp_path):
    root = tmp_path / "project"
    (root / ".jig/templates/part").mkdir(parents=True)
    (root / ".jig/templates/part/template.yaml").write_text(TEMPLATE)
    (root / "app.txt").write_text("# jig:here\n")
    (root / "app.txt").chmod(0o664)
    (root / "empty/inner").mkdir(parents=True)
    return root


def snapshot(root):
    """All there is: content, permissions, links and folders."""
    return {str(place.relative_to(root)): looked_at(place) for place in root.rglob("*")}


def looked_at(place):
    if place.is_symlink():
        return "link", str(place.readlink())
    return oct(place.stat().st_mode), place.read_bytes() if place.is_file() else None


def killed(number, when, what):
    """Run it in a process of its own, killed before or after its call of this number; whether it came through."""
    child = os.fork()
    if child == 0:
        count = itertools.count(1)
        for name in CALLS:
            setattr(os, name, deadly(getattr(os, name), count, number, when))
        try:
            what()
        except BaseException:  # noqa: BLE001 - the parent asks for the exit code alone
            os._exit(1)
        os._exit(0)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert code in (0, -signal.SIGKILL)
    return code == 0


def deadly(call, count, number, when):
    def wrapped(*args, **kwargs):
        mine = next(count) == number
        if mine and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        done = call(*args, **kwargs)
        if mine:
            os.kill(os.getpid(), signal.SIGKILL)
        return done

    return wrapped


def every_step(root, jig_home, what, *, before, after, again):
    """Kill `what` before and after each call; what the next run finds is the state before or the state after."""
    number, seen = 0, set()
    while True:
        number += 1
        through = True
        for when in ("before", "after"):  # a call that fails is not killed after it
            through = killed(number, when, what) and through
            recovery.recover(root, jig_home)
            now = snapshot(root)
            assert now in (before, after), (number, when, sorted(now), sorted(before))
            assert history.pendings(root, jig_home) == []
            seen.add("before" if now == before else "after")
            again(now == after)
            assert snapshot(root) == before
        if through:
            return number, seen


def test_a_generate_that_is_killed_at_any_step_leaves_nothing_or_all(project, jig_home):
    before = snapshot(project)
    generate.generate(project, "part", "wheel")
    after = snapshot(project)
    undo.undo(project)
    assert snapshot(project) == before
    steps, seen = every_step(
        project,
        jig_home,
        lambda: generate.generate(project, "part", "wheel"),
        before=before,
        after=after,
        again=lambda done: done and undo.undo(project),
    )
    assert steps > 20 and seen == {"before", "after"}


def test_an_undo_that_is_killed_at_any_step_leaves_nothing_or_all(project, jig_home):
    untouched = snapshot(project)
    generate.generate(project, "part", "wheel")
    before = snapshot(project)
    steps, seen = every_step(
        project,
        jig_home,
        lambda: undo.undo(project),
        before=before,
        after=untouched,
        again=lambda done: done and again_undone(project),
    )
    assert steps > 10 and seen == {"before", "after"}


def again_undone(project):
    if history.entries(project, places.home()):
        undo.undo(project)  # the files are back, the entry is still there: it has nothing to do
    generate.generate(project, "part", "wheel")


def test_an_update_that_is_killed_at_any_step_leaves_nothing_or_all(project, jig_home):
    generate.generate(project, "part", "wheel")
    newer = (
        TEMPLATE.replace("1.0.0", "1.1.0").replace("one = 1", "one = 2").replace('path: "there.txt"', "path: new/it")
    )
    newer = newer.replace("is here", "is in here").replace('mode: "755"', 'mode: "644"')
    (project / ".jig/templates/part/template.yaml").write_text(newer)
    before = snapshot(project)
    update.apply(update.plan(project))
    after = snapshot(project)
    undo.undo(project)
    assert snapshot(project) == before
    steps, seen = every_step(
        project,
        jig_home,
        lambda: update.apply(update.plan(project)),
        before=before,
        after=after,
        again=lambda done: done and undo.undo(project),
    )
    assert steps > 20 and seen == {"before", "after"}


def test_edits_made_after_the_crash_are_never_taken_back(project, jig_home):
    for number in itertools.count(1):
        if killed(number, "before", lambda: generate.generate(project, "part", "wheel")):
            break
        made = project / "src/wheel/code.py"
        if made.exists():
            made.write_text("mine = 1\n")
        (project / "app.txt").write_text("# jig:here\nmine\n")
        found = recovery.recover(project, jig_home)
        assert (project / "app.txt").read_text() == "# jig:here\nmine\n"
        if made.exists():
            assert made.read_text() == "mine = 1\n" and "src/wheel/code.py" in found[0].kept
            made.unlink()
        for each in ("src/wheel", "src"):
            if (project / each).is_dir():
                (project / each).rmdir()
        (project / "app.txt").write_text("# jig:here\n")
        assert sorted(path.name for path in project.iterdir()) == [".jig", "app.txt", "empty"]


def test_a_file_of_somebody_whose_name_begins_like_ours_stays(project, jig_home):
    (project / ".jig-notes").write_text("mine")
    killed(12, "before", lambda: generate.generate(project, "part", "wheel"))
    recovery.recover(project, jig_home)
    assert (project / ".jig-notes").read_text() == "mine"


def test_the_next_generate_says_what_it_took_back_and_works(project):
    number = next(n for n in itertools.count(1) if half_done(project, n))
    done = generate.generate(project, "part", "wheel")
    assert number and list(done.recovered) == ["generate part wheel"]
    assert all(file.action in ("create", "modify") for file in done.files)


def half_done(project, number):
    killed(number, "before", lambda: generate.generate(project, "part", "wheel"))
    return (project / "there.txt").exists()


def test_a_command_of_a_hook_does_not_take_back_the_run_that_it_belongs_to(project, jig_home):
    hook = f"{sys.executable} -m jigsmith.faces.cli.main generate other inner --yes"
    (project / ".jig/templates/other.yaml").write_text(
        'name: other\nfiles:\n  - {path: "{{ name }}.txt", content: x}\n'
    )
    text = TEMPLATE + f"hooks:\n  after: ['{hook}']\n"
    (project / ".jig/templates/part/template.yaml").write_text(text)
    hooks.trust(project, formats.load(formats.find(project, "part")), jig_home)
    generate.generate(project, "part", "wheel")
    assert (project / "inner.txt").exists() and (project / "there.txt").exists()
    assert [entry.template for entry in history.entries(project, jig_home)] == ["other", "part"]

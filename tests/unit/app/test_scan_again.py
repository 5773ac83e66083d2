"""Scanning again after a change: the same report as without a cache, and work for what has changed alone."""

import json
import random
import subprocess

import pytest
from tests.unit.loop.detect.codebase import WORDS, handler, helpers, random_code, service

from jigsmith.app import scan
from jigsmith.app.scanning import memos
from jigsmith.base import places
from jigsmith.loop.detect import blocks, evidence, memo, parameters, remembered
from jigsmith.store import scan_cache


def git(root, *words):
    names = ["-c", "user.name=Ada", "-c", "user.email=ada@localhost", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *names, *words], cwd=root, check=True, capture_output=True)


def commit(root):
    git(root, "add", "-A")
    git(root, "commit", "-q", "--allow-empty", "-m", "more")


def write(root, contents):
    for path, text in contents.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)


@pytest.fixture
def repository(tmp_path):
    write(tmp_path, {f"services/{name}/service.py": service(name) for name in WORDS[:8]} | helpers())
    write(tmp_path, {f"models/{name}.py": service(name).replace("Service", "Model") for name in WORDS[:8]})
    write(tmp_path, {f"app/{n}.py": "".join(handler(name) for name in WORDS[n::4]) for n in range(4)})
    write(tmp_path, {f"copies/{n}.py": random_code(7) for n in range(4)})
    git(tmp_path, "init", "-q")
    commit(tmp_path)
    return tmp_path


def report(root, **wanted):
    found = json.loads(scan.scan_json(root, top=None, **wanted))
    del found["made"]
    return found


def edit(root, dice):
    """Change some files by chance: lines from elsewhere, lines away, files away, files that are like others."""
    paths = sorted(path for path in root.rglob("*.py"))
    for _ in range(dice.randrange(1, 5)):
        path, other = dice.choice(paths), dice.choice(paths)
        lines = path.read_text().splitlines(keepends=True) if path.exists() else []
        others = other.read_text().splitlines(keepends=True) if other.exists() else []
        place = dice.randrange(len(lines) + 1)
        kind = dice.randrange(5)
        if kind == 0:
            path.unlink(missing_ok=True)
        elif kind == 1:
            name = dice.choice(WORDS)
            path.with_name(f"{name}{dice.randrange(9)}.py").write_text("".join(lines[:place]) + service(name))
        else:
            path.write_text("".join(lines[:place] + others[: dice.randrange(30)] + lines[place + kind :]))


@pytest.mark.parametrize("seed", range(6))
def test_after_any_change_the_report_is_that_of_a_scan_without_a_cache(repository, seed, monkeypatch, tmp_path_factory):
    dice = random.Random(seed)
    known = places.home()
    report(repository)
    for _ in range(4):
        edit(repository, dice)
        if dice.random() < 0.8:
            commit(repository)
        again = report(repository)
        monkeypatch.setenv("JIG_HOME", str(tmp_path_factory.mktemp("fresh")))
        assert report(repository) == again
        monkeypatch.setenv("JIG_HOME", str(known))


@pytest.fixture
def work(monkeypatch):
    """How often what takes time was done."""
    done = {"families": 0, "blocks": 0, "texts": 0}

    def counted(module, name, what):
        really = getattr(module, name)

        def counting(*args, **kwargs):
            done[what] += 1
            return really(*args, **kwargs)

        monkeypatch.setattr(module, name, counting)

    counted(evidence, "families", "families")
    counted(blocks, "find", "blocks")
    counted(parameters, "predicted", "texts")
    return done


def test_after_a_change_that_concerns_no_family_nothing_is_compared_again(repository, work):
    first = report(repository)
    assert min(work.values()) > 0
    work.update(families=0, blocks=0, texts=0)
    write(repository, {"README.md": "How to read me.\n"})
    commit(repository)
    again = report(repository)
    assert work == {"families": 0, "blocks": 0, "texts": 0}
    assert again["candidates"] == first["candidates"]


def test_after_a_change_to_a_member_only_its_families_are_compared_again(repository, work):
    report(repository)
    cold = dict(work)
    work.update(families=0, blocks=0, texts=0)
    path = repository / "copies" / "0.py"
    path.write_text(path.read_text() + "unheard_of = 1\n")
    commit(repository)
    report(repository)
    assert 0 < work["families"] < cold["families"]
    assert work["texts"] < cold["texts"]


@pytest.mark.parametrize(
    "damaged",
    [lambda kept: b"", lambda kept: kept[:-1], lambda kept: kept[:90], lambda kept: kept[:60] + b"x" + kept[61:],
     lambda kept: b"other" + kept],
)  # fmt: skip
def test_a_damaged_memo_is_an_empty_one(repository, damaged, work):
    first = report(repository)
    with scan_cache.opened(places.home()) as cache:
        folder = str(repository.resolve())
        kept = cache.tree(folder, memos.WHAT)
        assert kept
        assert memos.load(cache, folder).changed()
        cache.keep_tree(folder, memos.WHAT, damaged(kept))
        assert not memos.load(cache, folder).changed()
    work.update(families=0)
    write(repository, {"README.md": "How to read me.\n"})
    commit(repository)
    assert report(repository)["candidates"] == first["candidates"]
    assert work["families"] > 0


def test_what_is_not_asked_for_any_more_is_forgotten():
    known = memo.Memo({b"a": b"1", b"b": b"2"})
    assert known.get(b"a") == b"1"
    assert known.get(b"c") is None
    known.keep(b"c", b"3")
    assert known.used == {b"a": b"1", b"c": b"3"}
    assert known.changed()


def test_nothing_found_is_remembered_as_well():
    assert list(remembered._blocks(remembered.NOTHING, 0)) == []
    assert memo.key("files", b"ab", b"c") != memo.key("files", b"a", b"bc") != memo.key("blocks", b"a", b"bc")

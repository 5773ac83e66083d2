"""The commits of a history, laid one on the other, give the tree of the last one."""

import random
import subprocess

from jigsmith.engines.git import contents, trail


def git(root, *words):
    who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com", "-c", "commit.gpgsign=false"]
    return subprocess.run(["git", *who, *words], cwd=root, capture_output=True, text=True, check=True).stdout


def laid(steps):
    tree: dict[str, str] = {}
    for step in steps:
        for change in step.changes:
            if change.blob is None:
                tree.pop(change.path, None)
            else:
                tree[change.path] = change.blob
    return tree


def real(root):
    listed = git(root, "ls-tree", "-r", "-z", "HEAD").split("\0")
    return {line.split("\t")[1]: line.split()[2] for line in listed if line}


def changed(root, chance, number):
    for _ in range(3):
        path = root / f"d{chance.randrange(3)}" / f"f{chance.randrange(6)}.txt"
        if path.exists() and chance.random() < 0.3:
            path.unlink()
        else:
            path.parent.mkdir(exist_ok=True)
            path.write_text(f"{number} {chance.random()}\n" * 3)
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--allow-empty", "--message", str(number))


def test_branches_that_delete_and_change_the_same_files_come_out_right(tmp_path):
    chance = random.Random(7)
    git(tmp_path, "init", "--quiet", "--initial-branch=main")
    changed(tmp_path, chance, 0)
    for number in range(1, 13):
        git(tmp_path, "switch", "--quiet", "--create", f"b{number}")
        changed(tmp_path, chance, number)
        git(tmp_path, "switch", "--quiet", "main")
        changed(tmp_path, chance, number + 100)
        merge = subprocess.run(
            [
                "git",
                "-c",
                "user.name=A",
                "-c",
                "user.email=a@b.c",
                "merge",
                "--quiet",
                "--no-ff",
                "-m",
                "m",
                f"b{number}",
            ],
            cwd=tmp_path,
            capture_output=True,
            check=False,
        )
        if merge.returncode:  # in conflict: what is in the work tree is taken as it is
            git(tmp_path, "add", "--all")
            git(tmp_path, "commit", "--quiet", "--message", "merged")
    steps = trail.steps(tmp_path)
    assert laid(steps) == real(tmp_path)
    assert len({step.id for step in steps}) == int(git(tmp_path, "rev-list", "--count", "HEAD"))


def test_a_repository_without_a_commit_has_no_steps(tmp_path):
    git(tmp_path, "init", "--quiet")
    assert trail.steps(tmp_path) == []


def test_contents_are_read_by_their_ids(tmp_path):
    git(tmp_path, "init", "--quiet")
    (tmp_path / "a").write_bytes(b"one\n\x00two")
    (tmp_path / "empty").write_bytes(b"")
    git(tmp_path, "add", "--all")
    one, empty = (git(tmp_path, "rev-parse", f":{name}").strip() for name in ("a", "empty"))
    with contents.Contents(tmp_path) as held:
        assert [held.get(one), held.get("0" * 40), held.get(empty), held.get(one)] == [
            b"one\n\x00two", None, b"", b"one\n\x00two",
        ]  # fmt: skip

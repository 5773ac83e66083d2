"""Attacks on packs: what must be refused, with nothing written and nothing run."""

import subprocess

import pytest
from tests.unit.app.packing import NOTE, commit, everything, git, lay

from jigsmith.app import packs
from jigsmith.base import errors


def refused(root, source, kind=errors.JigError):
    before = everything(root)
    with pytest.raises(kind) as caught:
        packs.add(root, source)
    assert everything(root) == before
    return str(caught.value)


def test_a_link_in_a_folder_is_refused(root, tmp_path):
    folder = lay(tmp_path / "evil", {"templates/note/template.yaml": NOTE.format(version="1", line="x")})
    (folder / "templates/note/secret").symlink_to("/etc/passwd")
    assert "symbolic link to '/etc/passwd'" in refused(root, str(folder), errors.PathEscapes)


def test_a_link_in_a_repository_is_refused(root, tmp_path):
    folder = lay(tmp_path / "evil", {"templates/note/template.yaml": NOTE.format(version="1", line="x")})
    (folder / "templates/note/up").symlink_to("../../../..")
    commit(folder)
    assert "symbolic link" in refused(root, folder.as_uri(), errors.PathEscapes)


def test_a_template_that_is_itself_a_link_is_refused(root, tmp_path):
    folder = lay(tmp_path / "evil", {"other.txt": NOTE.format(version="1", line="x")})
    (folder / "template.yaml").symlink_to("other.txt")
    refused(root, str(folder), errors.PathEscapes)


def test_names_that_fall_together_where_case_does_not_count_are_refused(root, tmp_path):
    text = NOTE.format(version="1", line="x")
    folder = lay(
        tmp_path / "evil",
        {"templates/note/template.yaml": text, "templates/note/A.txt": "1", "templates/note/a.txt": "2"},
    )
    if len(list((folder / "templates/note").iterdir())) < 3:
        pytest.skip("case does not count here")
    refused(root, str(folder), errors.TemplateInvalid)


def tree_with(folder, name):
    """A commit with a file whose name git itself would not check out."""
    folder.mkdir()
    git(folder, "init", "-q", "--bare")

    def run(*words, given=b""):
        command = ["git", "-C", str(folder), *words]
        return subprocess.run(command, input=given, check=True, capture_output=True).stdout.strip().decode()

    blob = run("hash-object", "-w", "--stdin", given=NOTE.format(version="1", line="x").encode())
    inner = run("mktree", given=f"100644 blob {blob}\ttemplate.yaml\n".encode())
    evil = run("mktree", given=f"100644 blob {blob}\t{name}\n".encode())
    deep = run("mktree", given=f"040000 tree {evil}\tnote2\n040000 tree {inner}\tnote\n".encode())
    top = run("mktree", given=f"040000 tree {deep}\ttemplates\n".encode())
    made = run("-c", "user.name=A", "-c", "user.email=a@b.org", "commit-tree", top, "-m", "x")
    run("update-ref", "refs/heads/main", made)
    run("symbolic-ref", "HEAD", "refs/heads/main")
    return folder


@pytest.mark.parametrize("name", ["..", ".git", "con.yaml", "a\\b", "a:b", "GIT~1"])
def test_names_that_lead_out_or_mean_something_else_are_refused(root, tmp_path, name):
    refused(root, tree_with(tmp_path / "evil.git", name).as_uri())


def test_a_huge_file_is_refused(root, tmp_path):
    folder = lay(
        tmp_path / "evil",
        {
            "templates/note/template.yaml": NOTE.format(version="1", line="x"),
            "templates/note/big.txt": b"x" * 2_500_000,
        },
    )
    assert "big.txt is larger" in refused(root, str(folder), errors.TemplateInvalid)
    commit(folder)
    refused(root, folder.as_uri(), errors.TemplateInvalid)


@pytest.mark.parametrize(
    "source",
    [
        "ext::sh -c touch% {mark}", "fd::17/foo", "--upload-pack=touch {mark}", "-oProxyCommand=touch {mark}",
        "ssh://-oProxyCommand=touch%20{mark}/x", "file:///nowhere;touch {mark}", "git@-oProxyCommand=x:y", "https://",
    ],
)  # fmt: skip
def test_addresses_that_run_something_are_refused(root, tmp_path, source):
    mark = tmp_path / "ran"
    refused(root, source.format(mark=mark))
    assert not mark.exists()


def test_nothing_of_a_repository_runs_when_it_is_read(root, theirs, tmp_path):
    mark = tmp_path / "ran"
    for hook in ("post-checkout", "pre-commit", "post-merge", "reference-transaction"):
        place = theirs / ".git/hooks" / hook
        place.parent.mkdir(exist_ok=True)
        place.write_text(f"#!/bin/sh\ntouch {mark}\n")
        place.chmod(0o755)
    lay(theirs, {".gitattributes": "* filter=evil\n", ".lfsconfig": "[lfs]\n url = ext::touch\n"})
    git(theirs, "-c", "filter.evil.clean=cat", "add", "-A")
    git(theirs, "-c", "core.hooksPath=/dev/null", "commit", "-qm", "y")
    git(theirs, "-c", "core.hooksPath=/dev/null", "tag", "v3.0.0")
    packs.add(root, theirs.as_uri())
    assert not mark.exists()


def test_a_submodule_is_left_out_and_said(root, theirs):
    git(theirs, "update-index", "--add", "--cacheinfo", f"160000,{'a' * 40},templates/sub")
    git(theirs, "commit", "-qm", "sub")
    git(theirs, "tag", "v4.0.0")
    assert any("templates/sub" in note and "submodule" in note for note in packs.add(root, theirs.as_uri()).notes)


def test_a_pack_without_a_template_that_can_be_used_is_refused(root, tmp_path):
    folder = lay(tmp_path / "broken", {"templates/note/template.yaml": "name: note\nfiles: 3\n"})
    refused(root, str(folder), errors.TemplateInvalid)
    refused(root, str(lay(tmp_path / "empty", {"README.md": "x"})), errors.TemplateMissing)


def test_a_broken_jig_toml_stops_it_before_anything_is_written(root, theirs):
    lay(root, {"jig.toml": "[scan\n"})
    with pytest.raises(errors.ConfigInvalid):
        packs.add(root, theirs.as_uri())
    assert not (root / ".jig").exists()

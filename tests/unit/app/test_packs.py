"""Packs: copied, pinned, verified and upgraded; real repositories, real folders, real attacks."""

import os
import subprocess
import sys

import pytest

from jigsmith.app import generate, hooks, pack_upgrades, packs
from jigsmith.app import update as update_app
from jigsmith.base import errors, places, settings
from jigsmith.engines.templates import format as formats

NOTE = """\
name: note
version: "{version}"
files:
  - path: notes/{{{{ name | snake }}}}.md
    content: |
      # {{{{ name | title }}}}

      {line}
"""
LOG = "# Changelog\n\n## [1.1.0] - 2030-01-01\n\n- A better line.\n\n## [1.0.0]\n\n- The first.\n"


def git(folder, *words):
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    names = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main")
    subprocess.run(["git", "-C", str(folder), *names, *words], check=True, capture_output=True, env=environment)


def lay(folder, files):
    for path, text in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def commit(folder, tag=""):
    if not (folder / ".git").exists():
        git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "x")
    if tag:
        git(folder, "tag", tag)


@pytest.fixture
def theirs(tmp_path):
    """A repository with a pack at version 1.0.0."""
    files = {
        "pack.yaml": "name: acme\ndescription: Notes of all kinds.\n",
        "CHANGELOG.md": LOG[LOG.index("## [1.0.0]") :],
        "templates/note/template.yaml": NOTE.format(version="1.0.0", line="first"),
        "tests/test_it.py": "raise SystemExit\n",
        ".github/workflows/ci.yml": "on: push\n",
    }
    folder = lay(tmp_path / "theirs", files)
    commit(folder, "v1.0.0")
    return folder


@pytest.fixture
def root(tmp_path):
    """A project."""
    folder = tmp_path / "project"
    folder.mkdir()
    git(folder, "init", "-q")
    return folder


def newer(theirs, tag="v1.1.0", line="better"):
    lay(theirs, {"templates/note/template.yaml": NOTE.format(version=tag[1:], line=line), "CHANGELOG.md": LOG})
    commit(theirs, tag)


def everything(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file() and ".git" not in path.parts}


# ---------------------------------------------------------------------------------------------------------------- add
def test_a_pack_from_a_repository_is_copied_and_pinned_and_its_templates_can_be_used(root, theirs):
    done = packs.add(root, theirs.as_uri())
    assert (done.pack.name, done.pack.version, done.pack.templates) == ("acme", "v1.0.0", ["note"])
    assert set(everything(root)) == {
        "jig.toml", ".jig/packs/acme/pack.yaml", ".jig/packs/acme/CHANGELOG.md", ".jig/packs/acme/templates/note/template.yaml",
    }  # fmt: skip
    (pinned,) = settings.load(root).packs
    assert (pinned.name, pinned.source, pinned.version) == ("acme", theirs.as_uri(), "v1.0.0")
    generate.generate(root, "note", "First day")
    assert (root / "notes/first_day.md").read_text() == "# First Day\n\nfirst\n"


def test_adding_it_again_changes_nothing(root, theirs):
    packs.add(root, theirs.as_uri())
    before = everything(root)
    assert packs.add(root, theirs.as_uri()).action == "unchanged"
    assert everything(root) == before


def test_a_dry_run_writes_nothing(root, theirs):
    done = packs.add(root, theirs.as_uri(), dry_run=True)
    assert done.files
    assert everything(root) == {}


def test_comments_and_other_settings_in_jig_toml_stay(root, theirs):
    lay(root, {"jig.toml": "# ours\n[scan]\nmin_instances = 2  # two\n"})
    packs.add(root, theirs.as_uri())
    assert (root / "jig.toml").read_text().startswith("# ours\n[scan]\nmin_instances = 2  # two\n")
    packs.remove(root, "acme")
    assert (root / "jig.toml").read_text().rstrip() == "# ours\n[scan]\nmin_instances = 2  # two"


def test_a_version_that_is_asked_for_is_taken_with_or_without_its_v(root, theirs):
    newer(theirs)
    assert packs.add(root, f"{theirs.as_uri()}@1.0.0").pack.version == "v1.0.0"
    with pytest.raises(errors.GitFailed, match="no version 3.0") as caught:
        packs.add(root, f"{theirs.as_uri()}@3.0")
    assert "v1.1.0, v1.0.0" in caught.value.do


def test_versions_are_in_the_order_of_their_numbers(root, theirs):
    for tag in ("v1.9.0", "v1.10.0", "v1.10.0-rc1", "nightly"):
        git(theirs, "tag", tag)
    assert packs.add(root, theirs.as_uri()).pack.version == "v1.10.0"


def test_without_tags_the_newest_commit_is_taken_and_named(root, tmp_path):
    theirs = lay(tmp_path / "plain", {"templates/a/template.yaml": NOTE.format(version="1", line="x")})
    commit(theirs)
    done = packs.add(root, theirs.as_uri())
    assert len(done.pack.version) == 12
    assert pack_upgrades.outdated(root)[0].state == "current"
    lay(theirs, {"templates/a/template.yaml": NOTE.format(version="2", line="y")})
    commit(theirs)
    assert pack_upgrades.outdated(root)[0].state == "outdated"


def test_a_branch_is_followed(root, theirs):
    git(theirs, "checkout", "-qb", "next")
    newer(theirs, "v9.9.9-pre")
    packs.add(root, f"{theirs.as_uri()}@next")
    assert settings.load(root).packs[0].source == f"{theirs.as_uri()}@next"
    assert pack_upgrades.outdated(root)[0].state == "current"


@pytest.mark.parametrize(
    "files",
    [
        {"templates/note/template.yaml": NOTE},
        {"note/template.yaml": NOTE},
        {"template.yaml": NOTE},
        {"templates/note.yaml": NOTE},
        {".jig/templates/note/template.yaml": NOTE},
    ],
    ids=["templates/", "folders", "one template", "files", "a project's own"],
)
def test_a_pack_may_be_laid_out_in_several_ways(root, tmp_path, files):
    folder = lay(tmp_path / "jig-notes", {path: text.format(version="1.0.0", line="x") for path, text in files.items()})
    done = packs.add(root, str(folder))
    assert done.pack.name == "notes"
    assert formats.load(formats.find(root, "note")).name == "note"


def test_a_folder_is_written_down_as_it_was_given(root, theirs, monkeypatch):
    monkeypatch.chdir(root)
    packs.add(root, "../theirs")
    assert settings.load(root).packs[0].source == "../theirs"
    monkeypatch.chdir(theirs)
    assert pack_upgrades.outdated(root)[0].state == "current"


def test_an_installed_package_offers_a_pack_without_being_imported(root, tmp_path, monkeypatch):
    site = lay(
        tmp_path / "site",
        {
            "acme_jig/__init__.py": "raise SystemExit('imported')\n",
            "acme_jig/pack/templates/note/template.yaml": NOTE.format(version="1.0.0", line="x"),
            "acme_jig-2.5.dist-info/METADATA": "Metadata-Version: 2.1\nName: acme-jig\nVersion: 2.5\n",
            "acme_jig-2.5.dist-info/entry_points.txt": "[jigsmith.packs]\nacme-notes = acme_jig.pack\n",
        },
    )
    monkeypatch.syspath_prepend(str(site))
    done = packs.add(root, "acme-notes")
    assert (done.pack.name, done.pack.version, done.pack.source) == ("acme-notes", "2.5", "acme-notes")
    assert "acme_jig" not in sys.modules
    assert pack_upgrades.outdated(root)[0].state == "current"
    with pytest.raises(errors.TemplateMissing, match="no pack 'other'"):
        packs.add(root, "other")


def test_another_pack_of_the_same_name_is_refused(root, theirs, tmp_path):
    packs.add(root, theirs.as_uri())
    other = lay(tmp_path / "other", {"pack.yaml": "name: acme\n", "template.yaml": NOTE.format(version="1", line="x")})
    with pytest.raises(errors.WouldOverwrite, match="there is a pack `acme`"):
        packs.add(root, str(other))
    assert packs.add(root, str(other), name="other").pack.name == "other"


def test_a_template_that_another_one_hides_is_said(root, theirs):
    lay(root, {".jig/templates/note.yaml": NOTE.format(version="1", line="own")})
    assert any("note is hidden" in note for note in packs.add(root, theirs.as_uri()).notes)
    assert formats.find(root, "note") == root / ".jig/templates/note.yaml"


def test_hooks_of_a_pack_do_not_run_without_consent(root, theirs, tmp_path):
    mark = tmp_path / "ran"
    text = NOTE.format(version="1.2.0", line="x") + f"hooks:\n  after: ['touch {mark}']\n"
    lay(theirs, {"templates/note/template.yaml": text})
    commit(theirs, "v1.2.0")
    assert packs.add(root, theirs.as_uri()).hooks == ["note"]
    with pytest.raises(errors.HookNotTrusted):
        generate.generate(root, "note", "a")
    assert not mark.exists()
    template = formats.load(formats.find(root, "note"))
    hooks.trust(root, template, places.home())
    generate.generate(root, "note", "a")
    assert mark.exists()


# ------------------------------------------------------------------------------------------------------------- edited
def test_a_copy_that_was_edited_is_refused_with_what_to_do(root, theirs):
    packs.add(root, theirs.as_uri())
    place = root / ".jig/packs/acme/templates/note/template.yaml"
    place.write_text(place.read_text().replace("first", "mine"))
    with pytest.raises(errors.PackChanged, match="was edited") as caught:
        generate.generate(root, "note", "a")
    assert "@v1.0.0" in caught.value.do
    assert ".jig/templates" in caught.value.do
    assert packs.listed(root)[0].changed
    assert pack_upgrades.outdated(root)[0].state == "changed"
    with pytest.raises(errors.PackChanged):
        pack_upgrades.upgrade(root)
    packs.add(root, f"{theirs.as_uri()}@v1.0.0")
    generate.generate(root, "note", "a")


def test_an_edit_can_be_kept(root, theirs, monkeypatch):
    monkeypatch.chdir(root)
    packs.add(root, theirs.as_uri())
    place = root / ".jig/packs/acme/templates/note/template.yaml"
    place.write_text(place.read_text().replace("first", "mine"))
    packs.add(root, ".jig/packs/acme")
    (pinned,) = settings.load(root).packs
    assert (pinned.source, pinned.version) == (theirs.as_uri(), "v1.0.0"), "it still comes from where it came"
    generate.generate(root, "note", "a")
    assert "mine" in (root / "notes/a.md").read_text()


@pytest.mark.parametrize("change", ["add", "remove", "mode", "link"])
def test_every_kind_of_edit_is_seen(root, theirs, change):
    packs.add(root, theirs.as_uri())
    place = root / ".jig/packs/acme"
    if change == "add":
        (place / "templates/other.yaml").write_text("x")
    elif change == "remove":
        (place / "CHANGELOG.md").unlink()
    elif change == "mode":
        (place / "CHANGELOG.md").chmod(0o755)
    else:
        (place / "CHANGELOG.md").unlink()
        (place / "CHANGELOG.md").symlink_to("/etc/passwd")
    with pytest.raises(errors.PackChanged):
        formats.find(root, "note")


def test_a_pack_that_nobody_pinned_is_refused(root):
    lay(root, {".jig/packs/x/templates/note.yaml": NOTE.format(version="1", line="x")})
    with pytest.raises(errors.PackChanged, match="not in jig.toml"):
        formats.find(root, "note")


# ------------------------------------------------------------------------------------------------------------ upgrade
def test_an_upgrade_shows_what_is_new_and_what_an_update_would_do(root, theirs):
    packs.add(root, theirs.as_uri())
    generate.generate(root, "note", "a")
    newer(theirs)
    assert [(each.state, each.newest) for each in pack_upgrades.outdated(root)] == [("outdated", "v1.1.0")]
    before = everything(root)
    (seen,) = pack_upgrades.upgrade(root, dry_run=True)
    assert everything(root) == before
    assert seen.changelog == "## [1.1.0] - 2030-01-01\n\n- A better line."
    assert seen.changed == ["CHANGELOG.md", "templates/note/template.yaml"]
    (effect,) = seen.effects
    assert (effect.template, effect.updated, effect.files) == ("note", ["a"], ["notes/a.md"])
    (done,) = pack_upgrades.upgrade(root, "acme")
    assert (done.was, done.version) == ("v1.0.0", "v1.1.0")
    assert "first" in (root / "notes/a.md").read_text(), "what was made stays until `jig update`"
    update_app.apply(update_app.plan(root, "note"))
    assert "better" in (root / "notes/a.md").read_text()
    assert [each.state for each in pack_upgrades.outdated(root)] == ["current"]


def test_an_upgrade_of_what_is_current_does_nothing(root, theirs):
    packs.add(root, theirs.as_uri())
    before = everything(root)
    assert [each.state for each in pack_upgrades.upgrade(root)] == ["current"]
    assert everything(root) == before


def test_a_tag_that_was_moved_is_refused(root, theirs):
    packs.add(root, theirs.as_uri())
    newer(theirs, "v0.0.1")
    git(theirs, "tag", "-f", "v1.0.0")
    with pytest.raises(errors.PackChanged, match="tag was moved"):
        pack_upgrades.upgrade(root)


def test_a_source_that_is_gone_is_said_and_the_rest_is_asked(root, theirs, tmp_path):
    packs.add(root, theirs.as_uri())
    other = lay(tmp_path / "other", {"template.yaml": NOTE.format(version="1", line="x").replace("name: note", "name: memo")})
    packs.add(root, str(other))
    theirs.rename(tmp_path / "away")
    assert [each.state for each in pack_upgrades.outdated(root)] == ["unreachable", "current"]


def test_a_pack_that_is_not_there_is_an_error(root):
    with pytest.raises(errors.PackMissing):
        packs.remove(root, "nothing")
    with pytest.raises(errors.PackMissing):
        pack_upgrades.upgrade(root, "nothing")


def test_removing_leaves_nothing_of_it_but_what_was_made(root, theirs):
    packs.add(root, theirs.as_uri())
    generate.generate(root, "note", "a")
    packs.remove(root, "acme")
    assert not (root / ".jig/packs").exists()
    assert settings.load(root).packs == []
    assert (root / "notes/a.md").exists()


# ------------------------------------------------------------------------------------------------------------ attacks
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
    folder = lay(tmp_path / "evil", {"templates/note/template.yaml": text, "templates/note/A.txt": "1", "templates/note/a.txt": "2"})
    if len(list((folder / "templates/note").iterdir())) < 3:
        pytest.skip("case does not count here")
    refused(root, str(folder), errors.TemplateInvalid)


def tree_with(folder, name):
    """A commit with a file whose name git itself would not check out."""
    folder.mkdir()
    git(folder, "init", "-q", "--bare")
    run = lambda *words, given=b"": subprocess.run(["git", "-C", str(folder), *words], input=given, check=True, capture_output=True).stdout.strip().decode()  # noqa: E731
    blob = run("hash-object", "-w", "--stdin", given=NOTE.format(version="1", line="x").encode())
    inner = run("mktree", given=f"100644 blob {blob}\ttemplate.yaml\n".encode())
    shelf = run("mktree", given=f"040000 tree {inner}\tnote\n".encode())
    evil = run("mktree", given=f"100644 blob {blob}\t{name}\n".encode())
    top = run("mktree", "--missing", given=f"040000 tree {shelf}\ttemplates\n040000 tree {evil}\tzz\n".encode())
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
    folder = lay(tmp_path / "evil", {"templates/note/template.yaml": NOTE.format(version="1", line="x"), "templates/note/big.txt": b"x" * 2_500_000})
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
    git(theirs, "-c", f"filter.evil.clean=cat", "add", "-A")
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

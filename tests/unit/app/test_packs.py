"""Packs: copied, pinned, verified and upgraded; real repositories, real folders, real attacks."""

import sys

import pytest
from tests.unit.app.packing import LOG, NOTE, commit, everything, git, lay

from jigsmith.app import generate, packs, upgrades
from jigsmith.app import update as update_app
from jigsmith.app.generating import hooks
from jigsmith.base import errors, places, settings
from jigsmith.engines.templates import format as formats


def newer(theirs, tag="v1.1.0", line="better"):
    lay(theirs, {"templates/note/template.yaml": NOTE.format(version=tag[1:], line=line), "CHANGELOG.md": LOG})
    commit(theirs, tag)


# ---------------------------------------------------------------------------------------------------------------- add
def test_a_pack_from_a_repository_is_copied_and_pinned_and_its_templates_can_be_used(root, theirs):
    done = packs.add(root, theirs.as_uri())
    assert (done.pack.name, done.pack.version, done.pack.templates) == ("acme", "v1.0.0", ["note"])
    assert set(everything(root)) == {
        "jig.toml", ".jig/packs/acme/pack.yaml", ".jig/packs/acme/CHANGELOG.md",
        ".jig/packs/acme/templates/note/template.yaml",
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
    with pytest.raises(errors.GitFailed, match="no version 3") as caught:
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
    assert upgrades.outdated(root)[0].state == "current"
    lay(theirs, {"templates/a/template.yaml": NOTE.format(version="2", line="y")})
    commit(theirs)
    assert upgrades.outdated(root)[0].state == "outdated"


def test_a_branch_is_followed(root, theirs):
    git(theirs, "checkout", "-qb", "next")
    newer(theirs, "v9.9.9-pre")
    packs.add(root, f"{theirs.as_uri()}@next")
    assert settings.load(root).packs[0].source == f"{theirs.as_uri()}@next"
    assert upgrades.outdated(root)[0].state == "current"


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
    assert upgrades.outdated(root)[0].state == "current"


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
    assert upgrades.outdated(root)[0].state == "current"
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


def test_files_that_git_would_not_commit_are_said(root, theirs):
    lay(root, {".gitignore": "CHANGELOG.md\n"})
    assert any("git ignores .jig/packs/acme/CHANGELOG.md" in note for note in packs.add(root, theirs.as_uri()).notes)


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
    assert upgrades.outdated(root)[0].state == "changed"
    with pytest.raises(errors.PackChanged):
        upgrades.upgrade(root)
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
    with pytest.raises(errors.PackChanged, match="not in jig"):
        formats.find(root, "note")


# ------------------------------------------------------------------------------------------------------------ upgrade
def test_an_upgrade_shows_what_is_new_and_what_an_update_would_do(root, theirs):
    packs.add(root, theirs.as_uri())
    generate.generate(root, "note", "a")
    newer(theirs)
    assert [(each.state, each.newest) for each in upgrades.outdated(root)] == [("outdated", "v1.1.0")]
    before = everything(root)
    (seen,) = upgrades.upgrade(root, dry_run=True)
    assert everything(root) == before
    assert seen.changelog == "## [1.1.0] - 2030-01-01\n\n- A better line."
    assert seen.changed == ["CHANGELOG.md", "templates/note/template.yaml"]
    (effect,) = seen.effects
    assert (effect.template, effect.updated, effect.files) == ("note", ["a"], ["notes/a.md"])
    (done,) = upgrades.upgrade(root, "acme")
    assert (done.was, done.version) == ("v1.0.0", "v1.1.0")
    assert "first" in (root / "notes/a.md").read_text(), "what was made stays until `jig update`"
    update_app.apply(update_app.plan(root, "note"))
    assert "better" in (root / "notes/a.md").read_text()
    assert [each.state for each in upgrades.outdated(root)] == ["current"]


def test_an_upgrade_of_what_is_current_does_nothing(root, theirs):
    packs.add(root, theirs.as_uri())
    before = everything(root)
    assert [each.state for each in upgrades.upgrade(root)] == ["current"]
    assert everything(root) == before


def test_a_tag_that_was_moved_is_refused(root, theirs):
    packs.add(root, theirs.as_uri())
    newer(theirs, "v0.0.1")
    git(theirs, "tag", "-f", "v1.0.0")
    with pytest.raises(errors.PackChanged, match="tag was moved"):
        upgrades.upgrade(root)


def test_a_source_that_is_gone_is_said_and_the_rest_is_asked(root, theirs, tmp_path):
    packs.add(root, theirs.as_uri())
    other = lay(
        tmp_path / "other", {"template.yaml": NOTE.format(version="1", line="x").replace("name: note", "name: memo")}
    )
    packs.add(root, str(other))
    theirs.rename(tmp_path / "away")
    assert [each.state for each in upgrades.outdated(root)] == ["unreachable", "current"]


def test_a_pack_that_is_not_there_is_an_error(root):
    with pytest.raises(errors.PackMissing):
        packs.remove(root, "nothing")
    with pytest.raises(errors.PackMissing):
        upgrades.upgrade(root, "nothing")


def test_removing_leaves_nothing_of_it_but_what_was_made(root, theirs):
    packs.add(root, theirs.as_uri())
    generate.generate(root, "note", "a")
    packs.remove(root, "acme")
    assert not (root / ".jig/packs").exists()
    assert settings.load(root).packs == []
    assert (root / "notes/a.md").exists()

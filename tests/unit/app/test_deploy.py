"""What deploying writes, what it brings up to date, and what it keeps."""

import json
import os
import shutil
import stat

import pytest
from tests.unit.app.deploying import actions, pieces, project, servers, tree

from jigsmith.app import deploy
from jigsmith.base import errors


def test_deploying_writes_all_targets_and_a_receipt(tmp_path):
    root = project(tmp_path / "p")
    done = deploy.deploy(root, "note")
    assert actions(done) == {"cli": "ready", "skill": "create", "mcp": "create", "docs": "create"}
    assert servers(root) == {"jigsmith": {"type": "stdio", "command": "jig", "args": ["mcp"]}}
    assert (root / ".claude/skills/note/SKILL.md").is_file()
    assert (root / "docs/generators/note.md").is_file()
    assert pieces(root, "note") == ["skill", "mcp", "docs"]


def test_a_dry_run_writes_nothing_and_shows_what_would_change(tmp_path):
    root = project(tmp_path / "p")
    (root / ".mcp.json").write_text('{"mcpServers": {"db": {}}}\n')
    before = tree(root)
    done = deploy.offer(root, "note")
    assert tree(root) == before
    (mcp,) = [item for item in done.items if item.target == "mcp"]
    assert any(line.startswith("+") and '"jigsmith"' in line for line in mcp.diff)


def test_the_entry_is_shared_and_goes_with_the_last_template(tmp_path):
    root = project(tmp_path / "p", "note", "page")
    deploy.deploy(root, "note")
    assert actions(deploy.deploy(root, "page"))["mcp"] == "unchanged"
    done = deploy.undo(root, "note")
    assert actions(done)["mcp"] == "kept"
    assert "jigsmith" in servers(root)
    assert actions(deploy.undo(root, "page"))["mcp"] == "remove"
    assert not (root / ".mcp.json").exists()


def test_an_entry_brought_up_to_date_by_one_template_can_be_taken_out_by_the_other(tmp_path):
    root = project(tmp_path / "p", "note", "page")
    deploy.deploy(root, "note")
    deploy.deploy(root, "page")
    (root / "jig.toml").write_text('[deploy]\ncommand = "uv run jig"\n')
    deploy.deploy(root, "note")
    assert servers(root)["jigsmith"]["args"] == ["run", "jig", "mcp"]
    deploy.undo(root, "note")
    assert not deploy.undo(root, "page").left
    assert not (root / ".mcp.json").exists()


def test_some_targets_can_be_taken_back_alone(tmp_path):
    root = project(tmp_path / "p")
    deploy.deploy(root, "note")
    deploy.undo(root, "note", to=["mcp", "docs"])
    assert not (root / ".mcp.json").exists()
    assert not (root / "docs").exists()
    assert (root / ".claude/skills/note/SKILL.md").is_file()
    assert pieces(root, "note") == ["skill"]


def test_agents_md_is_written_only_when_it_is_there_or_asked_for(tmp_path):
    root = project(tmp_path / "p")
    deploy.deploy(root, "note")
    assert not (root / "AGENTS.md").exists()
    deploy.deploy(root, "note", to=["agents"])
    assert "jig generate note NAME" in (root / "AGENTS.md").read_text()
    deploy.undo(root, "note")
    (root / "AGENTS.md").write_text("# Ours\n")
    assert actions(deploy.deploy(root, "note"))["agents"] == "change"


def test_the_page_goes_where_jig_toml_says_and_moves_when_that_changes(tmp_path):
    root = project(tmp_path / "p")
    deploy.deploy(root, "note")
    (root / "jig.toml").write_text('[deploy]\ndocs = "handbook"\n')
    deploy.deploy(root, "note")
    assert (root / "handbook/note.md").is_file()
    assert not (root / "docs").exists()


def test_a_changed_template_is_brought_up_to_date(tmp_path):
    root = project(tmp_path / "p")
    deploy.deploy(root, "note")
    template = root / "templates/note.yaml"
    template.write_text(template.read_text().replace("A page of notes.", "Another page."))
    assert actions(deploy.deploy(root, "note")) == {
        "cli": "ready",
        "skill": "change",
        "mcp": "unchanged",
        "docs": "change",
    }
    assert "Another page." in (root / ".claude/skills/note/SKILL.md").read_text()


def test_an_edit_of_our_own_file_is_kept_by_both_ways(tmp_path):
    root = project(tmp_path / "p")
    deploy.deploy(root, "note")
    skill = root / ".claude/skills/note/SKILL.md"
    skill.write_text(skill.read_text() + "\nMine.\n")
    done = deploy.deploy(root, "note")
    assert actions(done)["skill"] == "kept"
    assert not done.left
    done = deploy.undo(root, "note")
    assert [item.path for item in done.left] == [".claude/skills/note/SKILL.md"]
    assert skill.read_text().endswith("Mine.\n")
    assert not (root / ".mcp.json").exists()
    assert pieces(root, "note") == ["skill"]
    skill.unlink()
    assert not deploy.undo(root, "note").left
    assert not (root / ".claude").exists()
    assert not (root / ".jig").exists()


def test_an_edit_that_is_in_the_way_of_an_update_is_left_and_the_rest_is_done(tmp_path):
    root = project(tmp_path / "p")
    deploy.deploy(root, "note")
    skill, template = root / ".claude/skills/note/SKILL.md", root / "templates/note.yaml"
    skill.write_text("mine")
    template.write_text(template.read_text().replace("A page of notes.", "Another page."))
    done = deploy.deploy(root, "note")
    assert actions(done) == {"cli": "ready", "skill": "left", "mcp": "unchanged", "docs": "change"}
    assert skill.read_text() == "mine"


def test_an_edited_entry_is_kept_and_left(tmp_path):
    root = project(tmp_path / "p")
    deploy.deploy(root, "note")
    value = json.loads((root / ".mcp.json").read_text())
    value["mcpServers"]["jigsmith"]["env"] = {"A": "1"}
    (root / ".mcp.json").write_text(json.dumps(value))
    assert actions(deploy.deploy(root, "note"))["mcp"] == "kept"
    assert [item.target for item in deploy.undo(root, "note").left] == ["mcp"]
    assert servers(root)["jigsmith"]["env"] == {"A": "1"}


def test_an_entry_of_their_own_that_starts_jig_is_theirs(tmp_path):
    root = project(tmp_path / "p")
    own = '{"mcpServers": {"jigsmith": {"command": "uv", "args": ["run", "jig", "mcp"]}}}'
    (root / ".mcp.json").write_text(own)
    assert actions(deploy.deploy(root, "note"))["mcp"] == "kept"
    deploy.undo(root, "note")
    assert (root / ".mcp.json").read_text() == own


def test_what_was_there_just_like_it_before_stays(tmp_path):
    root = project(tmp_path / "p")
    deploy.deploy(root, "note")
    shutil.rmtree(root / ".jig")
    before = tree(root)
    deploy.deploy(root, "note")
    deploy.undo(root, "note")
    assert tree(root) == before


def test_undo_works_without_the_template(tmp_path):
    root = project(tmp_path / "p")
    deploy.deploy(root, "note")
    (root / "templates/note.yaml").unlink()
    deploy.undo(root, "note")
    assert sorted(tree(root)) == ["templates"]
    with pytest.raises(errors.TemplateMissing):
        deploy.undo(root, "note")


def test_undo_of_what_is_not_deployed_does_nothing(tmp_path):
    root = project(tmp_path / "p")
    before = tree(root)
    assert deploy.undo(root, "note").items == []
    assert tree(root) == before


@pytest.mark.skipif(os.name == "nt", reason="modes")
def test_the_mode_of_a_file_of_others_stays(tmp_path):
    root = project(tmp_path / "p")
    (root / ".mcp.json").write_text("{}")
    (root / ".mcp.json").chmod(0o640)
    deploy.deploy(root, "note")
    assert stat.S_IMODE((root / ".mcp.json").stat().st_mode) == 0o640


def test_a_damaged_record_of_another_template_does_not_matter(tmp_path):
    root = project(tmp_path / "p", "note", "page")
    damaged = root / ".jig/instances/note/Order.yaml"
    damaged.parent.mkdir(parents=True)
    damaged.write_text("[")
    deploy.deploy(root, "page")
    with pytest.raises(errors.TemplateInvalid, match="Restore it from git"):
        deploy.deploy(root, "note")

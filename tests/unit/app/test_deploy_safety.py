"""Deploy touches nothing of others, nothing that is broken, and nothing outside of the project."""

from pathlib import Path

import pytest
from tests.unit.app.deploying import project, tree

from jigsmith.app import deploy
from jigsmith.base import errors

FOREIGN = {
    ".claude/skills/note/SKILL.md": "theirs",
    "docs/generators/note.md": "theirs",
    ".mcp.json": '{"mcpServers": {"jigsmith": {"command": "other"}}}',
    "AGENTS.md": "<!-- jigsmith:begin note -->\ntheirs\n<!-- jigsmith:end note -->\n",
}


@pytest.mark.parametrize("path", FOREIGN)
def test_something_of_others_in_a_place_means_that_nothing_is_written(tmp_path, path):
    root = project(tmp_path / "p")
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(FOREIGN[path])
    before = tree(root)
    with pytest.raises(errors.DeployConflict) as caught:
        deploy.deploy(root, "note")
    assert path in caught.value.what
    assert tree(root) == before


def test_a_broken_mcp_json_stays_as_it_is(tmp_path):
    root = project(tmp_path / "p")
    (root / ".mcp.json").write_text('{"mcpServers": {},}')
    before = tree(root)
    with pytest.raises(errors.DeployConflict) as caught:
        deploy.deploy(root, "note")
    assert caught.value.where == ".mcp.json:1:19"
    assert tree(root) == before


def test_one_that_was_broken_since_is_left_and_the_rest_is_taken_back(tmp_path):
    root = project(tmp_path / "p")
    deploy.deploy(root, "note")
    (root / ".mcp.json").write_text("{")
    assert [item.target for item in deploy.undo(root, "note").left] == ["mcp"]
    assert (root / ".mcp.json").read_text() == "{"
    assert not (root / ".claude").exists()


def test_two_templates_cannot_be_one_skill(tmp_path):
    root = project(tmp_path / "p", "my-note", "my_note")
    deploy.deploy(root, "my-note")
    with pytest.raises(errors.DeployConflict, match="belongs to the template `my-note`"):
        deploy.deploy(root, "my_note")


@pytest.mark.parametrize(
    "link", [".mcp.json", ".claude", ".claude/skills/note", "docs/generators", ".jig", "AGENTS.md"]
)
def test_a_link_out_of_the_project_is_not_followed(tmp_path, link):
    root, outside = project(tmp_path / "p"), tmp_path / "outside"
    outside.mkdir()
    target = outside / "x"
    target.write_text("{}") if "." in Path(link).suffix else target.mkdir()
    (root / link).parent.mkdir(parents=True, exist_ok=True)
    (root / link).symlink_to(target)
    before = tree(tmp_path)
    with pytest.raises(errors.PathEscapes):
        deploy.deploy(root, "note", to=deploy.TARGETS)
    assert tree(tmp_path) == before


def test_a_link_within_the_project_is_followed(tmp_path):
    root = project(tmp_path / "p")
    (root / ".agents/skills").mkdir(parents=True)
    (root / ".claude").mkdir()
    (root / ".claude/skills").symlink_to("../.agents/skills")
    (root / "CLAUDE.md").write_text("# Ours\n")
    (root / "AGENTS.md").symlink_to("CLAUDE.md")
    before = tree(root)
    deploy.deploy(root, "note")
    assert (root / ".agents/skills/note/SKILL.md").is_file()
    assert "jigsmith:begin note" in (root / "CLAUDE.md").read_text()
    assert (root / "AGENTS.md").is_symlink()
    deploy.undo(root, "note")
    assert tree(root) == before


def test_a_folder_that_leaves_the_project_is_refused(tmp_path):
    root = project(tmp_path / "p")
    (root / "jig.toml").write_text('[deploy]\ndocs = "../docs"\n')
    before = tree(tmp_path)
    with pytest.raises(errors.PathEscapes):
        deploy.deploy(root, "note")
    assert tree(tmp_path) == before


def test_a_receipt_that_leads_out_of_the_project_takes_nothing_away(tmp_path):
    root = project(tmp_path / "p")
    deploy.deploy(root, "note")
    receipt = root / ".jig/deployed/note.yaml"
    (tmp_path / "note.md").write_bytes((root / "docs/generators/note.md").read_bytes())
    receipt.write_text(receipt.read_text().replace("docs/generators/note.md", "../note.md"))
    done = deploy.undo(root, "note")
    assert [item.path for item in done.left] == ["../note.md"]
    assert (tmp_path / "note.md").exists()


def test_a_broken_receipt_is_said_to_be_broken(tmp_path):
    root = project(tmp_path / "p", "note", "page")
    deploy.deploy(root, "note")
    (root / ".jig/deployed/note.yaml").write_text("pieces: 3\n")
    before = tree(root)
    for name in ("note", "page"):
        with pytest.raises(errors.DeployConflict, match="not a receipt"):
            deploy.deploy(root, name)
        with pytest.raises(errors.DeployConflict, match="not a receipt"):
            deploy.undo(root, name)
    assert tree(root) == before

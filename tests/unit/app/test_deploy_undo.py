"""Whatever was there and whatever others write meanwhile is as they left it when all is taken back."""

import json
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.app.deploying import project, tree

from jigsmith.app import deploy

MCP = st.sampled_from(
    [
        None,
        b"{}",
        b'{"mcpServers": {}}\n',
        b'{"a": 1}',
        b'{\n\t"mcpServers": {\n\t\t"db": {"command": "x"}\n\t}\n}',
        b'{"x":2 }\r\n',
    ]
)
AGENTS = st.sampled_from([None, b"", b"\n", b"# Agents", b"# Agents\n\nDo this.\n", b"a\r\nb\r\n", b"one\n\n"])
ORDER = st.permutations(["note", "page", "memo"])
TARGETS = st.sampled_from([None, None, ["mcp"], ["skill", "mcp"], ["agents"], ["docs", "agents", "mcp"]])


@settings(max_examples=60)
@given(MCP, AGENTS, ORDER, ORDER, st.lists(TARGETS, min_size=3, max_size=3), st.data())
def test_everything_is_as_it_was_after_undo_in_any_order(mcp, agents, deployed, undone, to, data):
    with tempfile.TemporaryDirectory() as folder:
        root = project(Path(folder) / "p", "note", "page", "memo")
        for name, content in ((".mcp.json", mcp), ("AGENTS.md", agents)):
            if content is not None:
                (root / name).write_bytes(content)
                (root / name).chmod(data.draw(st.sampled_from([0o644, 0o600, 0o755])))
        if data.draw(st.booleans()):
            (root / ".claude" / "skills").mkdir(parents=True)
        before = tree(root)
        for name, targets in zip(deployed, to, strict=True):
            deploy.deploy(root, name, to=targets)
            after = tree(root)
            deploy.deploy(root, name, to=targets)
            assert tree(root) == after
        for name in undone:
            assert not deploy.undo(root, name).left
        assert tree(root) == before


@settings(max_examples=60)
@given(MCP, AGENTS, st.booleans(), st.booleans(), st.booleans())
def test_what_others_write_meanwhile_is_kept(mcp, agents, own_server, own_text, own_skill):
    with tempfile.TemporaryDirectory() as folder:
        root, plain = project(Path(folder) / "p"), project(Path(folder) / "plain")
        for each in (root, plain):
            for name, content in ((".mcp.json", mcp), ("AGENTS.md", agents)):
                write(each / name, content)
        deploy.deploy(root, "note")
        for each in (root, plain):
            add_server(each) if own_server else None
            add_text(each) if own_text else None
            write(each / ".claude" / "skills" / "mine" / "SKILL.md", b"mine" if own_skill else None)
        assert not deploy.undo(root, "note").left
        assert_same(tree(root), tree(plain), printed_anew=own_server)


def write(path, content):
    if content is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def add_server(root):
    path = root / ".mcp.json"
    value = json.loads(path.read_text()) if path.exists() else {}
    value.setdefault("mcpServers", {})["mine"] = {"command": "mine"}
    path.write_text(json.dumps(value, indent=3))


def add_text(root):
    with (root / "AGENTS.md").open("ab") as stream:
        stream.write(b"\nMine.\n")


def assert_same(left, right, *, printed_anew):
    assert left.keys() == right.keys()
    for path, found in left.items():
        if path == ".mcp.json" and printed_anew:
            assert json.loads(found[1]) == json.loads(right[path][1])
        else:
            assert found == right[path]

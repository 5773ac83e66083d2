"""Wanted: what a template is to be in each target, and where."""

import json
import shlex
from collections.abc import Sequence
from pathlib import PurePosixPath

from jigsmith.loop.deploy import commands, page, parts, records, skill

Target = records.Target
Tool = records.Tool
Wanted = records.Wanted
MCP, AGENTS = ".mcp.json", "AGENTS.md"


def everything(tool: Tool, targets: Sequence[Target], docs: str) -> list[Wanted]:
    """One thing for each target that needs something written; `docs` is the folder of the pages."""
    name = tool.template.name
    makers = {
        "skill": lambda: (f".claude/skills/{skill.name(name)}/SKILL.md", skill.render(tool)),
        "mcp": lambda: (MCP, entry(tool.start)),
        "docs": lambda: ((PurePosixPath(docs) / f"{name}.md").as_posix(), page.render(tool)),
        "agents": lambda: (AGENTS, note(tool)),
    }
    made = [(target, *makers[target]()) for target in targets if target in makers]
    return [Wanted(target=target, path=path, content=_utf8(content)) for target, path, content in made]


def _utf8(text: str) -> str:
    """The text without what UTF-8 cannot say: halves of characters, which JSON lets a template hold."""
    return text.encode(errors="replace").decode()


def entry(start: str) -> str:
    """The entry that starts the MCP server, as JSON: the same for all who have checked the project out."""
    command, *args = [*shlex.split(start), "mcp"]
    return json.dumps({"type": "stdio", "command": command, "args": args})


def note(tool: Tool) -> str:
    """The paragraph for AGENTS.md."""
    name, noun = tool.template.name, parts.noun(tool.template.name)
    look = commands.generate(tool.start, name, "NAME", {}, "--dry-run")
    like = f" (like {parts.listed([parts.code(each) for each in tool.names[:3]])})" if tool.names else ""
    show = f"{tool.start} templates show {name}"
    return (
        f"**A new {noun}**{like}: do not write it by hand. Look with {parts.code(look)}, then write with `--yes` in "
        f"place of `--dry-run`. {parts.code(show)} lists the parameters."
    )

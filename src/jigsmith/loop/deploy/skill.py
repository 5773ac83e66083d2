"""Skill: a template as an agent skill, `SKILL.md` in the Agent Skills format (agentskills.io).

Agents choose a skill by its description alone, so that begins with the words people say when they want one.
"""

import re
from collections.abc import Iterator

from jigsmith.engines.templates import emit, matching, names, saying
from jigsmith.loop.deploy import commands, parts, records

LONGEST_NAME = 64
LONGEST_DESCRIPTION = 1024
BUILT = "Made by `jig build`"
"""How the description of a template begins that nobody has described yet."""


def name(template: str) -> str:
    """What the skill is called, and its folder: lower-case letters and digits with single hyphens between."""
    words = re.sub("[^a-z0-9]+", "-", names.apply(template, ["kebab"]).lower())
    return words.strip("-")[:LONGEST_NAME].strip("-")


def render(tool: records.Tool) -> str:
    """The whole of SKILL.md."""
    head = emit.write({"name": name(tool.template.name), "description": description(tool)})
    return f"---\n{head}---\n\n" + "\n".join(_body(tool)) + "\n"


def description(tool: records.Tool) -> str:
    """What the skill is for, at most 1024 characters, the words that call for it first."""
    noun = parts.noun(tool.template.name)
    article = parts.article(noun)
    calls = [f"New {noun}", f"add {article} {noun}", f"create {noun}", f"scaffold {noun}"]
    if tool.names:
        calls.append(f"another {noun} like {parts.listed(tool.names[:3], 'or')}")
    own = tool.template.description
    text = f"{', '.join(calls)}. {_does(tool)} with one command, the way this project writes them."
    text += f" Use it before writing such {'files' if tool.template.files else 'lines'} by hand."
    return _plain(text if not own or own.startswith(BUILT) else f"{text} {own}")


def _does(tool: records.Tool) -> str:
    """What it makes, and into what it puts lines: `Makes models/*.py, puts lines into routes.py`."""
    into = list(dict.fromkeys(_into(tool)))
    files = parts.listed(into if len(into) < 7 else [*into[:5], f"{len(into) - 5} more files"])
    said = [f"Makes {_globs(tool)}"] if tool.template.files else []
    said += [f"{'puts' if said else 'Puts'} {'lines' if said else parts.noun(tool.template.name)} into {files}"] * bool(
        into
    )
    return parts.listed(said)


def _into(tool: records.Tool) -> Iterator[str]:
    """The files into which something is put; of a choice, all of them."""
    for put in tool.template.inject:
        for path in saying.files(tool.template, put):
            pattern = matching.pattern(path, tool.template.delimiters)
            yield "*".join(pattern.texts) if pattern else path


def _globs(tool: records.Tool) -> str:
    """The files as patterns, without expressions: `models/*.py and tests/test_*.py`."""
    found = []
    for file in tool.template.files:
        pattern = matching.pattern(file.path, tool.template.delimiters)
        found.append("*".join(pattern.texts) if pattern else file.path)
    return parts.listed(found if len(found) < 7 else [*found[:5], f"{len(found) - 5} more files"])


def _plain(text: str) -> str:
    """A text that every reader of front matter takes as it is: one line, no tags, no `---`, not too long."""
    line = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    line = re.sub("-{3,}", "--", line).replace("<", "(").replace(">", ")")
    return line if len(line) <= LONGEST_DESCRIPTION else line[: LONGEST_DESCRIPTION - 2].rpartition(" ")[0] + " …"


def _body(tool: records.Tool) -> list[str]:
    template = tool.template.name
    noun = parts.noun(template)
    look = commands.generate(tool.start, template, "NAME", {}, "--dry-run")
    write = commands.generate(tool.start, template, "NAME", {}, "--yes", "--via skill")  # the ledger tells it apart
    like = f" like {parts.listed([f'`{each}`' for each in tool.names[:5]], 'or')}" if tool.names else ""
    example = parts.example(tool)
    return [
        f"<!-- Written by `{tool.start} deploy {template}`. What you edit here is kept. -->",
        "",
        f"# {noun[:1].upper()}{noun[1:]}",
        "",
        "## When to use it",
        "",
        f"When one more {noun}{like} is wanted. Do not write {'these files' if tool.template.files else 'it'} by hand:",
        "",
        *parts.files(tool),
        "",
        f"To change one that is there, edit {'its files' if tool.template.files else 'it where it stands'}.",
        "",
        "## What to do",
        "",
        "1. Choose the parameters from the table below. `NAME` is what it is called, in any case style.",
        f"2. Look first. This writes nothing: {parts.code(look)}",
        f"3. Write: {parts.code(write)}. All files are written or none, and nothing of others is overwritten.",
        "4. Do by hand what is left (below), then run the tests of the project.",
        "",
        "The MCP server `jigsmith`, if it is there, does the same: `template_run` with `dry_run`, then without.",
        "",
        "## Parameters",
        "",
        *parts.parameters(tool),
        "",
        *(["## Example", "", *example, ""] if example else []),
        "## By hand afterwards",
        "",
        *parts.by_hand(tool),
    ]

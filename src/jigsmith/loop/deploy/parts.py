"""Parts: the pieces of Markdown of which skills and pages are made."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from jigsmith.engines.templates import names, saying
from jigsmith.engines.templates import records as templates
from jigsmith.loop.deploy import commands, records

SHOWN = 80
"""Characters of a value in a table."""
SHOWN_LINES = 12
"""Lines of its own that are shown of an instance."""


def noun(name: str) -> str:
    """What a template makes, as people say it: `react component`."""
    return " ".join(names.split(name)) or name


def article(words: str) -> str:
    """`a` or `an`, as the first letter has it."""
    return "an" if words[:1] in "aeiou" else "a"


def listed(items: Sequence[str], word: str = "and") -> str:
    """The items in one sentence."""
    return f" {word} ".join([", ".join(items[:-1]), items[-1]] if len(items) > 1 else items)


def code(text: str) -> str:
    """A text as code in Markdown, whatever is in it."""
    ticks = "`" * (max((len(run) for run in re.findall("`+", text)), default=0) + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{ticks}{pad}{text}{pad}{ticks}" if text else ""


def fenced(text: str, language: str) -> list[str]:
    """The lines of a block of code in Markdown, whatever is in it."""
    ticks = "`" * max(3, *(len(run) + 1 for run in re.findall("`+", text)), 3)
    return [f"{ticks}{language}", *text.split("\n"), ticks]


def cell(text: str) -> str:
    """A text that does not break a table."""
    return " ".join(text.split()).replace("|", "\\|")


def files(tool: records.Tool) -> list[str]:
    """A list of the files that the template makes, and of those into which it puts something."""
    found = []
    for file in tool.template.files:
        when = "" if file.when in (None, True) else f" (when {code(str(file.when))})"
        found.append(f"- {code(file.path)}{when}")
    for put in tool.template.inject:
        when = "" if put.when in (None, True) else f" (when {code(str(put.when))})"
        into = listed([code(path) for path in saying.files(tool.template, put)], "or")
        found.append(f"- in {into}: {saying.what(put)}{when}")
    return found


def parameters(tool: records.Tool) -> list[str]:
    """The parameters as a table, and how they are given."""
    rows = list(_rows(tool.template.parameters, ""))
    if not rows:
        return ["There are no parameters besides the name."]
    head = ["| parameter | type | default | what it is |", "|---|---|---|---|"]
    return [
        *head,
        *rows,
        "",
        "Each is given as `--set PARAMETER=VALUE`, a list as `a,b` or as JSON; or all in a file with `--params FILE`.",
    ]


def _rows(parameters: Mapping[str, templates.Parameter], above: str) -> list[str]:
    rows = []
    for key, parameter in parameters.items():
        if key == "name" and not above:
            continue
        default = "needed" if parameter.required else code(cell(_short(parameter.default)))
        others = [example for example in parameter.examples if example != parameter.default]
        examples = [code(cell(_short(example))) for example in others[: 2 if parameter.required else 1]]
        help_text = parameter.help and f"{parameter.help.rstrip('. ')}."
        text = " ".join([cell(help_text), *([f"Such as {listed(examples, 'or')}."] if examples else [])]).strip()
        rows.append(f"| {code(above + key)} | {_type(parameter)} | {default} | {text} |")
        mark = "[]." if parameter.type == "list" else "."
        rows += _rows(parameter.items or {}, f"{above}{key}{mark}")
    return rows


def _type(parameter: templates.Parameter) -> str:
    if parameter.type == "choice":
        return f"one of {listed([code(cell(str(choice))) for choice in parameter.choices], 'or')}"
    return "list of strings" if parameter.type == "list" and parameter.items is None else parameter.type


def _short(value: Any) -> str:
    text = value if isinstance(value, str) and value.strip() else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


def example(tool: records.Tool) -> list[str]:
    """A recorded instance, with the command that makes it and the files that come out."""
    if tool.example is None:
        return []
    known = tool.example
    command = commands.generate(tool.start, tool.template.name, known.name, known.params, "--dry-run")
    says = f"How {code(known.name)}, which is there, would be made. Nothing is written"
    says += ", and its own lines are shown as a difference:" if known.own_lines else ":"
    made = [f"- {code(path)}" for path in known.files]
    what = "makes" if tool.template.files else "puts it into"
    return [says, "", *fenced(command, "sh"), "", f"It {what}:", "", *made]


def by_hand(tool: records.Tool) -> list[str]:
    """What there is to do after generating."""
    lines = []
    for each in tool.by_hand:
        count = f"{each.lines} line{'s' * (each.lines != 1)}"
        of = f"{each.instances} of {each.of} recorded instance{'s' * (each.of != 1)}"
        lines.append(f"- {code(each.path)}: lines of its own in {of}, mostly {count}.")
    if tool.hooks:
        lines.append(
            f"- The template runs {listed([code(hook) for hook in tool.hooks])}. Somebody has to allow that once:"
        )
        lines.append(f"  `{tool.start} templates trust {tool.template.name}`.")
    if not lines:
        lines = ["Nothing is known that would have to be added by hand. Run the tests of the project all the same."]
    own = tool.example.own_lines[:SHOWN_LINES] if tool.example else ()
    if tool.example and own:
        lines += ["", f"What `{tool.example.name}` has of its own, for instance:", "", *fenced("\n".join(own), "text")]
    return lines

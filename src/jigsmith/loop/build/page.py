"""The page of a template: what it makes, its parameters, an example, and what its proof says."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from jigsmith.engines.templates import format as formats
from jigsmith.engines.templates import saying
from jigsmith.loop.build import proof

SHOWN = 60  # characters of a value in the table


def page(template: formats.Template, proven: Sequence[proof.Proven]) -> str:
    """The README of the template, in Markdown."""
    return "\n".join([*_head(template), *_parameters(template), *_example(template, proven), *_proof(proven)]) + "\n"


def _head(template: formats.Template) -> list[str]:
    files = [f"- `{f.path}`" + (f" (when `{f.when}`)" if f.when else "") for f in template.files]
    put = [f"- {_code(path)}: {saying.what(each)}" for each in template.inject for path in saying.files(template, each)]
    made = ["It makes:", "", *files, ""] if files else []
    into = ["It puts into files that are there:", "", *put, "", *_marks(template)] if put else []
    return [f"# {template.name}", "", template.description, "", *made, *into]


def _marks(template: formats.Template) -> list[str]:
    """What the marks are, for somebody who meets one."""
    names = list(dict.fromkeys(each.mark for each in template.inject if each.mark))
    if not names:
        return []
    listed = ", ".join(f"`jig:{name}`" for name in names)
    return [
        f"A mark is a comment with {listed} in it. Move it to where the next one shall come, and leave one a file.",
        "",
    ]


def _parameters(template: formats.Template) -> list[str]:
    lines = ["## Parameters", "", "| parameter | type | default | what it is |", "|---|---|---|---|"]
    lines.append("| `name` | string | | the name of the new instance |")
    for name, parameter in template.parameters.items():
        lines.append(f"| `{name}` | {_kind(parameter)} | {_code(parameter.default)} | {_cell(parameter.help)} |")
        for key, inner in (parameter.items or {}).items():
            lines.append(f"| `{name}[].{key}` | {_kind(inner)} | {_code(inner.default)} | {_cell(inner.help)} |")
    return [*lines, ""]


def _kind(parameter: formats.Parameter) -> str:
    if parameter.choices:
        return f"{parameter.type} of {', '.join(f'`{c}`' for c in parameter.choices)}"
    return parameter.type


def _code(value: Any) -> str:
    shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    shown = shown if len(shown) <= SHOWN else shown[: SHOWN - 1] + "…"
    return f"`{_cell(shown)}`" if shown else ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _example(template: formats.Template, proven: Sequence[proof.Proven]) -> list[str]:
    best = min(proven, key=lambda p: (p.residue_lines, not p.params, len(repr(p.params)), p.name), default=None)
    if best is None:
        return []
    given = "".join(f" \\\n  --set {_option(key, value)}" for key, value in best.params.items())
    says = (
        f"## Example\n\nThis makes `{best.name}` again"
        + ("" if best.exact else f", but for {best.residue_lines} lines")
        + ":"
    )
    return [says, "", "```sh", f"jig generate {template.name} {best.name}{given}", "```", ""]


def _option(key: str, value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return "'" + f"{key}={text}".replace("'", "'\\''") + "'"


def _proof(proven: Sequence[proof.Proven]) -> list[str]:
    exact = sum(p.exact for p in proven)
    lines = sum(p.lines for p in proven)
    made = sum(p.made_lines for p in proven)
    says = (
        f"Measured when the template was built: of {len(proven)} instances {exact} come out byte for byte. All together"
    )
    return [
        "## Proof",
        "",
        f"{says} have {lines} lines; {made} of them come out of the template, given its parameters.{_syntax(proven)}",
    ]


def _syntax(proven: Sequence[proof.Proven]) -> str:
    torn = [p.unparsed for p in proven if p.unparsed]
    if not torn:
        return ""
    return f" With {len(torn)} of {len(proven)} names alone it makes code that does not parse, such as `{torn[0]}`."

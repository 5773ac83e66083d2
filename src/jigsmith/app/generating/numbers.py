"""Numbers: parameters whose value is the number after the last one in a folder of the project."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jigsmith.engines.templates import expressions, numbering, parameters, paths, records


def found(root: Path, template: records.Template, name: str, params: Mapping[str, Any]) -> dict[str, Any]:
    """The value of each parameter with `next_in` that is not given and that is asked for. TemplateInvalid: it says no
    pattern for these values; PathEscapes: its folder is not in the project.
    """
    told: dict[str, Any] = {}
    for key, parameter in template.parameters.items():
        if parameter.next_in is None or key in params or parameters.is_off(template, name, params, key):
            continue
        values = parameters.defaults(template, name, {**params, **told})
        where = expressions.Where(f"{template.where}: parameters.{key}.next_in")
        pattern = expressions.render(parameter.next_in, values, template.delimiters, where=where)
        numbered = numbering.checked(pattern, where.file)
        number = numbering.following(numbered, _names(root, numbered.folder))
        told[key] = int(number) if parameter.type == "integer" else number
    return told


def _names(root: Path, folder: str) -> list[str]:
    """The names in a folder; none where there is no such folder."""
    inside = f"{folder}/x" if folder else "x"
    paths.checked(inside)
    try:
        return os.listdir(paths.jail(root, inside).parent)  # noqa: PTH208 - names are all that is needed
    except OSError:
        return []

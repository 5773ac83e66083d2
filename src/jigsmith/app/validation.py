"""Validation: the checks that a template names, done on what it has rendered, before anything is written."""

from collections.abc import Sequence

from jigsmith.base import errors
from jigsmith.engines.templates import format as formats
from jigsmith.engines.templates import render


def check(template: formats.Loaded, files: Sequence[render.Rendered]) -> None:
    """ValidationFailed, with file and line, if a check of the template does not hold."""
    if "parse" not in template.validate:
        return
    from jigsmith.engines.trees import syntax  # noqa: PLC0415 - start-up time: only for templates that ask for it

    for file in files:
        line = syntax.first_error(file.path, file.data) if file.data is not None else None
        if line is not None and file.data is not None:
            shown = file.data.decode("utf-8", "replace").split("\n")[line - 1].strip()[:100]
            raise errors.ValidationFailed(
                f"line {line} of {file.path} would not parse: {shown}",
                where=str(template.origin),
                do="Correct the parameter or the template. Nothing was written.",
            )

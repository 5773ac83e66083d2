"""Templates written by hand, and the values that a fit must find again in what they make."""

from typing import Any

from jigsmith.engines.templates import format as formats
from jigsmith.engines.templates import render
from jigsmith.loop.build.fitting import fit

P = formats.Parameter


def template(content: str, **parameters: formats.Parameter) -> formats.Template:
    """One file, `src/NAME.py`."""
    return formats.Template(
        name="t", parameters=parameters, files=[formats.File(path="src/{{ name }}.py", content=content)]
    )


def rows(**fields: formats.Parameter) -> formats.Parameter:
    """A list of tables with these fields."""
    return formats.Parameter(type="list", default=[], items=fields)


def values(made: formats.Template, name: str, params: dict[str, Any]) -> dict[str, Any]:
    """What the parameters come to, defaults filled in."""
    return render.complete(made, name, params)


def fitted(made: formats.Template, name: str, params: dict[str, Any]) -> fit.Fit:
    """The fit to what the template makes of these parameters."""
    files = {r.path: r.data or b"" for r in render.render(made, name, params)}
    return fit.fit(made, name, files)

"""Choosing: the template that a name means in a project, and whether the project is one it is made for."""

from collections.abc import Sequence
from pathlib import Path

from jigsmith.base import errors
from jigsmith.engines.templates import format as formats
from jigsmith.engines.templates import paths, records

MAX_BYTES = 2_000_000


def load(root: Path, name: str, target: Path, *, fitting: bool = True) -> formats.Loaded:
    """The template `name` that the project at `root` can use for the one at `target`: of several variants the first
    whose requirements hold. TemplateMissing, TemplateInvalid; ProjectUnfit: none is made for such a project, or, unless
    `fitting` is false, the one of that name is not.
    """
    try:
        found = formats.load(formats.find(root, name))
    except errors.TemplateMissing:
        places = formats.variants(root, name)
        if not places:
            raise
        return _fitting(target, name, [formats.load(place) for place in places])
    lacking = unmet(target, found) if fitting else []
    if lacking:
        what = f"`{found.name}` is for projects with {_listed(lacking)}"
        raise errors.ProjectUnfit(what, where=str(target))
    return found


def _fitting(target: Path, name: str, variants: Sequence[formats.Loaded]) -> formats.Loaded:
    for variant in variants:
        if not unmet(target, variant):
            return variant
    known = "".join(f"\n   {variant.name} needs {_listed(variant.requires)}" for variant in variants)
    raise errors.ProjectUnfit(f"there is no `{name}` for this project{known}", where=str(target))


def unmet(target: Path, template: records.Template) -> list[records.Requirement]:
    """The requirements that the project does not meet."""
    return [each for each in template.requires if _holds(target, each) == each.absent]


def _holds(target: Path, wanted: records.Requirement) -> bool:
    """Whether the path, and in it the text, is there."""
    place = paths.jail(target, wanted.path)
    if wanted.contains is None:
        return place.exists()
    try:
        with place.open(encoding="utf-8", errors="replace") as stream:
            return wanted.contains in stream.read(MAX_BYTES)
    except OSError:
        return False


def _listed(wanted: Sequence[records.Requirement]) -> str:
    return " and ".join(
        f"{'no ' * each.absent}{each.path}{f' that holds `{each.contains}`' if each.contains else ''}"
        for each in wanted
    )

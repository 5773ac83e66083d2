"""Choosing: the template that a name means in a project, and whether the project is one it is made for."""

from collections.abc import Sequence
from pathlib import Path

from jigsmith.app.records import instances
from jigsmith.base import errors
from jigsmith.engines.templates import format as formats
from jigsmith.engines.templates import paths, records

MAX_BYTES = 2_000_000


def load(root: Path, name: str, target: Path, *, fitting: bool = True) -> formats.Loaded:
    """The template `name` that the project at `root` can use for the one at `target`: of several variants the one that
    has made something there, or the first whose requirements hold. TemplateMissing, TemplateInvalid; ProjectUnfit: none
    is made for such a project, or, unless `fitting` is false, the one of that name is not.
    """
    try:
        found = formats.load(formats.find(root, name))
    except errors.TemplateMissing:
        places = formats.variants(root, name)
        if not places:
            raise
        return _fitting(target, name, [formats.load(place) for place in places])
    return _fitting(target, name, [found]) if fitting else found


def fits(target: Path, template: records.Template) -> bool:
    """Whether the project is one for which the template is made."""
    return not _unmet(target, template) and not _there(target, template)


def _fitting(target: Path, name: str, variants: Sequence[formats.Loaded]) -> formats.Loaded:
    used = instances.templates(target)
    open_to = [each for each in variants if not _unmet(target, each)]
    chosen = [each for each in open_to if each.name in used] + [each for each in open_to if not _there(target, each)]
    if chosen:
        return chosen[0]
    raise _unfit(target, name, variants)


def _unfit(target: Path, name: str, variants: Sequence[formats.Loaded]) -> errors.ProjectUnfit:
    """Why there is none: all is there already, something else must come first, or it is another kind of project."""
    where = str(target)
    there = [each for variant in variants for each in _there(target, variant)]
    if there:
        what = f"what `{name}` brings is there already: {there[0].path}"
        return errors.ProjectUnfit(what, where=where, do="Nothing was written; there is nothing to do.")
    lacking = {variant.name: _unmet(target, variant) for variant in variants}
    first = next((unmet for unmet in lacking.values() if all(each.by for each in unmet)), None)
    if first:
        what = f"`{name}` builds on {_listed(first)}, which this project lacks"
        commands = dict.fromkeys(f"`{each.by}`" for each in first)
        return errors.ProjectUnfit(what, where=where, do=f"Run {' and '.join(commands)} first. Nothing was written.")
    if len(variants) == 1:
        what = f"`{variants[0].name}` is for projects with {_listed(lacking[variants[0].name])}"
        return errors.ProjectUnfit(what, where=where)
    known = "".join(f"\n   {variant.name} needs {_listed(variant.requires)}" for variant in variants)
    return errors.ProjectUnfit(f"there is no `{name}` for this project{known}", where=where)


def _unmet(target: Path, template: records.Template) -> list[records.Requirement]:
    """The requirements that the project does not meet."""
    return [each for each in template.requires if not _holds(target, each)]


def _there(target: Path, template: records.Template) -> list[records.Requirement]:
    """What says that the project has already what the template makes."""
    return [each for each in template.unless if _holds(target, each)]


def _holds(target: Path, wanted: records.Requirement) -> bool:
    place = paths.jail(target, wanted.path)
    if wanted.contains is None:
        return place.exists()
    try:
        with place.open(encoding="utf-8", errors="replace") as stream:
            return wanted.contains in stream.read(MAX_BYTES)
    except OSError:
        return False


def _listed(wanted: Sequence[records.Requirement]) -> str:
    return " and ".join(f"{each.path}{f' that holds `{each.contains}`' if each.contains else ''}" for each in wanted)

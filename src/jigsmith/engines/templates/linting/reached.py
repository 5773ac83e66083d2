"""Reached: files, injections and steps that are never made, and lists that are none."""

from collections.abc import Mapping

from jigsmith.engines.templates import records
from jigsmith.engines.templates.linting import commands, conditions, findings, reading, scanning, shapes, texts, values
from jigsmith.engines.templates.linting import seen as seeing
from jigsmith.engines.templates.linting.nodes import Node

_REMOVE = "Remove it, or correct its `when`."


def check(report: findings.Report) -> None:
    """Find what is never reached."""
    template = report.template
    parts: list[tuple[records.Place, object]] = [
        *((("files", number), file) for number, file in enumerate(template.files)),
        *((("inject", number), part) for number, part in enumerate(template.inject)),
        *commands.conditional(template),
        *((("parameters", key), parameter) for key, parameter in template.parameters.items()),
    ]
    for place, part in parts:
        if not report.is_own(place):
            continue
        _when(report, place, part)
        if isinstance(part, records.File | records.Injection) and part.each is not None:
            _each(report, place, part.each)


def _when(report: findings.Report, place: records.Place, part: object) -> None:
    when = getattr(part, "when", None)
    if when is False and place[0] != "parameters" and not _takes_out(report.template, place):
        report.add(("warning", "unreachable", "`when` is false: this is never made"), (*place, "when"), do=_REMOVE)
    node = condition(when)
    if node is not None and not conditions.can_hold([node], scope(report.template, part)):
        what = f"`when: {when}` can never hold"
        report.add(("warning", "unreachable", what), (*place, "when"), do=_REMOVE)


def _takes_out(template: records.Template, place: records.Place) -> bool:
    """Whether the part is there to take out that of another template: only in one that is made of several."""
    return isinstance(template, records.Loaded) and bool(template.homes) and place[0] not in ("steps", "hooks")


def condition(when: object) -> Node | None:
    """A `when` as an expression; None: there is none that can be read."""
    try:
        return reading.read(when) if isinstance(when, str) else None
    except scanning.Unreadable:
        return None


def scope(template: records.Template, part: object) -> Mapping[str, shapes.Shape]:
    """The names that the `when` of a part can use."""
    names = seeing.of_parameters(template.parameters)
    if isinstance(part, records.File | records.Injection):
        names |= texts.each_names(part, names, seeing.Seen())
    return names


def _each(report: findings.Report, place: records.Place, each: str) -> None:
    found = records.EACH.fullmatch(each)
    node = condition(found["list"]) if found else None
    if found is None or node is None:
        return
    names = seeing.of_parameters(report.template.parameters)
    shape = values.Values(seeing.Seen(), dict(names), lambda *_: None).shape(node)
    if node.kind == "constant" or shape.kind in ("text", "number", "boolean") or _is_choice(shape):
        what = f"`each`: `{found['list']}` is no list"
        do = f"Give the parameter `type: list`, or take another than `{found['list']}`."
        report.add(("error", "no-list", what), (*place, "each"), do=do)


def _is_choice(shape: shapes.Shape) -> bool:
    return shape.parameter is not None and shape.parameter.type == "choice"

"""Asking: which values an instance begins with, which ones a person is asked for, and what an answer means."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from jigsmith.app.generating import choosing, values
from jigsmith.app.records import instances
from jigsmith.base import errors
from jigsmith.engines.templates import format as formats
from jigsmith.engines.templates import parameters, records

MOST_OFFERED = 7
"""With more parameters than these whose default could be another one, a person is not asked but told."""


def options(root: Path, template: str, given: Sequence[str], *, into: Path | None = None) -> dict[str, Any]:
    """The parameters that `--set key=value ...` gives. TemplateMissing, TemplateInvalid, ParameterInvalid."""
    return values.from_options(choosing.load(root, template, target(root, into)), given) if given else {}


def target(root: Path, into: Path | None) -> Path:
    """The root of the project into which is generated."""
    return into.absolute() if into else root


def known(root: Path, template: str, name: str, *, into: Path | None = None) -> tuple[formats.Loaded, dict[str, Any]]:
    """A template, and the values with which the instance was made before. TemplateMissing, TemplateInvalid."""
    loaded = choosing.load(root, template, target(root, into))
    return loaded, kept(loaded, instances.read(target(root, into), loaded.name, name), {})


def kept(
    template: records.Template, record: instances.Record | None, params: Mapping[str, Any], *, afresh: bool = False
) -> dict[str, Any]:
    """The values with which the instance was made before, of the parameters that are still there and not given anew.
    `afresh`: only the numbers that it was given, which are its own.
    """
    recorded = record.parameters if record else {}
    there = {key: value for key, value in recorded.items() if key in template.parameters and key not in params}
    return {key: value for key, value in there.items() if not afresh or template.parameters[key].next_in is not None}


def numbered(root: Path, template: formats.Loaded, name: str, params: Mapping[str, Any]) -> Mapping[str, Any]:
    """`params` with the next number in its folder for each parameter that is one and is not given."""
    if all(each.next_in is None for each in template.parameters.values()):
        return params
    from jigsmith.app.generating import numbers  # noqa: PLC0415 - start-up time: few templates number

    return {**params, **numbers.found(root, template, name, params)}


def completed(
    template: formats.Loaded, name: str, params: Mapping[str, Any], kept: Mapping[str, Any]
) -> Mapping[str, Any]:
    """All values. ParameterInvalid: of a recorded one that does not fit any more, it says where it comes from."""
    try:
        return parameters.complete(template, name, params)
    except errors.ParameterInvalid as error:
        if not any(f"`{key}" in error.what for key in kept):
            raise
        do = "That is recorded for this instance. Give another value, or `--defaults` to start from the defaults."
        raise errors.ParameterInvalid(error.what, where=instances.place(template.name, name), do=do) from error


def defaulted(template: records.Template, params: Mapping[str, Any]) -> list[str]:
    """The parameters left at a default that says the same for every name: it may be that of another instance."""
    own = [(key, each) for key, each in template.parameters.items() if key not in params and key != "name"]
    own = [(key, each) for key, each in own if not each.required and each.next_in is None]
    return [key for key, each in own if parameters.is_fixed(each.default, template.delimiters)]


def needed(template: records.Template, params: Mapping[str, Any]) -> list[tuple[str, records.Parameter]]:
    """The parameters that have no default and are not given, in order. Which of them are wanted depends on others."""
    own = template.parameters.items()
    return [(key, each) for key, each in own if each.required and key not in params and key != "name"]


def is_wanted(template: records.Template, name: str, params: Mapping[str, Any], key: str) -> bool:
    """Whether somebody is asked for a parameter, with these values for those before it."""
    return not parameters.is_off(template, name, params, key)


def every(template: records.Template) -> list[str]:
    """The names of all parameters in order, but for `name`."""
    return [key for key in template.parameters if key != "name"]


def with_default(template: records.Template, name: str, params: Mapping[str, Any], key: str) -> records.Parameter:
    """A parameter with its default worked out from the name and the other values."""
    found = parameters.defaults(template, name, params)
    parameter = template.parameters[key]
    return (
        parameter
        if parameter.required
        else msgspec.structs.replace(parameter, default=found.get(key, parameter.default))
    )


def offered(template: records.Template, params: Mapping[str, Any]) -> list[tuple[str, records.Parameter]]:
    """The lists and texts whose default a person should see before taking it; none if there are too many to ask."""
    found = [(key, template.parameters[key]) for key in defaulted(template, params)]
    found = [(key, each) for key, each in found if each.type in ("list", "string") and each.default]
    return found if len(found) <= MOST_OFFERED else []


def answer(name: str, parameter: records.Parameter, text: str) -> Any:
    """The value of one parameter as somebody typed it, checked; ParameterInvalid says what is wrong with it."""
    value = values.parse(parameter, text, name, "")
    parameters.check_whole(value, parameter, ("parameters", name), "")
    return value

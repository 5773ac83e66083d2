"""Values for parameters: checked against their types, with defaults filled in and derived ones worked out."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import msgspec

from jigsmith.base import errors
from jigsmith.engines.templates import checking, expressions, kinds, names, records, subjects

MAX_NAME = 200
MAX_ITEMS = 10_000
MAX_DERIVED = 20_000_000
"""Characters of all defaults that are worked out."""
_NOTHING: dict[str, Any] = {"string": "", "integer": 0, "number": 0, "boolean": False, "list": [], "table": {}}
"""The value of a parameter that has no default and is not asked for."""


def complete(template: records.Template, name: str, params: Mapping[str, Any]) -> dict[str, Any]:
    """The value of every parameter in the order of the template, `name` first. Types are checked and nothing is
    converted; defaults are filled in, and what is written in them as an expression of earlier parameters is worked out.

    ParameterInvalid: unknown, missing, of another type, outside of pattern or choices.
    """
    known = {"name": None, **template.parameters}
    for key in params:
        if key not in known:
            do = expressions.nearest(key, known) or f"Known are: {', '.join(known)}."
            raise errors.ParameterInvalid(f"there is no parameter `{key}`", where=template.where, do=do)
    if params.get("name", name) != name:
        raise errors.ParameterInvalid(f"`name` is given twice: {name!r} and {params['name']!r}", where=template.where)
    lacking = missing(template, params, name)
    if lacking:
        listed = ", ".join(f"`{key}`" for key in lacking)
        do = f"Give each with `--set {lacking[0]}=...`, or all in a file with `--params`."
        raise errors.ParameterInvalid(f"no value for {listed}", where=template.where, do=do)
    values: dict[str, Any] = {"name": checked_name(template, name)}
    own = {key: parameter for key, parameter in template.parameters.items() if key != "name"}
    return values | _Values(template).fields(own, params, ("parameters",), values)


def differing(template: records.Template, name: str, params: Mapping[str, Any]) -> dict[str, Any]:
    """Those of `params` that are not what their default would be. ParameterInvalid as `complete`."""
    values = complete(template, name, params)
    scope: dict[str, Any] = {"name": name}
    found: dict[str, Any] = {}
    for key in values:
        parameter = template.parameters.get(key)
        if key in params and key != "name" and parameter:
            default = None if parameter.required else _Values(template).fields({key: parameter}, {}, ("",), scope)[key]
            if parameter.required or parameter.next_in or default != values[key]:
                found[key] = params[key]
        scope[key] = values[key]
    return found


def defaults(template: records.Template, name: str, params: Mapping[str, Any] = MappingProxyType({})) -> dict[str, Any]:
    """`name`, what is in `params`, and the defaults that can be worked out from these."""
    found: dict[str, Any] = {"name": name}
    for key, parameter in template.parameters.items():
        try:
            given = {key: params[key]} if key in params else {}
            found |= _Values(template).fields({key: parameter}, given, ("parameters",), found) if key != "name" else {}
        except errors.JigError:
            continue
    return found


def missing(template: records.Template, params: Mapping[str, Any], name: str = "name") -> list[str]:
    """The parameters that have no default and are not in `params`, in order, but for those whose `when` is false."""
    given = template.parameters.items()
    found = [key for key, parameter in given if parameter.required and key not in params and key != "name"]
    return [key for key in found if not is_off(template, name, params, key)]


def is_off(template: records.Template, name: str, params: Mapping[str, Any], key: str) -> bool:
    """Whether the `when` of a parameter is false, so that nobody is asked for it."""
    parameter = template.parameters[key]
    if parameter.when is None:
        return False
    scope = {**defaults(template, name, params), **params, "name": name}
    try:
        return _Values(template).is_off(parameter, ("parameters", key), scope)
    except errors.TemplateInvalid:
        return False  # it needs what is still to be asked for


def checked_name(template: records.Template, name: str) -> str:
    """`name` if it can be that of an instance: letters or digits in it, no slash, nothing that cannot be seen."""
    do = "Use letters, digits, `-`, `_`, `.` and spaces."
    if not 0 < len(name) <= MAX_NAME:
        raise errors.ParameterInvalid(f"a name has 1 to {MAX_NAME} characters", where=template.where)
    if "/" in name or "\\" in name:
        what = f"the name {name!r} would reach into another folder: a name has no slash"
        raise errors.PathEscapes(what, where=template.where, do=f"{do} Nothing was written.")
    if name.startswith("-") or not name.isprintable() or not names.split(name):
        raise errors.ParameterInvalid(f"{name!r} cannot be a name", where=template.where, do=do)
    if "name" in template.parameters:
        check(name, template.parameters["name"], ("parameters", "name"), template.where)
    return name


def check(value: Any, parameter: records.Parameter, place: records.Place, where: str) -> None:
    """ParameterInvalid unless `value` is of the type of `parameter`, matches its pattern and is not out of bounds."""
    if not kinds.fits(value, parameter) or (parameter.type == "choice" and value not in parameter.choices):
        do = 'Put it in quotes, such as "8080".' if parameter.type == "string" else None
        shown = repr(value) if len(repr(value)) < 100 else f"{repr(value)[:90]}..."
        raise errors.ParameterInvalid(
            f"`{_shown(place)}` is {shown}, not {kinds.wanted(parameter)}", where=where, do=do
        )
    if isinstance(value, str):
        subjects.check(value, parameter, _shown(place), where)
    elif isinstance(value, list | dict) and len(value) > MAX_ITEMS:
        raise errors.ParameterInvalid(f"`{_shown(place)}` has more than {MAX_ITEMS} items", where=where)


def check_whole(value: Any, parameter: records.Parameter, place: records.Place, where: str) -> None:
    """`check` of the value and of all that is in it, without working out the defaults of fields."""
    check(value, parameter, place, where)
    if parameter.type == "table":
        _check_inner(value, parameter, place, where)
    for number, item in enumerate(value if parameter.type == "list" else ()):
        _check_inner(item, parameter, (*place, number), where)


def _check_inner(value: Any, parameter: records.Parameter, place: records.Place, where: str) -> None:
    """An item of a list, or a table."""
    if parameter.items is None:
        if parameter.type == "list":
            kind = "choice" if parameter.choices else "string"
            check(value, msgspec.structs.replace(parameter, type=kind), place, where)
        return
    table = records.Parameter(type="table")
    check(value, table, place, where)
    lacking = [key for key, field in parameter.items.items() if field.required and key not in value]
    unknown = [key for key in value if key not in parameter.items]
    if lacking or unknown:
        at = _shown(place if unknown else (*place, lacking[0]))
        what = f"`{at}` has no field `{unknown[0]}`" if unknown else f"`{at}` has no value"
        raise errors.ParameterInvalid(what, where=where, do=f"The fields are {', '.join(parameter.items)}.")
    for key, item in value.items():
        check_whole(item, parameter.items[key], (*place, key), where)


def is_fixed(default: Any, marks: records.Delimiters | None) -> bool:
    """Whether a default is the same whatever the name and the other parameters: no expression is in it."""
    if isinstance(default, str):
        return not expressions.has_tags(default, marks)
    inner = default.values() if isinstance(default, dict) else default if isinstance(default, list) else ()
    return all(is_fixed(each, marks) for each in inner)


class _Values:
    """Works out the values of one template; `scope` is what expressions in defaults can see."""

    def __init__(self, template: records.Template) -> None:
        self.template = template
        self.derived_size = 0

    def fields(
        self,
        declared: Mapping[str, records.Parameter],
        given: Mapping[str, Any],
        place: records.Place,
        scope: Mapping[str, Any],
    ) -> dict[str, Any]:
        """A value for every declared field, in order; a default sees those before it."""
        found: dict[str, Any] = {}
        for key, parameter in declared.items():
            inside = (*place, key)
            value = given[key] if key in given else self.default(parameter, inside, {**scope, **found})
            found[key] = self.value(parameter, value, inside, {**scope, **found})
        return found

    def where(self, place: records.Place) -> expressions.Where:
        if not isinstance(self.template, records.Loaded):
            return expressions.Where(self.template.name)
        owner, inside = self.template.home(place)
        return expressions.Where(str(owner.origin), owner.first_line(inside))

    def is_off(self, parameter: records.Parameter, place: records.Place, scope: Mapping[str, Any]) -> bool:
        return not expressions.holds(parameter.when, scope, where=self.where((*place, "when")))

    def default(self, parameter: records.Parameter, place: records.Place, scope: Mapping[str, Any]) -> Any:
        if parameter.required:
            if self.is_off(parameter, place, scope):
                return parameter.choices[0] if parameter.type == "choice" else _NOTHING[parameter.type]
            raise self.error("has no value", place)
        if parameter.next_in is not None:  # whoever has a project asks there; without one it is the first
            from jigsmith.engines.templates import numbering  # noqa: PLC0415 - start-up time: few templates number

            text = self.derived(parameter.next_in, (*place, "next_in"), scope)
            number = numbering.following(numbering.checked(text, str(self.where(place).file)), ())
            return int(number) if parameter.type == "integer" else number
        return self.derived(parameter.default, (*place, "default"), scope)

    def derived(self, default: Any, place: records.Place, scope: Mapping[str, Any]) -> Any:
        """`default` with every string in it rendered."""
        if isinstance(default, str):
            text = expressions.render(default, scope, self.template.delimiters, where=self.where(place))
            self.derived_size += len(text)
            if self.derived_size > MAX_DERIVED:
                raise self.error(f"and the defaults before it are longer than {MAX_DERIVED} characters", place[:-1])
            return text
        if isinstance(default, list):
            return [self.derived(item, place, scope) for item in default]
        if isinstance(default, dict):
            return {key: self.derived(item, place, scope) for key, item in default.items()}
        return default

    def value(self, parameter: records.Parameter, value: Any, place: records.Place, scope: Mapping[str, Any]) -> Any:
        check(value, parameter, place, self.template.where)
        if parameter.type == "list":
            return [self.item(parameter, item, (*place, i), scope) for i, item in enumerate(value)]
        if parameter.type == "table":
            return self.table(parameter, value, place, scope)
        return value

    def item(self, parameter: records.Parameter, item: Any, place: records.Place, scope: Mapping[str, Any]) -> Any:
        if parameter.items is not None:
            return self.table(parameter, item, place, scope)
        kind = "choice" if parameter.choices else "string"
        check(item, msgspec.structs.replace(parameter, type=kind), place, self.template.where)
        return item

    def table(self, parameter: records.Parameter, value: Any, place: records.Place, scope: Mapping[str, Any]) -> Any:
        if not isinstance(value, dict):
            raise self.error("is not a table (a mapping)", place)
        if parameter.items is None:
            return {key: self.item(parameter, item, (*place, key), scope) for key, item in value.items()}
        for key in value:
            if key not in parameter.items:
                do = expressions.nearest(key, parameter.items) or f"Known are: {', '.join(parameter.items)}."
                raise self.error(f"has no field `{key}`", place, do=do)
        return self.fields(parameter.items, value, place, scope)

    def error(self, what: str, place: records.Place, *, do: str | None = None) -> errors.ParameterInvalid:
        return errors.ParameterInvalid(f"`{_shown(place)}` {what}", where=self.template.where, do=do)


def _shown(place: records.Place) -> str:
    """A place in the values given: `fields[0].type`."""
    return checking.shown(place[1:])

"""Plain data becomes a template; what is wrong is said with file, place and line."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import msgspec

from jigsmith.base import errors
from jigsmith.engines.templates import kinds, records, regexes

MAX_FILES = 1_000
_RESERVED = frozenset(
    {"true", "false", "none", "True", "False", "None", "not", "and", "or", "in", "is", "if", "else", "elif", "for"}
    | {"endif", "endfor", "set", "loop", "self", "range", "dict", "namespace", "joiner", "cycler"}
)
PLACES = ("mark", "sorted", "imports", "registry", "key", "query")
"""What says where an injection goes; it has one of them."""
_SIDES = {"mark": ("before", "after"), "query": ("before", "after", "start", "end"), "key": ("replace",)}
_T = TypeVar("_T")


def check(raw: Any, *, origin: str, lines: Mapping[records.Place, int]) -> records.Template:
    """The template that `raw` describes; TemplateInvalid says in which file, place and line something is wrong."""
    return _Checker(origin, lines).template(raw)


class _Checker:
    """Checks one file, part by part."""

    def __init__(self, origin: str, lines: Mapping[records.Place, int]) -> None:
        self.origin = origin
        self.lines = lines

    def error(self, what: str, place: records.Place, *, do: str | None = None) -> errors.TemplateInvalid:
        near = place
        while near and near not in self.lines:
            near = near[:-1]
        line = self.lines.get(near)
        at = f"`{shown(place)}`: " if place else ""
        where = f"{self.origin}:{line}" if line else self.origin
        return errors.TemplateInvalid(at + what, where=where, do=do)

    def template(self, raw: Any) -> records.Template:
        if not isinstance(raw, dict):
            raise self.error("a template is a mapping with `name` and `files`", ())
        rest = {key: value for key, value in raw.items() if key not in ("parameters", "files", "inject")}
        shell = self.convert(rest, records.Template, ())
        parameters = self.parameters(raw.get("parameters") or {}, ("parameters",))
        self.names(shell, parameters)
        files, inject = self.items(raw, "files"), self.items(raw, "inject")
        if not (files or inject or shell.extends or shell.includes):
            raise self.error(f"a list of 1 to {MAX_FILES} files is needed", ("files",))
        found = msgspec.structs.replace(
            shell,
            parameters=parameters,
            files=[self.file(item, ("files", i)) for i, item in enumerate(files)],
            inject=[self.injection(item, ("inject", i)) for i, item in enumerate(inject)],
        )
        self.ids(found.files, "files")
        self.ids(found.inject, "inject")
        return found

    def items(self, raw: dict[str, Any], key: str) -> list[Any]:
        found = raw.get(key, [])
        if not isinstance(found, list) or len(found) > MAX_FILES:
            raise self.error(f"a list of 1 to {MAX_FILES} {'files' if key == 'files' else 'items'} is needed", (key,))
        return found

    def ids(self, parts: Sequence[records.File | records.Injection], key: str) -> None:
        """An id that is given names one part alone."""
        seen: set[str] = set()
        for index, part in enumerate(parts):
            if part.id is not None and part.id in seen:
                raise self.error(f"{part.id!r} is the id of another part already", (key, index, "id"))
            seen.add(part.id or "")

    def names(self, shell: records.Template, parameters: Mapping[str, records.Parameter]) -> None:
        if not records.NAME.fullmatch(shell.name):
            do = "Use letters, digits, `-`, `_` and `.`."
            raise self.error(f"{shell.name[:100]!r} cannot be the name of a template", ("name",), do=do)
        own = parameters.get("name")
        if own and own.type not in ("string", "choice"):
            raise self.error("the parameter `name` is a string", ("parameters", "name", "type"))
        self.delimiters(shell.delimiters, ("delimiters",))

    def parameters(self, raw: Any, place: records.Place) -> dict[str, records.Parameter]:
        if not isinstance(raw, dict):
            raise self.error("a mapping of names to parameters is needed", place)
        return {key: self.parameter(key, value, (*place, key)) for key, value in raw.items()}

    def parameter(self, key: str, raw: Any, place: records.Place) -> records.Parameter:
        if not records.IDENTIFIER.fullmatch(key) or key in _RESERVED:
            do = "Use letters, digits and `_`, and no word of the template language."
            raise self.error(f"{key[:100]!r} cannot be the name of a parameter", place, do=do)
        raw = {} if raw is None else raw
        if not isinstance(raw, dict):
            raise self.error("a parameter is a mapping, such as `{type: string}`", place)
        items = raw.get("items")
        fields = None if items is None else self.parameters(items, (*place, "items"))
        rest = {name: value for name, value in raw.items() if name != "items"}
        parameter = self.convert(rest, records.Parameter, place)
        self.coherent(parameter, place)
        return msgspec.structs.replace(parameter, items=fields)

    def coherent(self, parameter: records.Parameter, place: records.Place) -> None:
        if parameter.type == "choice" and not parameter.choices:
            raise self.error("a choice needs `choices`", place)
        if parameter.pattern is not None:
            self.regex(parameter.pattern, (*place, "pattern"))
        if parameter.next_in is not None:
            self.numbered(parameter, place)
        default = parameter.default
        if default is None:
            do = "Leave it out if the parameter must be given."
            raise self.error("null is no value of any type", (*place, "default"), do=do)
        if default is not msgspec.UNSET and not kinds.fits(default, parameter):
            hints = {"string": 'Put it in quotes, such as "3.10".', "boolean": "Write true or false."}
            what = f"{default!r} is not {kinds.wanted(parameter)}"
            raise self.error(what, (*place, "default"), do=hints.get(parameter.type))

    def numbered(self, parameter: records.Parameter, place: records.Place) -> None:
        from jigsmith.engines.templates import numbering  # noqa: PLC0415 - start-up time: few templates number

        if parameter.type not in ("string", "integer") or "items" in place:
            raise self.error("only a text or a whole number, and no field, is the next number", (*place, "next_in"))
        if parameter.default is not msgspec.UNSET:
            raise self.error("is what a default would be: leave the default out", (*place, "next_in"))
        if numbering.read(parameter.next_in or "") is None:
            do = "Write a folder and what is numbered in it: `prisma/migrations/{n:04d}_*`."
            raise self.error(f"{parameter.next_in!r} says no number", (*place, "next_in"), do=do)

    def file(self, raw: Any, place: records.Place) -> records.File:
        file: records.File = self.convert(raw, records.File, place)
        kinds = [kind for kind in ("content", "source", "link") if getattr(file, kind) is not None]
        if len(kinds) != 1:
            raise self.error("a file has exactly one of `content`, `source` and `link`", place)
        if file.mode is not None and not re.fullmatch("0?[0-7]{3}", file.mode):
            raise self.error(f'{file.mode!r} is not a mode such as "755"', (*place, "mode"))
        try:
            "".encode(file.encoding)
        except (LookupError, ValueError) as error:
            raise self.error(f"{file.encoding!r} is not an encoding", (*place, "encoding")) from error
        self.delimiters(file.delimiters, (*place, "delimiters"))
        self.each(file.each, (*place, "each"))
        return file

    def injection(self, raw: Any, place: records.Place) -> records.Injection:
        found: records.Injection = self.convert(raw, records.Injection, place)
        given = [kind for kind in PLACES if getattr(found, kind) not in (None, False)]
        if len(given) != 1:
            raise self.error(f"an injection has exactly one of {', '.join(f'`{kind}`' for kind in PLACES)}", place)
        allowed = _SIDES.get(given[0], ())
        if found.at is not None and found.at not in allowed:
            do = f"Use one of {', '.join(allowed)}." if allowed else "Leave it out."
            raise self.error(f"{found.at!r} means nothing for `{given[0]}`", (*place, "at"), do=do)
        for part in ("after", "before") if found.sorted else ():
            self.regex(getattr(found.sorted, part), (*place, "sorted", part))
        self.delimiters(found.delimiters, (*place, "delimiters"))
        self.each(found.each, (*place, "each"))
        return found

    def each(self, given: str | None, place: records.Place) -> None:
        found = records.EACH.fullmatch(given) if given is not None else None
        if given is not None and (not found or found["item"] in _RESERVED):
            raise self.error(f"{given[:100]!r} is not `item in LIST`", place, do="Write `each: field in fields`.")

    def regex(self, pattern: str, place: records.Place) -> None:
        if len(pattern) > regexes.MAX_LENGTH:
            raise self.error(f"a regular expression longer than {regexes.MAX_LENGTH} characters", place)
        try:
            re.compile(pattern)
        except (re.error, RecursionError, OverflowError) as error:
            raise self.error(f"not a regular expression: {error}", place) from error

    def delimiters(self, given: records.Delimiters | None, place: records.Place) -> None:
        if given is None:
            return
        every = (*given.variable, *given.block, *given.comment)
        if not all(0 < len(mark) <= 20 and mark.strip() == mark and mark.isprintable() for mark in every):
            raise self.error("a delimiter has 1 to 20 characters and no space around it", place)
        if len({given.variable[0], given.block[0], given.comment[0]}) < 3:
            raise self.error("the three opening delimiters must differ", place)

    def convert(self, raw: Any, kind: type[_T], place: records.Place) -> _T:
        try:
            return msgspec.convert(raw, kind)
        except msgspec.ValidationError as error:
            what, _, inner = str(error).partition(" - at `$")
            within = tuple(int(p) if p.isdigit() else p for p in re.findall(r"\w+", inner))
            raise self.error(*_explained(what, (*place, *within)), do=_hint(what, kind)) from error


def _explained(what: str, place: records.Place) -> tuple[str, records.Place]:
    unknown = re.fullmatch("Object contains unknown field `(.*)`", what, re.DOTALL)
    if unknown:
        return "this key is not known here", (*place, unknown.group(1)[:100])
    missing = re.fullmatch("Object missing required field `(.*)`", what)
    if missing:
        return f"`{missing.group(1)}` is missing", place
    return what[:1].lower() + what[1:], place


def _hint(what: str, kind: Any) -> str | None:
    if "unknown field" in what:
        return f"Known are: {', '.join(f'`{name}`' for name in kind.__struct_fields__)}."
    if re.match("Expected `str.*got `(int|float|bool)`", what):
        return "Put the value in quotes."
    return None


def shown(place: records.Place) -> str:
    """A place as people write it: `files[0].path`."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in place)
    return text.removeprefix(".")

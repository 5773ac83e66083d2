"""Dialects: methods, filters and helpers of other languages, and what does the same here."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from jigsmith.loop.build.importing import jinja_expressions, syntax
from jigsmith.loop.build.importing.syntax import Attr, Binary, Call, Const, Expr, Filter, Item, Name, Untranslatable

SAME = frozenset(
    """abs bool capitalize count d default dictsort e escape first float groupby indent int items join last length
    list lower map max min reject rejectattr replace reverse round safe select selectattr sort split string sum
    tojson trim unique upper urlencode zip lines""".split()  # noqa: SIM905 - words are read more easily without quotes
)
"""Filters of Jinja that do the same here."""
RENAMED = {
    "title": "capitals", "slugify": "slug", "jsonify": "json", "to_json": "json", "to_nice_json": "json",
    "capitalise": "capitalize", "unidecode": "raw",
}  # fmt: skip
TESTS = frozenset(
    """boolean defined divisibleby endingwith eq equalto even ge greaterthan gt in iterable le lessthan lower lt
    mapping ne none number odd sequence startingwith string true false undefined upper integer float""".split()  # noqa: SIM905
)
SIDES = {"startswith": "startingwith", "endswith": "endingwith"}
"""Tests of one side of a text."""


def from_jinja(expr: Expr, *, macros: frozenset[str] = frozenset()) -> Expr:
    """`expr`, of Jinja, in the words of this engine; Untranslatable: something in it has no counterpart."""

    def part(each: Expr) -> Expr:
        match each:
            case Call(Attr(of, name), args, named):
                return _method(of, name, args, each)
            case Call(Name(id)) if id in jinja_expressions.STATED | macros:
                return each
            case Call():
                raise Untranslatable(f"the function `{syntax.write(each.of)}`")
            case Filter(of, name, args, named):
                return _filter(of, name, args, named)
            case syntax.Test(_, name) if name not in TESTS:
                raise Untranslatable(f"the test `{name}`")
            case Binary("%", Const(value), _) if isinstance(value, str):
                raise Untranslatable("formatting with `%`")
        return each

    return syntax.change(expr, part)


def _filter(of: Expr, name: str, args: tuple[Expr, ...], named: tuple[tuple[str, Expr], ...]) -> Expr:
    if name == "ternary" and len(args) == 2:
        return syntax.Choice(of, *args)
    if name in ("jsonify", "to_nice_json"):
        return Filter(of, "json", args or (Const(4),))
    if name == "slugify":
        separator = args[:1] or tuple(value for key, value in named if key == "separator")
        if len(args) > 1 or any(key != "separator" for key, _ in named):
            raise Untranslatable("options of the filter `slugify`")
        return Filter(of, "slug", separator)
    if name in ("regex_replace", "re_sub") and len(args) == 2:
        return _replaced(of, args)
    if name in SAME:
        return Filter(of, name, args, named)
    if name in RENAMED:
        return Filter(of, RENAMED[name], args, named)
    raise Untranslatable(f"the filter `{name}`")


def _replaced(of: Expr, args: tuple[Expr, ...]) -> Expr:
    """A replacement by a pattern that is plain text."""
    pattern, by = args
    if not (isinstance(pattern, Const) and isinstance(by, Const)):
        raise Untranslatable("a replacement by a pattern")
    if any(char in ".^$*+?{}[]\\|()" for char in str(pattern.value)) or "\\" in str(by.value):
        raise Untranslatable(f"the pattern `{pattern.value}`")
    return Filter(of, "replace", args)


def _method(of: Expr, name: str, args: tuple[Expr, ...], whole: Expr) -> Expr:
    """A method of Python's strings and tables."""
    if isinstance(of, Name) and of.id == "loop":
        return whole
    least, most, made = _METHODS.get(name, (1, 0, None))
    if made is None or not least <= len(args) <= most:
        raise Untranslatable(f"the method `.{name}()`")
    return made(of, args)


def _filtered(name: str) -> Callable[[Expr, tuple[Expr, ...]], Expr]:
    return lambda of, args: Filter(of, name, args)


def _tested(name: str) -> Callable[[Expr, tuple[Expr, ...]], Expr]:
    return lambda of, args: syntax.Test(of, name, args)


def _joined(of: Expr, args: tuple[Expr, ...]) -> Expr:
    return Filter(args[0], "join", (of,))


def _got(of: Expr, args: tuple[Expr, ...]) -> Expr:
    return Filter(Item(of, args[0]), "default", args[1:] or (Const(""),))


def _counted(of: Expr, args: tuple[Expr, ...]) -> Expr:
    return Binary("-", Filter(Filter(of, "split", args), "length"), Const(1))


def _values(of: Expr, _args: tuple[Expr, ...]) -> Expr:
    return Filter(Filter(of, "items"), "map", (), (("attribute", Const(1)),))


_METHODS: Mapping[str, tuple[int, int, Callable[[Expr, tuple[Expr, ...]], Expr]]] = MappingProxyType(
    {
        "lower": (0, 0, _filtered("lower")),
        "upper": (0, 0, _filtered("upper")),
        "items": (0, 0, _filtered("items")),
        "capitalize": (0, 0, _filtered("capitalize")),
        "title": (0, 0, _filtered("capitals")),
        "keys": (0, 0, _filtered("list")),
        "values": (0, 0, _values),
        "strip": (0, 1, _filtered("trim")),
        "lstrip": (0, 1, _filtered("lstrip")),
        "rstrip": (0, 1, _filtered("rstrip")),
        "replace": (2, 2, _filtered("replace")),
        "split": (0, 2, _filtered("split")),
        "join": (1, 1, _joined),
        "startswith": (1, 1, _tested(SIDES["startswith"])),
        "endswith": (1, 1, _tested(SIDES["endswith"])),
        "get": (1, 2, _got),
        "count": (1, 1, _counted),
    }
)
"""Methods by name: the least and the most that they are given, and what does the same here."""


Helper = Callable[[tuple[Expr, ...]], Expr]


def _as(*filters: str) -> Helper:
    def helper(args: tuple[Expr, ...]) -> Expr:
        if len(args) != 1:
            raise Untranslatable("a helper with more than one argument")
        found = args[0]
        for each in filters:
            found = Filter(found, each)
        return found

    return helper


def _titled(args: tuple[Expr, ...]) -> Expr:
    """A capital at the beginning of each word; the rest stays."""
    found = args[0]
    for between in (" ", "-"):
        parts = Filter(Filter(found, "split", (Const(between),)), "map", (Const("capfirst"),))
        found = Filter(parts, "join", (Const(between),))
    return found


PLOP: Mapping[str, Helper] = MappingProxyType(
    {
        "camelCase": _as("camel"),
        "snakeCase": _as("snake"),
        "dotCase": _as("dot"),
        "pathCase": _as("path"),
        "lowerCase": _as("lower"),
        "upperCase": _as("upper"),
        "sentenceCase": _as("sentence"),
        "constantCase": _as("const"),
        "titleCase": _titled,
        "dashCase": _as("kebab"),
        "kabobCase": _as("kebab"),
        "kebabCase": _as("kebab"),
        "properCase": _as("pascal"),
        "pascalCase": _as("pascal"),
    }
)
"""Plop's helpers for names."""


def _cases() -> dict[str, Helper]:
    """What `h.changeCase` of hygen has, each with and without `Case`."""
    styles = {
        "no": "words", "dot": "dot", "path": "path", "upper": "upper", "lower": "lower", "camel": "camel",
        "snake": "snake", "title": "title", "param": "kebab", "kebab": "kebab", "hyphen": "kebab", "header": "train",
        "pascal": "pascal", "constant": "const", "sentence": "sentence",
    }  # fmt: skip
    found = {f"h.changeCase.{key}{end}": _as(style) for key, style in styles.items() for end in ("", "Case")}
    return found | {f"h.changeCase.{name}": _as("capfirst") for name in ("upperCaseFirst", "ucFirst")}


def _camelized(args: tuple[Expr, ...]) -> Expr:
    low = len(args) > 1 and isinstance(args[1], Const) and args[1].value is True
    return Filter(args[0], "camel" if low else "pascal")


def _undasherized(args: tuple[Expr, ...]) -> Expr:
    parts = Filter(Filter(args[0], "replace", (Const("_"), Const("-"))), "split", (Const("-"),))
    return Filter(Filter(parts, "map", (Const("capitalize"),)), "join")


HYGEN: Mapping[str, Helper] = MappingProxyType(
    {
        **_cases(),
        "h.capitalize": _as("capfirst"),
        "h.inflection.pluralize": _as("plural"),
        "h.inflection.singularize": _as("singular"),
        "h.inflection.camelize": _camelized,
        "h.inflection.underscore": lambda args: Filter(args[0], "snake"),
        "h.inflection.humanize": lambda args: Filter(args[0], "sentence"),
        "h.inflection.capitalize": _as("capitalize"),
        "h.inflection.dasherize": lambda args: Filter(args[0], "replace", (Const("_"), Const("-"))),
        "h.inflection.titleize": _as("title"),
        "h.inflection.tableize": _as("snake", "plural"),
        "h.inflection.classify": _as("singular", "pascal"),
        "h.inflection.undasherize": _undasherized,
    }
)
"""Hygen's helpers."""

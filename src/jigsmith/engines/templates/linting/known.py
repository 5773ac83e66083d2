"""Known: which filters, tests and functions expressions can use. The engine itself is asked."""

from functools import cache

from jigsmith.base import errors
from jigsmith.engines.templates import expressions, names, records

FUNCTIONS = ("range", "dict", "namespace")
_FILTERS = (
    "abs", "bool", "capitalize", "chain", "count", "d", "default", "dictsort", "e", "escape", "first",
    "float", "groupby", "indent", "int", "items", "join", "json", "last", "length", "lines", "list", "map",
    "max", "min", "reject", "rejectattr", "replace", "reverse", "round", "safe", "select", "selectattr",
    "sort", "split", "string", "sum", "tojson", "trim", "unique", "urlencode", "zip", *names.STYLES,
)  # fmt: skip
_TESTS = (
    "boolean", "containing", "defined", "divisibleby", "endingwith", "eq", "equalto", "even", "false",
    "filter", "float", "ge", "greaterthan", "gt", "in", "integer", "iterable", "le", "lessthan", "lower",
    "lt", "mapping", "ne", "none", "number", "odd", "safe", "sameas", "sequence", "startingwith", "string",
    "test", "true", "undefined", "upper",
)  # fmt: skip


@cache
def is_filter(name: str) -> bool:
    """Whether there is such a filter."""
    return bool(expressions.environment(None).eval_expr("name is filter", name=name))


@cache
def is_test(name: str) -> bool:
    """Whether there is such a test."""
    return bool(expressions.environment(None).eval_expr("name is test", name=name))


def filters() -> list[str]:
    """The filters that messages speak of."""
    return [name for name in _FILTERS if is_filter(name)]


def tests() -> list[str]:
    """The tests that messages speak of."""
    return [name for name in _TESTS if is_test(name)]


def undeclared(text: str, marks: records.Delimiters | None) -> set[str]:
    """The names that a text needs, as the engine tells them. TemplateInvalid: it does not parse."""
    return expressions.names_in(text, marks, where=expressions.Where("")) - set(FUNCTIONS)


def syntax_error(text: str, marks: records.Delimiters | None) -> tuple[str, int] | None:
    """What is wrong with the syntax of a text, and on which line of it; None: nothing."""
    try:
        undeclared(text, marks)
    except errors.TemplateInvalid as error:
        line = (error.where or "").rpartition(":")[2]
        return error.what, int(line) if line.isdigit() else 1
    return None

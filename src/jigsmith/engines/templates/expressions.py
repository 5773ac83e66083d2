"""Expressions in templates: minijinja with an undefined variable as an error, a limit on the work done, no I/O, and
the styles of `names` as filters.

What asks for unbounded memory in a single step (`format`, methods of strings, wide `indent`) is left out or bounded.
What a look does not show to stay small (see `tame`) runs in a process of its own with a limit on memory and time.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import msgspec
from minijinja import Environment, TemplateError

from jigsmith.base import errors
from jigsmith.engines.templates import filters, names, records, tame

FUEL = 5_000_000
"""Steps that one piece of text may take: about a tenth of a second."""
MAX_TAG = 4_000
"""Characters of one tag. The parser recurses; a tag with tens of thousands of operators would end the process."""
MAX_ELIF = 400
MAX_RESULT = filters.MAX_RESULT
_LEFT_OUT = ("format", "wordwrap", "pprint", "attr", "slice", "batch")
_UNDEFINED = re.compile(r"`(?P<name>[^`]*)` is undefined")


@dataclass(frozen=True, slots=True)
class Where:
    """What a piece of text is called in messages: a file, and the line of it on which the text begins."""

    file: str
    first: int = 1

    def at(self, line: int | None) -> str:
        """File and line for line number `line` (from 1) of the text."""
        return f"{self.file}:{self.first + (line or 1) - 1}"


def render(source: str, values: Mapping[str, Any], marks: records.Delimiters | None, *, where: Where) -> str:
    """`source` with its expressions replaced; TemplateInvalid names file, line and what is missing."""
    if not has_tags(source, marks):
        return source
    _bounded(source, marks, where)
    steps = tame.steps(source, marks, values)
    if steps:
        with suppress(_Longer):
            return _rendered(source, values, marks, where, steps=steps)
    found: str = _apart(rendered_apart, where, source, dict(values), marks and msgspec.structs.astuple(marks))
    return found


class _Longer(Exception):
    """It takes more steps than it may take here."""


def _rendered(
    source: str, values: Mapping[str, Any], marks: records.Delimiters | None, where: Where, *, steps: int = FUEL
) -> str:
    fuel = FUEL if steps >= FUEL else 1 << (steps.bit_length() - 1)  # few of them: each has an engine of its own
    try:
        text = environment(marks, fuel).render_str(source, "template", **values)
    except (TemplateError, TypeError, ValueError) as error:
        if fuel < FUEL and isinstance(error, TemplateError) and error.kind == "OutOfFuel":
            raise _Longer from error
        raise _explained(error, values, where) from error
    if len(text) > MAX_RESULT:
        raise errors.TemplateInvalid(f"renders to more than {MAX_RESULT} characters", where=where.file)
    return text


def rendered_apart(
    source: str, values: dict[str, Any], marks: tuple[tuple[str, str], ...] | None, where: tuple[str, int]
) -> str:
    """What `render` gives, for plain data: it runs where memory and time are limited."""
    given = records.Delimiters(variable=marks[0], block=marks[1], comment=marks[2]) if marks else None
    return _rendered(source, values, given, Where(*where))


def _apart(function: Callable[..., Any], where: Where, *args: Any) -> Any:
    """What a function gives for an expression that might take much. TemplateInvalid: it does."""
    from jigsmith.base import apart  # noqa: PLC0415 - start-up time: few templates need it

    try:
        return apart.run(function, *args, (where.file, where.first))
    except apart.Exceeded as error:
        do = "Correct it there. Nothing was written."
        raise errors.TemplateInvalid(f"rendering it {error}", where=where.at(1), do=do) from error


def evaluate(expression: str, values: Mapping[str, Any], *, where: Where) -> Any:
    """The value of an expression that stands alone, as in `when`."""
    if len(expression) > MAX_TAG:
        raise errors.TemplateInvalid(f"an expression longer than {MAX_TAG} characters", where=where.at(1))
    if tame.expression(expression, values):
        return _evaluated(expression, values, where)
    return _apart(evaluated_apart, where, expression, dict(values))


def holds(when: object, values: Mapping[str, Any], *, where: Where) -> bool:
    """Whether a `when` holds: an expression, true or false, or None, which holds."""
    return bool(evaluate(when, values, where=where)) if isinstance(when, str) else when is not False


def _evaluated(expression: str, values: Mapping[str, Any], where: Where) -> Any:
    try:
        return environment(None).eval_expr(expression, **values)
    except (TemplateError, TypeError, ValueError) as error:
        raise _explained(error, values, where) from error


def evaluated_apart(expression: str, values: dict[str, Any], where: tuple[str, int]) -> Any:
    """What `evaluate` gives: it runs where memory and time are limited."""
    return _evaluated(expression, values, Where(*where))


def names_in(source: str, marks: records.Delimiters | None, *, where: Where) -> set[str]:
    """The names that a text takes from its values, functions included; TemplateInvalid: its syntax is wrong."""
    if not has_tags(source, marks):
        return set()
    _bounded(source, marks, where)
    try:
        return set(environment(marks).undeclared_variables_in_str(source))
    except (TemplateError, TypeError, ValueError) as error:
        raise _explained(error, {}, where) from error


def literal(text: str, marks: records.Delimiters | None = None) -> str:
    """A template that renders to exactly `text`, whatever braces it holds."""
    if not has_tags(text, marks):
        return text
    given = marks or records.Delimiters()
    starts = "|".join(re.escape(mark[0]) for mark in (given.variable, given.block, given.comment))
    start, end = given.variable
    return re.sub(starts, lambda m: f"{start} {json.dumps(m.group(), ensure_ascii=False)} {end}", text)


@lru_cache(maxsize=64)
def environment(marks: records.Delimiters | None, fuel: int = FUEL) -> Environment:
    """The engine for one set of delimiters, and for so many steps."""
    given = marks or records.Delimiters()
    engine = Environment(
        undefined_behavior="strict",
        fuel=fuel,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_escape_callback=filters.never,
        pycompat=False,
        variable_start_string=given.variable[0],
        variable_end_string=given.variable[1],
        block_start_string=given.block[0],
        block_end_string=given.block[1],
        comment_start_string=given.comment[0],
        comment_end_string=given.comment[1],
    )
    for name, style in names.STYLES.items():
        engine.add_filter(name, filters.for_text(name, style))
    for name, style in (("capitals", names.capitals), ("capfirst", names.capfirst)):
        engine.add_filter(name, filters.for_text(name, style))
    engine.add_filter(
        "slug", lambda value, separator="-": filters.for_text("slug", names.slug)(value).replace("-", separator)
    )
    engine.add_filter("lstrip", filters.lstrip)
    engine.add_filter("rstrip", filters.rstrip)
    engine.add_filter("indent", filters.indent)
    engine.add_filter("replace", filters.replace)
    engine.add_filter("json", filters.as_json)
    for name in _LEFT_OUT:
        engine.remove_filter(name)
    engine.remove_global("debug")
    return engine


def has_tags(source: str, marks: records.Delimiters | None) -> bool:
    """Whether there is anything in the text that is not said as it stands."""
    if marks is None:
        return "{{" in source or "{%" in source or "{#" in source
    return any(mark[0] in source for mark in (marks.variable, marks.block, marks.comment))


@lru_cache(maxsize=128)
def _bounded(source: str, marks: records.Delimiters | None, where: Where) -> None:
    given = marks or records.Delimiters()
    for start, end in (given.variable, given.block):
        at = source.find(start)
        while at >= 0:
            after = source.find(end, at, at + MAX_TAG)
            if after < 0 and len(source) - at > MAX_TAG:
                line = source.count("\n", 0, at) + 1
                raise errors.TemplateInvalid(f"a tag longer than {MAX_TAG} characters", where=where.at(line))
            at = source.find(start, max(after, at + 1))
    if (
        source.count("elif") > MAX_ELIF
        and len(re.findall(re.escape(given.block[0]) + r"[-+]?\s*elif", source)) > MAX_ELIF
    ):
        raise errors.TemplateInvalid(f"more than {MAX_ELIF} `elif`", where=where.file)


def _explained(error: Exception, values: Mapping[str, Any], where: Where) -> errors.TemplateInvalid:
    if not isinstance(error, TemplateError):
        return errors.TemplateInvalid(str(error), where=where.file)
    detail = error.detail or error.kind
    undefined = _UNDEFINED.search(detail)
    if undefined:
        name = undefined.group("name")
        do = nearest(name, values) or "Declare it under `parameters`, or correct its name."
        return errors.TemplateInvalid(f"`{name}` is not defined", where=where.at(error.line), do=do)
    unknown = re.fullmatch(r"filter (.*) is unknown", detail)
    if unknown:
        do = nearest(unknown.group(1), names.STYLES) or f"The styles are {', '.join(names.STYLES)}."
        return errors.TemplateInvalid(f"there is no filter `{unknown.group(1)}`", where=where.at(error.line), do=do)
    if error.kind == "OutOfFuel":
        detail = f"takes more than {FUEL} steps"
    return errors.TemplateInvalid(detail, where=where.at(error.line))


def nearest(word: str, known: Iterable[str]) -> str | None:
    """`Did you mean ...?` when one of `known` is close to `word`."""
    import difflib  # noqa: PLC0415 - start-up time: only for a mistake

    close = difflib.get_close_matches(word, list(known), n=1)
    return f"Did you mean `{close[0]}`?" if close else None

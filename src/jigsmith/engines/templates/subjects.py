"""Subjects: what the text that is given for a parameter must be."""

import re

from jigsmith.base import errors
from jigsmith.engines.templates import records, regexes

MAX_TEXT = 1_000_000


def check(value: str, parameter: records.Parameter, shown: str, where: str) -> None:
    """ParameterInvalid unless a text is not too long, all characters, and matches the pattern; TemplateInvalid: to tell
    that takes too long. `shown` is what messages call it.
    """
    if len(value) > MAX_TEXT:
        raise errors.ParameterInvalid(f"`{shown}` is longer than {MAX_TEXT} characters", where=where)
    if not value.isascii() and re.search("[\ud800-\udfff]", value):
        raise errors.ParameterInvalid(f"`{shown}` is not valid Unicode", where=where)
    if parameter.pattern is not None and not _matches(parameter.pattern, value, shown, where):
        what = f"`{shown}` is {value[:100]!r}, which does not match `{parameter.pattern}`"
        raise errors.ParameterInvalid(what, where=where, do=parameter.help or None)


def _matches(pattern: str, value: str, shown: str, where: str) -> bool:
    try:
        return regexes.whole(pattern, value)
    except regexes.Exceeded as error:
        what = f"`{shown}`: to hold it against `{pattern[:100]}` {error}"
        raise errors.TemplateInvalid(what, where=where) from error

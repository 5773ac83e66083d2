"""What a step gave, as the text that is remembered; its first run and a replay after a crash say the same."""

import logging
from collections.abc import Callable
from typing import Any

import msgspec

from jigsmith.base import errors
from jigsmith.engines.runner import records

log = logging.getLogger(__name__)


class _Outcome(msgspec.Struct, omit_defaults=True):
    value: msgspec.Raw = msgspec.Raw(b"null")
    error: str = ""  # class
    what: str = ""
    where: str | None = None
    do: str = ""


def outcome(name: str, function: Callable[[], Any]) -> str:
    """Run a step and return as JSON what it gave or raised; that JSON cannot hold its result is an error as well."""
    try:
        return _text(_Outcome(value=msgspec.Raw(msgspec.json.encode(function()))))
    except errors.JigError as error:
        return _text(_Outcome(error=type(error).__name__, what=error.what, where=error.where, do=error.do))
    except Exception as error:
        log.info("step %s failed", name, exc_info=error)
        return _text(_Outcome(error=type(error).__name__, what=told(error)))


def told(error: BaseException) -> str:
    """Return an error in words, with its class where that says something to who reads it."""
    kind = type(error)
    return str(error) if kind.__module__.startswith("jigsmith.") else f"{kind.__name__}: {error}"


def recall(text: str, returns: Any) -> Any:
    """Return the value in `text`, as the type `returns`; raise the JigError that is in it, or StepRaised."""
    remembered = msgspec.json.decode(text, type=_Outcome)
    if not remembered.error:
        return msgspec.json.decode(remembered.value, type=returns)
    for kind in errors.every_kind():
        if kind.__name__ == remembered.error:
            raise kind(remembered.what, where=remembered.where, do=remembered.do)
    raise records.StepRaised(remembered.what)


def _text(remembered: _Outcome) -> str:
    return msgspec.json.encode(remembered).decode()

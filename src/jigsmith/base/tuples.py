"""Named tuples as typing has them, without importing typing: that takes longer than to record a use.

A module that runs with every command says::

    if TYPE_CHECKING:
        from typing import NamedTuple
    else:
        from jigsmith.base.tuples import NamedTuple
"""

from __future__ import annotations

from collections import namedtuple

OWN = frozenset({"__module__", "__qualname__", "__annotations__"})


class _Making(type):
    """Makes a named tuple of the fields that a class annotates, with their defaults and the class's own methods."""

    def __new__(cls, name: str, bases: tuple[type, ...], body: dict[str, object]) -> type:
        if not bases:
            return super().__new__(cls, name, bases, body)
        fields: tuple[str, ...] = tuple(body["__annotations__"])  # type: ignore[arg-type]  # a dict, in every class body
        defaults = [body[field] for field in fields if field in body]
        made = namedtuple(name, fields, defaults=defaults, module=str(body["__module__"]))  # type: ignore[misc]  # noqa: PYI024
        for attribute, value in body.items():
            if attribute not in fields and attribute not in OWN:
                setattr(made, attribute, value)
        return made


class NamedTuple(metaclass=_Making):
    """What a class inherits from to become a named tuple."""

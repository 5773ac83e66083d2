"""The sheet: what real files say about the parameters of a template that is rendered with sentinels for them."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from typing import Any

import msgspec

from jigsmith.base import errors
from jigsmith.engines.templates import format as formats
from jigsmith.loop.build.fitting import reading
from jigsmith.loop.build.fitting.found import Found
from jigsmith.loop.build.fitting.sentinels import Sentinels
from jigsmith.loop.build.fitting.target import Target, decoded
from jigsmith.loop.build.fitting.values import Params


class Sheet:
    """What is read off the files; each rendering is read once."""

    def __init__(self, goal: Target) -> None:
        self._texts = goal.texts
        self._sentinels = Sentinels()
        own = {n: _any_text(p) for n, p in goal.template.parameters.items() if n != "name"}
        marked = {n: v for n, p in own.items() if (v := self._sentinels.value(n, p)) is not None}
        words = {n: v for n, v in marked.items() if not isinstance(v, int)}
        self._asked = [marked, words] if words != marked else [marked]  # a number may be too large for its use
        self._goal = Target(msgspec.structs.replace(goal.template, parameters=own), goal.values.name, goal.files)
        self._reader = reading.Reader(self._sentinels)
        self._known: dict[str, dict[str, list[Any]]] = {}
        self.conditions = frozenset(re.findall(r"\w+", " ".join(_conditions(goal.template))))

    def places(self, params: Params, but: tuple[str | int, ...] = ()) -> set[str]:
        """The parameters that are to be seen where options are as in `params`, and the parameter `but` too."""
        text = "".join(map(decoded, self._render(params, but).values()))
        return {place[0] for place, _ in self._sentinels.find(text)}

    def read(self, params: Params, but: tuple[str | int, ...] = ()) -> dict[str, list[Any]]:
        """The values that the files say for each parameter, the likeliest first, where options are as in `params`, and
        the parameter `but` too.
        """
        rendered = self._render(params, but)
        key = repr(rendered)
        if key not in self._known:
            found = Found()
            for path, data in rendered.items():
                real = self._place(path, found)
                if real is not None:
                    self._reader.read(decoded(data), self._texts[real], found)
            self._known[key] = found.candidates()
        return self._known[key]

    def _render(self, params: Params, but: tuple[str | int, ...]) -> dict[str, bytes]:
        for asked in self._asked:
            with contextlib.suppress(errors.JigError):
                return self._goal.rendered({**params, **{k: v for k, v in asked.items() if k not in but}})
        return {}

    def _place(self, path: str, found: Found) -> str | None:
        """The path of the real file that a rendered one stands for; what it says about parameters is taken in."""
        if path in self._texts:
            return path
        real = [p for p in self._texts if self._sentinels.fits(path, p)]
        for each in self._sentinels.match(path, real[0]) if len(real) == 1 else ():
            found.add(*each)
        return real[0] if len(real) == 1 else None


def _conditions(template: formats.Template) -> Iterator[str]:
    """The statements in the files of a template."""
    for file in template.files:
        marks = file.delimiters or template.delimiters or formats.Delimiters()
        start, end = map(re.escape, marks.block)
        yield from re.findall(f"{start}.*?{end}", file.content or "", re.DOTALL)
        yield from [file.when] if isinstance(file.when, str) else []


def _any_text(parameter: formats.Parameter) -> formats.Parameter:
    """The parameter without its pattern, and its fields that are a choice as strings, so that they take sentinels."""
    fields = {n: _any_text(p) for n, p in (parameter.items or {}).items()}
    for name, field in fields.items():
        if field.type == "choice" and all(isinstance(choice, str) for choice in field.choices):
            fields[name] = msgspec.structs.replace(field, type="string")
    return msgspec.structs.replace(parameter, pattern=None, items=None if parameter.items is None else fields)

"""What an attempt has used, and whether it may use more."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from jigsmith.engines.agents.prices import Tokens


@dataclass(frozen=True, slots=True, kw_only=True)
class Cap:
    """What an attempt may use. None: no cap."""

    money: float | None = None
    """US dollars."""
    tokens: int | None = None
    """Read and written, from a cache as well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What was used until now."""

    cost: float = 0.0
    """US dollars, by the prices that are known here."""
    tokens: Tokens = field(default_factory=Tokens)
    calls: int = 0
    refused: int = 0
    """Calls that did not get through."""
    guessed: int = 0
    """Calls that broke off, so that what they used is a guess."""
    dearest: float = 0.0
    """US dollars of the dearest call."""
    largest: int = 0
    """Tokens of the largest call."""
    resets_at: datetime | None = None
    """When the provider said last that a usage limit passes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call that got through."""

    model: str
    status: int
    tokens: Tokens
    cost: float
    guessed: bool
    seconds: float


class Account:
    """Keeps count; several threads may ask."""

    def __init__(self, *, cap: Cap, usage: Usage, on_call: Callable[[Call], None], refuse: Callable[[], str]) -> None:
        self._cap = cap
        self._usage = usage
        self._on_call = on_call
        self._refuse = refuse
        self._under_way = 0
        self._lock = threading.Lock()

    @property
    def usage(self) -> Usage:
        """What was used until now."""
        return self._usage

    def note(self, **changes: Any) -> None:
        """Change what is known."""
        with self._lock:
            self._usage = replace(self._usage, **changes)

    def begin(self) -> str:
        """Let a call begin, and return nothing; or return why it may not."""
        why = self._refuse()
        with self._lock:
            why = why or self._at_cap()
            if why:
                self._usage = replace(self._usage, refused=self._usage.refused + 1)
            else:
                self._under_way += 1
        return why

    def end(self, call: Call) -> None:
        """Count a call that has begun."""
        with self._lock:
            self._under_way -= 1
            used = self._usage
            self._usage = replace(
                used,
                cost=used.cost + call.cost,
                tokens=used.tokens + call.tokens,
                calls=used.calls + 1,
                guessed=used.guessed + call.guessed,
                dearest=max(used.dearest, call.cost),
                largest=max(used.largest, call.tokens.total),
            )
        self._on_call(call)

    def _at_cap(self) -> str:
        """Say which cap is reached: calls under way count as much as the dearest and the largest until now."""
        used, cap = self._usage, self._cap
        if cap.money is not None and used.cost + self._under_way * used.dearest >= cap.money:
            return f"The budget of this attempt, {cap.money:.2f} USD, is used up."
        if cap.tokens is not None and used.tokens.total + self._under_way * used.largest >= cap.tokens:
            return f"The budget of this attempt, {cap.tokens} tokens, is used up."
        return ""

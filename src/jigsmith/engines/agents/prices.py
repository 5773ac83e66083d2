"""What tokens cost, in US dollars, by the providers' public lists of November 2026.

Sources: platform.claude.com/docs/en/about-claude/pricing, openai.com/api/pricing. Prices change, and discounts are not
known here: a cost that comes from this table is an estimate.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jigsmith.engines.agents import manners

MILLION = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """What a call read and wrote."""

    fresh: int = 0
    """Read, and not from a cache."""
    cached: int = 0
    """Read from a cache."""
    stored: int = 0
    """Read, and put into a cache for some minutes."""
    kept: int = 0
    """Read, and put into a cache for an hour."""
    written: int = 0

    @property
    def read(self) -> int:
        """All that was read."""
        return self.fresh + self.cached + self.stored + self.kept

    @property
    def total(self) -> int:
        """All that was read and written."""
        return self.read + self.written

    def __add__(self, other: "Tokens") -> "Tokens":
        return Tokens(
            fresh=self.fresh + other.fresh,
            cached=self.cached + other.cached,
            stored=self.stored + other.stored,
            kept=self.kept + other.kept,
            written=self.written + other.written,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """US dollars for a million tokens."""

    fresh: float
    written: float
    cached: float
    """As a part of `fresh`, as are the next two."""
    stored: float = 1.25
    kept: float = 2.0
    long: int = MILLION * 1_000
    """A call that reads more than this many tokens costs `times` as much, all of it."""
    times: float = 1.0


def _price(fresh: float, written: float, cached: float = 0.1, **more: Any) -> Price:
    return Price(fresh=fresh, written=written, cached=cached, **more)


PRICES = {
    "claude-fable-5-1": _price(10, 50, 0.025),
    "claude-mythos-5-1": _price(10, 50, 0.025),
    "claude-fable-5": _price(16, 80),  # 5 and newer ones: the dearest that is known
    "claude-mythos-5": _price(16, 80),
    "claude-opus-5-5": _price(4, 20, 0.05),
    "claude-opus-5": _price(5, 25),
    "claude-opus-4": _price(5, 25),
    "claude-opus-4-0": _price(15, 75),
    "claude-opus-4-1": _price(15, 75),
    "claude-opus-4-2": _price(15, 75),  # claude-opus-4-20250514
    "claude-sonnet-5-5": _price(2, 10, 0.05),
    "claude-sonnet-5": _price(2, 10),
    "claude-sonnet-4": _price(3, 15),
    "claude-haiku-5-5": _price(0.1, 0.5, long=100_000, times=5),
    "claude-haiku-4": _price(1, 5),
    "claude-": _price(16, 80),
    "gpt-6.1-sol": _price(2, 10, 0.05, long=272_000, times=2),
    "gpt-6-sol": _price(2, 10, long=272_000, times=2),
    "gpt-6-luna": _price(0.1, 0.5, long=272_000, times=2),
    "gpt-5.5-pro": _price(30, 180, 1),
    "gpt-5.5": _price(5, 30),
    "gpt-5.4-pro": _price(30, 180, 1),
    "gpt-5.4-mini": _price(0.75, 4.5),
    "gpt-5.4-nano": _price(0.2, 1.25),
    "gpt-5.4": _price(2.5, 15),
    "gpt-5.3": _price(1.75, 14),
    "gpt-5.2": _price(1.75, 14),
    "gpt-5.1": _price(1.25, 10),
    "gpt-5": _price(1.25, 10),
    "gpt-": _price(5, 30),
    "": _price(16, 80),  # unknown: rather too dear, so that a cap holds
}
"""By the beginning of the model's name; the longest that fits counts."""


def price(model: str) -> Price:
    """Return what a model costs; one that is not known costs what the dearest of its family does."""
    plain = model.removeprefix("anthropic/").removeprefix("openai/")
    return PRICES[max((name for name in PRICES if plain.startswith(name)), key=len)]


def cost(model: str, tokens: Tokens) -> float:
    """Return what one call cost, in US dollars."""
    one = price(model)
    weighed = tokens.fresh + tokens.cached * one.cached + tokens.stored * one.stored + tokens.kept * one.kept
    times = one.times if tokens.read > one.long else 1.0
    return (weighed * one.fresh + tokens.written * one.written) * times / MILLION


def anthropic(usage: Mapping[str, Any]) -> Tokens:
    """Read the usage of the Messages API."""
    kept = manners.number(manners.folder(usage.get("cache_creation")).get("ephemeral_1h_input_tokens"))
    return Tokens(
        fresh=manners.number(usage.get("input_tokens")),
        cached=manners.number(usage.get("cache_read_input_tokens")),
        stored=max(0, manners.number(usage.get("cache_creation_input_tokens")) - kept),
        kept=kept,
        written=manners.number(usage.get("output_tokens")),
    )


def openai(usage: Mapping[str, Any]) -> Tokens:
    """Read the usage of the Responses API, or what Codex makes of it: `input_tokens` holds what came from a cache."""
    details = manners.folder(usage.get("input_tokens_details"))
    cached = manners.number(details.get("cached_tokens")) or manners.number(usage.get("cached_input_tokens"))
    return Tokens(
        fresh=max(0, manners.number(usage.get("input_tokens")) - cached),
        cached=cached,
        written=manners.number(usage.get("output_tokens")),
    )

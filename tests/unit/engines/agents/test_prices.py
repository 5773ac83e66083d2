"""What tokens cost, and how providers count them."""

import pytest

from jigsmith.engines.agents import prices
from jigsmith.engines.agents.prices import Tokens


@pytest.mark.parametrize(
    ("model", "dollars"),
    [
        ("claude-sonnet-4-5-20250929", 18.0),
        ("claude-opus-4-20250514", 90.0),
        ("claude-opus-4-8", 30.0),
        ("claude-opus-5-5", 24.0),
        ("claude-haiku-4-5", 6.0),
        ("gpt-5.4-mini", 5.25),
        ("anthropic/claude-sonnet-4-5", 18.0),
        ("claude-of-next-year", 96.0),
        ("nobody-knows-it", 96.0),
        ("", 96.0),
    ],
)
def test_a_million_in_and_a_million_out(model: str, dollars: float):
    one = prices.price(model)
    assert one.fresh + one.written == pytest.approx(dollars)


def test_a_long_question_costs_more_where_the_list_says_so():
    short = prices.cost("claude-haiku-5-5", Tokens(fresh=100_000, written=1_000))
    long = prices.cost("claude-haiku-5-5", Tokens(fresh=100_001, written=1_000))
    assert short == pytest.approx(0.0105)
    assert long == pytest.approx(0.0525, rel=1e-4)


def test_caches_are_counted_as_anthropic_tells_them():
    usage = {
        "input_tokens": 10,
        "cache_read_input_tokens": 1_000,
        "cache_creation_input_tokens": 300,
        "cache_creation": {"ephemeral_5m_input_tokens": 200, "ephemeral_1h_input_tokens": 100},
        "output_tokens": 5,
    }
    tokens = prices.anthropic(usage)
    assert tokens == Tokens(fresh=10, cached=1_000, stored=200, kept=100, written=5)
    assert prices.cost("claude-sonnet-4-5", tokens) == pytest.approx((10 + 100 + 250 + 200) * 3e-6 + 5 * 15e-6)


def test_and_as_openai_and_codex_do():
    expected = Tokens(fresh=900, cached=100, written=50)
    told = {"input_tokens": 1_000, "input_tokens_details": {"cached_tokens": 100}, "output_tokens": 50}
    assert prices.openai(told) == expected
    assert prices.openai({"input_tokens": 1_000, "cached_input_tokens": 100, "output_tokens": 50}) == expected


def test_what_is_no_number_counts_nothing():
    assert prices.anthropic({"input_tokens": None, "output_tokens": "many", "cache_creation": []}) == Tokens()

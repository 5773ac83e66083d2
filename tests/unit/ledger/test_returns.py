"""Returns: before against after, valued at the lower end, failures as losses, and no verdict where little is known."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.unit.ledger.figures_stories import CAME, NOW, around, build, sample, view

from jigsmith.ledger import bootstrap, returns


def told(seen, built=None, **more):
    return returns.returns(seen, built or {}, now=NOW, **more)


def test_what_a_use_saves_is_the_difference_and_is_valued_at_its_lower_end():
    found = told(view(before=around(20, 12), after=around(5, 20)), {"crud": [build(3.0)]})
    assert found.each.low < 15 < found.each.high
    assert found.each.value == pytest.approx(15, abs=1)
    assert (found.uses, found.valued.value, found.induced.value) == (20, 20, 0)
    assert found.saved.value == pytest.approx(20 * found.each.low / 60, abs=0.01)
    assert found.net.value == pytest.approx(found.saved.value - 3, abs=0.01)
    assert found.verdict == returns.SAVES


@pytest.mark.parametrize(("before", "after"), [(7, 30), (30, 7), (0, 30)])
def test_fewer_than_eight_on_a_side_is_no_verdict(before, after):
    found = told(view(before=around(20, before), after=around(5, after)))
    assert (found.verdict, found.each.value, found.saved.value) == (returns.NO_VERDICT, None, None)
    assert found.saved.basis == "not measured"
    assert f"{before} times before and {after} after" in found.each.formula


def test_uses_that_fail_count_against_the_tool():
    good = around(5, 20)
    half = [sample(CAME + timedelta(days=2 * n, hours=1), m, ok=n % 2 == 0) for n, m in enumerate(good)]
    well, badly = (told(view(before=around(20, 12), after=after)) for after in (good, half))
    assert badly.failed == 10
    assert badly.each.value == pytest.approx(well.each.value - 10, abs=1)  # half of the twenty minutes are still to do
    never = [replace(each, ok=False) for each in half]
    assert told(view(before=around(20, 12), after=never)).verdict == returns.LOSES


def test_uses_above_the_old_frequency_are_shown_apart_and_valued_nothing():
    often = [sample(CAME + timedelta(hours=8 * n + 1), m) for n, m in enumerate(around(5, 200))]
    found = told(view(before=around(20, 12), after=often, per_week=2.0))
    assert (found.uses, found.valued.value, found.induced.value) == (200, 20, 180)
    assert found.saved.value == pytest.approx(20 * found.each.low / 60, abs=0.01)


def test_without_a_frequency_nothing_is_valued():
    found = told(view(before=around(20, 12), after=around(5, 20), per_week=None))
    assert found.each.value is not None
    assert (found.saved.value, found.saved.formula) == (None, "how often it came before is not measured")


def test_costs_are_told_by_kind_and_money_apart():
    built = {
        "crud": [build(3.0, cost=1.5), build(1.0, kind="review"), build(0.5, kind="maintain")],
        "other": [build(9.0)],
    }
    found = told(view(before=around(20, 12), after=around(5, 20)), built)
    assert found.costs.hours == {"build": 3.0, "maintain": 0.5, "review": 1.0}
    assert (found.invested.value, found.costs.money.value) == (4.5, 1.5)


def test_what_came_after_the_tool_is_no_time_before_it():
    seen = view(before=around(20, 12), after=around(5, 20))
    later = replace(seen, before=(*seen.before, *(sample(CAME + timedelta(days=n), 90) for n in range(1, 9))))
    assert told(later).before == told(seen).before


def test_a_part_of_a_task_saves_that_part():
    whole, part = (told(view(before=around(20, 12), after=around(5, 20), share=s)) for s in (None, 0.5))
    assert part.each.value == pytest.approx(whole.each.value - 10, abs=1)


def test_a_task_that_no_tool_does_has_no_returns():
    assert told(view(before=around(20, 12), tool="")) is None


def test_the_same_sample_gives_the_same_interval():
    before, after = around(20, 12), around(5, 20)
    assert bootstrap.saving(before, after, [1.0] * 20) == bootstrap.saving(before, after, [1.0] * 20)
    same = bootstrap.saving([5.0] * 9, [2.0] * 9, [1.0] * 9)
    assert same == (3.0, 3.0, 3.0)


@pytest.mark.parametrize(
    ("times", "low", "high"), [(0, 0.0, 3.689), (1, 0.025, 5.572), (10, 4.795, 18.39), (100, 81.36, 121.63)]
)
def test_the_interval_of_a_count_is_nearly_the_exact_one_of_poisson(times, low, high):
    found = bootstrap.count(times)
    assert found[0] == pytest.approx(low, abs=0.12)
    assert found[1] == pytest.approx(high, rel=0.02)

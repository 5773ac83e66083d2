"""What a tool for a task would be worth, before anybody builds it."""

import dataclasses

import pytest

from jigsmith.ledger.figures import Figure
from jigsmith.loop.plan import tasks


def facts(per_week=3.0, minutes=25.0, share=0.8, hours=4.0, **more):
    known = {
        "name": "endpoint", "kind": "task", "times": 24, "share": Figure(share, "assumed"),
        "per_week": Figure(per_week, "measured", 24), "minutes": Figure(minutes, "measured", 12, 20.0, 31.0),
        "build": Figure(hours, "assumed"),
    }  # fmt: skip
    return tasks.Facts(**{**known, **more})


def test_value_payback_and_ceilings_follow_from_the_facts():
    found = tasks.reckon(facts())
    assert found.minutes_per_week.value == 60.0  # 3 x 25 x 0.8
    assert found.payback_weeks.value == 4.0  # four hours, one a week
    assert (found.ceiling_year.value, found.ceiling_five.value) == (52.0, 260.0)
    assert found.per_hour.value == 13.0
    assert found.advice == tasks.BUILD
    assert found.minutes_per_week.basis == "assumed"  # as its weakest part
    low, high = found.minutes_per_week.low, found.minutes_per_week.high
    assert low is not None
    assert high is not None
    assert low < 60 < high


def test_what_came_less_than_three_times_is_not_built_for():
    assert tasks.reckon(facts(times=2)).advice == tasks.SELDOM


def test_building_longer_than_it_saves_in_a_year_is_warned_of():
    assert tasks.reckon(facts(hours=53.0)).advice == tasks.OVER
    assert tasks.reckon(facts(hours=51.0)).advice == tasks.BUILD


def test_five_minutes_five_times_a_day_over_five_years_is_what_xkcd_says():
    """xkcd.com/1205: four weeks of working days; the formula with whole weeks gives 31.7 days of 24 hours."""
    found = tasks.reckon(facts(per_week=35.0, minutes=5.0, share=1.0))
    assert found.ceiling_five.known() / 24 == pytest.approx(31.6, abs=0.1)


@pytest.mark.parametrize("missing", ["per_week", "minutes"])
def test_what_is_not_measured_has_no_worth_and_comes_last(missing):
    nothing = tasks.reckon(
        dataclasses.replace(facts(), **{missing: Figure(None, "not measured", formula="never timed")})
    )
    assert (nothing.minutes_per_week.value, nothing.payback_weeks.value, nothing.advice) == (None, None, tasks.NOT_YET)
    assert nothing.minutes_per_week.formula == "never timed"
    assert tasks.ranked([nothing, tasks.reckon(facts(name="b"))])[0].facts.name == "b"


def test_they_are_ranked_by_what_comes_back_of_an_hour():
    small, large = (
        tasks.reckon(facts(name="small", minutes=5.0, hours=0.5)),
        tasks.reckon(facts(name="large", hours=40.0)),
    )
    assert [each.facts.name for each in tasks.ranked([large, small])] == ["small", "large"]


def test_a_count_has_an_interval():
    often = tasks.frequency(Figure(3.0, "measured", 24))
    assert often.low == pytest.approx(1.92, abs=0.02)
    assert often.high == pytest.approx(4.46, abs=0.03)
    assert tasks.frequency(Figure(3.0, "assumed")).low is None

"""Five metrics, a review and a forecast from the same facts."""

from datetime import timedelta

import pytest
from tests.unit.ledger.figures_stories import CAME, NOW, around, build, view

from jigsmith.ledger import forecast, metrics, review
from jigsmith.ledger.figures import Figure, product

BUSY = view(before=around(20, 12), after=around(5, 34))


def facts(*views, built=None, users=None):
    return metrics.Facts(views=views, built=built or {}, users=users or {})


def by_name(found):
    return {each.name: each for each in found}


def test_nothing_known_is_not_measured_and_not_nothing():
    for each in metrics.metrics(facts(), now=NOW):
        assert (each.figure.value, each.figure.basis, each.met, each.due) == (None, "not measured", None, None)
        assert each.figure.formula


def test_the_five_are_reckoned_as_they_say():
    known = facts(
        BUSY, view("release", before=around(30, 9), tool=""),
        built={"crud": [build(2.0)]}, users={"crud": {"ada": 20, "bob": 14}},
    )  # fmt: skip
    found = by_name(metrics.metrics(known, now=NOW))
    assert list(found) == ["coverage", "saved", "roi", "leverage", "reuse"]
    assert (found["coverage"].figure.value, found["coverage"].met) == (0.5, False)
    assert found["leverage"].figure.value == pytest.approx(4.0, abs=0.2)  # twenty minutes' work in five
    assert found["saved"].figure.value == pytest.approx(
        2 * 14.5 / 60, abs=0.05
    )  # two in the last week, at the lower end
    assert found["roi"].figure.value == pytest.approx(30 * 14.5 / 60 / 2, abs=0.3)  # thirty valued of 34, two hours
    assert found["roi"].figure.low < found["roi"].figure.high
    assert (found["reuse"].figure.value, found["reuse"].met) == (1.0, True)
    assert found["coverage"].due == (CAME + timedelta(days=91)).date()


def test_a_trend_knows_only_what_was_known_then():
    known = facts(BUSY, built={"crud": [build(2.0)]})
    found = by_name(metrics.metrics(known, now=NOW, since=NOW - timedelta(weeks=12)))
    points = found["coverage"].trend
    assert [point.figure.value for point in points[:2]] == [0.0, 1.0]  # the tool came ten weeks ago
    assert points[-1].figure.value == 1.0
    assert found["saved"].trend[2].figure.value is None  # fewer than eight uses by then


def test_a_tool_that_only_its_builder_uses_is_not_reused():
    known = facts(BUSY, built={"crud": [build(2.0, who="ada")]}, users={"crud": {"ada": 20}})
    assert by_name(metrics.metrics(known, now=NOW))["reuse"].figure.value == 0.0


def use(uses=20, *, failed=0, before=5, days=1, p95=60.0):
    return review.Use(
        uses=uses,
        failed=failed,
        before=before,
        last=(NOW - timedelta(days=days)).date(),
        p95=Figure(p95, "measured", uses),
    )


def reviewed(seen, now, ago=None, target=None):
    asked = review.Facts(metrics=facts(seen), now={"crud": now}, week_ago={"crud": ago or now}, target=target)
    (line,) = review.review(asked, now=NOW)
    return line


LOSING = view(before=around(5, 12), after=around(20, 34))
EARLY = view(before=around(5, 12), after=around(20, 9), since=NOW - timedelta(weeks=3))
NEVER_MIND = view(before=[10, 30, 5, 40, 20, 8, 25, 33, 12], after=[12, 28, 9, 41, 15, 10, 22, 30, 14])


@pytest.mark.parametrize(
    ("seen", "used", "target", "verdict", "why"),
    [
        (BUSY, use(), None, "invest", "saves at least"),
        (BUSY, use(before=30), None, "keep", "saves at least"),
        (BUSY, use(failed=3), None, "fix", "15% of 20 uses failed"),
        (BUSY, use(p95=1500.0), None, "fix", "more than by hand"),
        (BUSY, use(p95=90.0), 60.0, "fix", "above the target of 60 s"),
        (BUSY, use(0, days=50), None, "retire", "unused since"),
        (BUSY, use(0, days=30), None, "notice", "it is retired on"),
        (LOSING, use(), None, "retire", "it costs time"),
        (EARLY, use(9), None, "notice", "it costs time"),
        (NEVER_MIND, use(p95=1.0), None, "unproven", "it may be nothing"),
        (view(before=around(20, 12), after=around(5, 3)), use(3), None, "unproven", "8 of each are needed"),
    ],
)
def test_each_tool_gets_the_verdict_of_its_numbers(seen, used, target, verdict, why):
    line = reviewed(seen, used, target=target)
    assert line.verdict == verdict
    assert why in line.why


def test_what_changed_since_last_week_is_told():
    assert reviewed(BUSY, use(failed=3), use()).was == "invest"
    assert reviewed(BUSY, use(), use()).was is None


def start(**more):
    plans = [
        forecast.Plan(
            name=f"t{n}", minutes_per_week=Figure(v, "estimated", 20, v / 2, v * 1.5), build=Figure(4.0, "assumed")
        )
        for n, v in enumerate((120.0, 60.0, 30.0))
    ]
    known = {
        "past": forecast.from_numbers([(CAME.date(), 4.0, 0.0), (NOW.date(), 0.0, 1.0)]),
        "plans": plans,
        "saving": Figure(0.5, "measured", 20, 0.3, 0.7),
        "kept": 4.0,
        "budget": Figure(1.0, "measured"),
    }
    return forecast.Start(**{**known, **more})


def courses(found):
    return {each.name: each for each in found.courses}


def test_building_costs_first_and_is_ahead_later():
    found = courses(forecast.forecast(start(), now=NOW, weeks=52))
    hand, one, on = (found[name] for name in forecast.COURSES)
    assert one.net[1].value < hand.net[1].value  # the hours go in before anything comes out
    assert hand.net[-1].value < one.net[-1].value < on.net[-1].value
    assert 4 < one.ahead < 20
    assert hand.ahead is None
    assert (hand.built, one.built, on.built) == (0, 1, 3)


def test_growth_ends_when_nothing_is_left_to_build():
    on = courses(forecast.forecast(start(), now=NOW, weeks=104))["keep-building"]
    last, before = (on.saved[n].value - on.saved[n - 10].value for n in (103, 83))
    assert last == pytest.approx(before, rel=0.05)


def test_with_nothing_to_build_all_courses_are_the_same():
    found = courses(forecast.forecast(start(plans=()), now=NOW, weeks=26))
    assert found["by-hand"].net == found["next-best"].net == found["keep-building"].net


def test_a_forecast_goes_on_from_what_was_and_says_what_is_assumed():
    found = forecast.forecast(start(), now=NOW, weeks=4)
    assert found.past[-1] == (NOW.date(), 4.0, 1.0)
    assert found.courses[0].saved[0].value == pytest.approx(1.5, abs=0.2)
    assert any("3 of 3 tools" in each for each in found.assumptions)
    assert forecast.forecast(start(), now=NOW, weeks=4) == found


def test_the_less_is_known_the_wider_is_the_band():
    narrow, wide = (
        courses(forecast.forecast(start(saving=Figure(0.5, "measured", 20, low, high)), now=NOW, weeks=26))[
            "by-hand"
        ].net[-1]
        for low, high in ((0.45, 0.55), (0.1, 1.2))
    )
    assert wide.high - wide.low > 2 * (narrow.high - narrow.low)


def test_a_product_is_as_uncertain_as_its_parts_together():
    found = product([Figure(2.0, "measured", 9, 1.0, 4.0), Figure(3.0, "assumed")], "both")
    assert (found.value, found.basis, found.n, found.low, found.high) == (6.0, "assumed", 9, 3.0, 12.0)
    below = product([Figure(2.0, "measured", 9, 1.0, 3.0), Figure(1.0, "measured", 4, -1.0, 3.0)], "both")
    low, high = below.low, below.high
    assert low is not None
    assert high is not None
    assert low < 0 < below.known() < high
    assert product([Figure(None, "not measured", formula="why"), found], "both").formula == "why"

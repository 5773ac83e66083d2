"""Worth: what history says a generator would save, and where each figure is from."""

from datetime import UTC, datetime, timedelta

import pytest

from jigsmith.loop.observe.records import Addition, History
from jigsmith.loop.plan import worth

NOW = datetime(2026, 11, 1, tzinfo=UTC)
NOTHING = (None, "not measured")


def said(figure):
    return figure.value, figure.basis


def added(days_ago, *paths, minutes=40.0, author="Ada"):
    when = NOW - timedelta(days=days_ago)
    return Addition(commit=f"{days_ago}-{paths[0]}", when=when, author=author, minutes=minutes, paths=paths)


def history(*additions, age=800):
    ordered = tuple(sorted(additions, key=lambda each: each.when))
    return History(additions=ordered, first=NOW - timedelta(days=age), last=NOW, commits=len(ordered) + 5)


def reckon(instances, come, share=0.5):
    return worth.reckon(instances, share, worth.Arrivals(come), now=NOW)


def family(*names):
    return {name: (f"models/{name}.py", f"routes/{name}.py") for name in names}


def test_instances_of_the_last_year_are_counted_and_their_time_is_estimated():
    come = history(
        *(added(days, f"models/{n}.py", f"routes/{n}.py") for n, days in (("a", 10), ("b", 100), ("c", 700)))
    )
    found = reckon(family("a", "b", "c"), come)
    assert said(found.per_year) == (2.0, "measured")
    assert said(found.minutes_each) == (40.0, "estimated")
    assert said(found.minutes_per_week) == (0.8, "estimated")  # 2 / 52 weeks × 40 minutes × half of it
    assert (found.last_year, found.authors) == (2, ("Ada",))
    assert (found.first, found.latest) == ((NOW - timedelta(days=700)).date(), (NOW - timedelta(days=10)).date())


def test_time_is_shared_with_what_else_came_in_the_commit():
    come = history(*(added(9 + n, f"models/{n}.py", f"routes/{n}.py", "x.py", "y.py") for n in range(3)))
    assert said(reckon(family("0", "1", "2"), come).minutes_each) == (20.0, "estimated")


def test_without_history_nothing_is_measured():
    found = reckon(family("a"), History())
    assert {said(each) for each in (found.per_year, found.minutes_each, found.minutes_per_week)} == {NOTHING}
    assert found.last_year is None


def test_a_young_history_says_nothing_about_how_often():
    come = history(added(1, "models/a.py"), added(2, "models/b.py"), age=10)
    assert said(reckon(family("a", "b"), come).per_year) == NOTHING


def test_less_than_a_year_is_extrapolated_and_called_estimated():
    come = history(added(10, "models/a.py"), added(20, "models/b.py"), age=73)
    assert said(reckon(family("a", "b"), come).per_year) == (10.0, "estimated")


def test_what_came_with_the_first_commit_or_an_import_is_no_instance_that_somebody_wrote():
    names = [f"n{i}" for i in range(25)]
    moved = added(30, *(f"models/{name}.py" for name in names))
    first = added(800, "models/old.py")
    found = reckon(family(*names, "old"), history(first, moved))
    assert (found.last_year, said(found.per_year), found.first) == (0, (0.0, "measured"), None)


@pytest.mark.parametrize("commits", [0, 2])
def test_two_commits_are_too_few_to_tell_a_usual_time(commits):
    come = history(*(added(10 + n, f"models/{n}.py") for n in range(commits)))
    assert said(reckon(family("0", "1"), come).minutes_each) == NOTHING

"""Time is told from moments with idle gaps left out, and nothing is counted twice."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from jigsmith.ledger import spans

START = datetime(2026, 11, 3, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def at(*minutes):
    return [START + MINUTE * minute for minute in minutes]


def test_a_long_gap_begins_a_new_sitting_and_counts_as_nothing():
    found = spans.sittings(at(0, 10, 25, 200, 215))
    assert [(span.start, span.active / MINUTE) for span in found] == [(START, 25), (START + 200 * MINUTE, 15)]


def test_a_commit_took_the_time_since_the_one_before_at_most_the_cap():
    assert [each / MINUTE for each in spans.each(at(0, 10, 25, 200, 215))] == [30, 10, 15, 30, 15]


def test_spans_at_the_same_time_are_counted_once():
    one, two, three, four = at(0, 20, 10, 30)
    (found,) = spans.joined([(one, two), (three, four)], gap=MINUTE)
    assert (found.end, found.active) == (four, 30 * MINUTE)


SPANS = st.lists(
    st.tuples(st.integers(0, 500), st.integers(0, 60)).map(lambda p: (START + p[0] * MINUTE, START + sum(p) * MINUTE))
)


def minutes(found):
    return {START + n * MINUTE for start, end in found for n in range(600) if start <= START + n * MINUTE < end}


@given(SPANS, st.integers(0, 30))
def test_active_is_the_time_in_any_of_the_spans(given_, gap):
    found = spans.joined(given_, gap=gap * MINUTE)
    assert sum((each.active for each in found), timedelta()) == len(minutes(given_)) * MINUTE
    assert all(later.start - former.end > gap * MINUTE for former, later in pairwise(found))


@given(SPANS, SPANS)
def test_within_is_the_time_in_both(given_, others):
    merged = spans.joined(others, gap=timedelta())
    for span in given_:
        assert minutes(spans.within(span, merged)) == minutes([span]) & minutes(others)

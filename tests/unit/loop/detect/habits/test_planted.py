"""Precision and recall on histories in which routines were planted, with what is usual around them."""

import pytest
from tests import histories

from jigsmith.loop.detect.habits import commands
from jigsmith.loop.observe.habits import reduce, trails

REDUCER = reduce.Reducer()


def mined(seed, lines):
    """What was found, and which routines were really gone through three times on two days, as steps."""
    person = histories.Person(seed)
    spans = list(trails.spans(histories.typed(list(person.types(lines))), REDUCER))
    planted = [routine for routine, days in person.done.items() if len(days) >= 3 and len(set(days)) >= 2]
    return [habit.steps for habit in commands.find(spans)], {as_steps(routine) for routine in planted}


def as_steps(routine):
    return tuple(step.key for text in routine for step in REDUCER.steps(text.format("a", "b", "patch")))


def is_of(steps, routines):
    """Whether steps are a routine, or all of one but for a step that is left out or added at an end."""
    text = "\0".join(steps)
    for routine in routines:
        whole = "\0".join(routine)
        if (text in whole or whole in text) and abs(len(steps) - len(routine)) <= 1:
            return True
    return False


@pytest.mark.parametrize(("lines", "people"), [(3_000, 8), (10_000, 4), (40_000, 1)])
def test_nine_in_ten_planted_routines_are_found_and_nine_in_ten_found_were_planted(lines, people):
    whole = wanted = right = found = 0
    everything = {as_steps(routine) for routine in histories.ROUTINES}
    for seed in range(people):
        habits, planted = mined(seed, lines)
        whole, wanted = whole + len(planted & set(habits)), wanted + len(planted)
        right, found = right + sum(is_of(steps, everything) for steps in habits), found + len(habits)
    assert whole >= 0.9 * wanted
    assert right >= 0.9 * found


def test_where_nothing_was_planted_next_to_nothing_is_found():
    person = histories.Person(7, share=0.0)
    spans = trails.spans(histories.typed(list(person.types(20_000))), REDUCER)
    assert len(commands.find(list(spans))) <= 1

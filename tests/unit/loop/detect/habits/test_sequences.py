"""Sequences of steps: the longest that holds together is listed once, without its parts, rotations and variants."""

from jigsmith.loop.detect.habits import commands
from jigsmith.loop.observe.habits import reduce, trails
from jigsmith.loop.observe.records import Typed

DAY = 86_400.0
FLOW = ("make build", "docker push {0}", "kubectl rollout restart {0}")


def find(sessions, source="zsh", gap=20.0):
    """What is found in sessions, one each day, a list of commands each."""
    typed = [
        Typed(source, f"s{day}", 1.75e9 + day * DAY + number * gap, 2.0, text)
        for day, texts in enumerate(sessions)
        for number, text in enumerate(texts)
    ]
    return commands.find(list(trails.spans(typed, reduce.Reducer())))


def filler(day):
    return [f"rare{'abcdefghij'[day % 10]}{'klmnopqrst'[day // 10 % 10]} x"]


def test_the_whole_is_listed_and_none_of_its_parts():
    (habit,) = find([[*filler(day), *(step.format(day) for step in FLOW), *filler(day + 50)] for day in range(10)])
    assert habit.steps == ("make build", "docker push", "kubectl rollout restart")
    assert habit.lines == ("make build", "docker push <1>", "kubectl rollout restart <1>")
    assert (len(habit.times), habit.parameters, habit.shape) == (10, 1, 1.0)
    assert habit.times[0].seconds == 42.0


def test_a_loop_is_one_turn_of_it():
    (habit,) = find([[step for _ in range(6) for step in ("make build", "pytest", "mypy")] for _ in range(5)])
    assert habit.steps == ("make build", "pytest", "mypy")
    assert len(habit.times) == 30


def test_the_same_again_and_again_is_no_sequence():
    assert find([["make test"] * 20 for _ in range(5)]) == []


def test_looking_around_in_between_does_not_matter_and_other_work_does():
    looked = [["make build", "ls", "docker push x", "git status", "kubectl rollout restart x"] for _ in range(5)]
    assert [habit.steps for habit in find(looked)] == [("make build", "docker push", "kubectl rollout restart")]
    worked = [["make build", *filler(day), "docker push x", *filler(day + 7)] for day in range(5)]
    assert find(worked) == []


def test_editing_and_moving_alone_are_nothing_to_automate():
    assert find([["cd x", "vim a.py", "cd ..", "make"] for _ in range(9)]) == []


def test_a_session_is_where_a_sequence_ends():
    assert find([["make build"], ["docker push x"]] * 10) == []


def test_three_times_on_one_day_or_twice_on_two_are_not_enough():
    steps = [step.format("x") for step in FLOW]
    assert find([steps * 3]) == []
    assert find([steps, steps]) == []
    others = [[text for n in range(10) for text in filler(10 * day + n)] for day in range(3)]
    assert len(find([[*steps, *others[day]] for day in range(3)])) == 1


def test_a_variant_with_other_options_counts_with_the_usual_one():
    sessions = [
        ["git add -A", "git commit -m x", f"git push{' -f' * (day % 4 == 0)}", *filler(day)] for day in range(40)
    ]
    (habit,) = find(sessions)
    assert habit.steps == ("git add -A", "git commit -m", "git push")
    assert len(habit.times) == 40


def test_a_history_without_times_counts_in_stretches_and_has_no_days():
    typed = [Typed("bash", "", None, None, text.format(n)) for n in range(80) for text in (*FLOW, *filler(n))]
    (habit,) = commands.find(list(trails.spans(typed, reduce.Reducer())))
    assert habit.times[0].begin is None and habit.times[0].seconds is None
    assert commands.find(list(trails.spans(typed[:50], reduce.Reducer()))) == []


def test_pauses_are_no_work():
    (habit,) = find([[step.format(1) for step in FLOW] + filler(day) for day in range(5)], gap=1_000.0)
    assert habit.times[0].seconds == 602.0

"""[[jobs]] and [notify] in jig.toml: what is allowed, and the line of each mistake."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jigsmith.base import durations, errors, settings

TWO = """\
[scan]
ignore = []

[[jobs]]
name = "a"
command = "true"

[[jobs]]
name = "b"
command = "true"
schedule = "0 2 * * *"
"""


def test_jobs_are_read_with_their_defaults():
    first, second = settings.parse(TWO, where="jig.toml").jobs
    assert (first.schedule, second.schedule) == ("", "0 2 * * *")
    assert (second.catch_up, second.overlap, second.retries, second.box) == ("latest", "skip", 0, "none")


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ('"0 2 * * *"', '"0 25 * * *"', 11, "'0 25 * * *' is none that cron knows: bad hour"),
        ('"0 2 * * *"', '"0 0 31 2 *"', 11, "is none that cron knows"),
        ('"0 2 * * *"', '"0 2 * *"', 11, "has not five fields"),
        ('"0 2 * * *"', '"0 2 * * *"\ntimezone = "Europe/Viena"', 12, "there is no time zone 'Europe/Viena'"),
        ('"0 2 * * *"', '"0 2 * * *"\nshedule = 1', 12, "there is no setting 'jobs.shedule'"),
        ('"0 2 * * *"', '"0 2 * * *"\ntimeout = "soon"', 12, "jobs.timeout"),
        ('"0 2 * * *"', '"0 2 * * *"\non_failure = ["notify-me"]', 12, "[notify] targets has no 'me'"),
        ('"0 2 * * *"', '"0 2 * * *"\non_failure = ["call-me"]', 12, "jobs.on_failure"),
        ('"0 2 * * *"', '"0 2 * * *"\nbuiltin = "x"', 9, "'b' needs one of command, steps and builtin"),
        ('name = "b"', 'name = "a"', 9, "there are two jobs 'a'"),
        ('name = "b"\ncommand = "true"', 'name = "b"', 9, "'b' needs one of command, steps and builtin"),
    ],
)
def test_a_mistake_in_the_second_job_is_told_with_its_line(old, new, line, said):
    with pytest.raises(errors.ConfigInvalid) as caught:
        settings.parse(TWO.replace(old, new), where="jig.toml")
    assert caught.value.where == f"jig.toml:{line}"
    assert said in caught.value.what


@given(st.integers(0, 999_999), st.sampled_from(["s", "m", "h", "d"]))
def test_a_duration_is_a_number_and_a_unit(number, unit):
    assert durations.seconds(f"{number}{unit}") == number * {"s": 1, "m": 60, "h": 3600, "d": 86400}[unit]


@given(st.text(max_size=6).filter(lambda text: not text[:1].isdigit()))
def test_what_is_no_duration_is_refused(text):
    with pytest.raises(ValueError, match="is no duration"):
        durations.seconds(text)

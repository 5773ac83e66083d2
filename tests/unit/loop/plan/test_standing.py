"""Where a habit stands among the others, and what is proposed for it."""

import tomllib
from datetime import UTC, datetime

import pytest
import yaml

from jigsmith.base import ids, settings
from jigsmith.loop.detect.records import Habit, Time
from jigsmith.loop.plan import proposals, standing
from jigsmith.loop.plan.records import Family

HOUR, DAY = 3600.0, 86_400.0
MONDAY = datetime(2026, 9, 7, tzinfo=UTC).timestamp()


def habit(begins, *, source="zsh", seconds=60.0, parameters=0, kind="commands", steps=("git pull", "make build")):
    times = tuple(
        Time(source, f"s{n}", begin, None if begin is None else begin + 60, seconds) for n, begin in enumerate(begins)
    )
    return Habit(
        id=ids.CandidateId("git-pull-make-1a2b"), kind=kind, steps=steps, lines=tuple(f"{step} …" for step in steps),
        times=times, parameters=parameters, arguments=1, shape=1.0, fit=0.5,
    )  # fmt: skip


def test_the_score_is_sessions_times_days_times_minutes_times_fit():
    stands = standing.standing(habit([MONDAY + n * DAY for n in range(10)], seconds=120.0))
    assert (stands.times, stands.sessions, stands.days, stands.score) == (10, 10, 10, 10 * 10 * 2.0 * 0.5)
    assert (stands.minutes.value, stands.minutes.basis) == (2.0, "measured")


def test_what_is_not_known_is_not_measured_and_wins_nothing():
    stands = standing.standing(habit([None] * 10, seconds=None))
    assert stands.days is None and stands.minutes.value is None and stands.minutes.basis == "not measured"
    assert stands.score == round(10 * 1 * 0.2 * 0.5, 1)


def test_days_are_those_of_the_user():
    late = [MONDAY + 23 * HOUR, MONDAY + 25 * HOUR, MONDAY + 26 * HOUR]
    assert standing.standing(habit(late)).days == 2
    assert standing.standing(habit(late), offset=2 * HOUR).days == 1


@pytest.mark.parametrize(
    ("begins", "schedule"),
    [
        ([MONDAY + n * DAY + 8 * HOUR + 37 * 60 for n in range(30)], "35 8 * * *"),
        ([MONDAY + n * DAY + 8 * HOUR + n % 3 * 600 for n in range(28) if n % 7 < 5], "10 8 * * 1-5"),
        ([MONDAY + (7 * n + 4) * DAY + 16 * HOUR for n in range(8)], "0 16 * * 5"),
        ([MONDAY + n * DAY + (23.9 + n % 2 / 5) * HOUR for n in range(0, 30, 1)], "0 0 * * *"),
    ],
    ids=["daily", "working days", "fridays", "around midnight"],
)
def test_what_is_done_at_the_same_time_is_a_job_that_jig_toml_takes(begins, schedule):
    proposal = proposals.propose(habit(begins), [])
    assert proposal.kind == "job" and proposal.file == "jig.toml"
    (job,) = tomllib.loads(proposal.text)["jobs"]
    assert job["schedule"] == schedule and job["steps"] == ["git pull …", "make build …"]
    assert settings.parse(proposal.text, where="jig.toml").jobs[0].name == "git-pull-make-1a2b"


@pytest.mark.parametrize(
    "begins",
    [
        [MONDAY + n * DAY + n * 5 % 24 * HOUR for n in range(30)],
        [MONDAY + n * n * DAY + 8 * HOUR for n in range(12)],
        [MONDAY + n * DAY + 8 * HOUR for n in range(3)],
        [None] * 20,
    ],
    ids=["any hour", "seldom", "three days", "without times"],
)
def test_what_has_no_rhythm_is_a_script_whose_task_is_yaml(begins):
    proposal = proposals.propose(habit(begins), [])
    assert proposal.kind == "script"
    assert proposal.command == "jig create-tool git-pull-make-1a2b --from git-pull-make-1a2b"
    task = yaml.safe_load(proposal.text)
    assert task["typed"] == ["git pull …", "make build …"] and task["inputs"] == "none"


def test_what_differs_from_time_to_time_is_no_job():
    begins = [MONDAY + n * DAY + 8 * HOUR for n in range(30)]
    assert proposals.propose(habit(begins, parameters=1), []).kind == "script"


def test_what_an_agent_is_asked_is_a_skill():
    asked = habit([MONDAY, MONDAY + DAY], source="claude", kind="prompts", steps=('add "x" for …',))
    proposal = proposals.propose(asked, [])
    assert proposal.kind == "skill" and proposal.file == ".claude/skills/git-pull-make-1a2b/SKILL.md"
    head = yaml.safe_load(proposal.text.split("---")[1])
    assert head["name"] == "git-pull-make-1a2b" and "add 'x' for …" in head["description"]


def test_a_template_is_proposed_where_instances_came_with_it_and_not_by_chance():
    begins = [MONDAY + n * 3 * DAY + 9 * HOUR for n in range(10)]
    family = Family(ids.CandidateId("routes-1"), "routes/{name}.py", tuple(begin + HOUR for begin in begins))
    proposal = proposals.propose(habit(begins), [family])
    assert (proposal.kind, proposal.command) == ("template", "jig build routes-1")
    assert "10 of 10" in proposal.why
    daily = Family(ids.CandidateId("logs-1"), "logs/{name}", tuple(MONDAY + n * DAY + 10 * HOUR for n in range(-9, 40)))
    assert proposals.propose(habit(begins), [daily]).kind != "template"
    seldom = Family(ids.CandidateId("x-1"), "x/{name}", family.came[:2])
    assert proposals.propose(habit(begins), [seldom]).kind != "template"

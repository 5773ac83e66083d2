"""History: when files came, under the names that they have today, and how long was worked on it."""

from datetime import UTC, datetime

from jigsmith.engines.git.log import Commit
from jigsmith.loop.observe import history

HOUR = 3600


def commit(number, hours, *, added=(), renamed=(), author="Ada"):
    return Commit(f"c{number}", hours * HOUR, author, tuple(added), tuple(renamed))


def test_a_file_that_was_renamed_came_when_it_came_under_its_first_name():
    commits = [
        commit(3, 300, renamed=[("b.py", "c.py")]),
        commit(2, 200, renamed=[("a.py", "b.py")]),
        commit(1, 100, added=["a.py", "z.py"]),
    ]
    found = history.history(commits, shallow=False)
    assert [(each.commit, each.paths) for each in found.additions] == [("c1", ("c.py", "z.py"))]
    assert (found.first, found.commits) == (datetime.fromtimestamp(100 * HOUR, UTC), 3)


def test_additions_are_told_oldest_first():
    found = history.history([commit(2, 20, added=["b"]), commit(1, 10, added=["a"])], shallow=True)
    assert [each.commit for each in found.additions] == ["c1", "c2"] and found.shallow


def test_active_time_is_the_gap_to_the_authors_last_commit_and_a_longer_pause_is_none_of_it():
    commits = [
        commit(4, 50.5, author="Ada"),
        commit(3, 50, author="Bo"),
        commit(2, 50, author="Ada"),
        commit(1, 10, author="Ada"),
    ]
    assert history.active_minutes(commits) == [30.0, history.START, history.START, history.START]


def test_there_is_no_history_without_commits():
    found = history.history([], shallow=False)
    assert (found.additions, found.first, found.commits) == ((), None, 0)

"""For how long uses and runs are kept, on both databases."""

import threading
from datetime import timedelta

from jigsmith.app.factory import floor as floors
from jigsmith.app.factory import jobs, ledger
from jigsmith.base import clock
from jigsmith.ledger import uses
from jigsmith.store import events
from jigsmith.store.factory import database, rollups, runs
from jigsmith.store.factory import uses as shared

DAY = timedelta(days=1)


def test_what_serves_keeps_uses_as_long_as_jig_toml_says_and_their_sums_for_ever(store, jig_home):
    floor = floors.Floor(store=store, url="", home=jig_home, worker="here", keep_uses=30 * DAY)
    now, stop = clock.now(), threading.Event()
    old = [uses.Event(now - n * DAY, 2.0, "scan", "1", "cli", "ok") for n in reversed(range(100))]
    with events.opened(jig_home) as local:
        events.append(local, old)
    stop.set()
    ledger.keep_up(floor, stop)  # once, at once
    with database.reading(store) as connection:
        kept = shared.count(connection)
        (found,) = rollups.tools(connection, since=now.date() - 100 * DAY, until=now.date())
    assert 30 < kept < 38 and len(uses.read(jig_home)) == kept
    assert found.sums.uses == 100


def test_a_run_is_in_the_sums_before_it_is_forgotten(store, jig_home):
    floor = floors.Floor(store=store, url="", home=jig_home, worker="here")
    now = clock.now()
    with database.begin(store) as connection:
        at = now - 20 * DAY
        old = runs.Run(id="job:old", repository="/r", job="tests", trigger="hand", due=at, queued=at,
                       state=runs.SUCCEEDED, started=at, ended=at + DAY / 24)  # fmt: skip
        runs.add(connection, old)
    ledger.take(floor, now=now)
    assert jobs.forget(floor, older_than=10 * DAY, now=now) == 1
    ledger.rebuild(floor, now=now)
    with database.reading(store) as connection:
        (found,) = rollups.tools(connection, since=now.date() - 30 * DAY, until=now.date())
    assert (found.tool, found.sums.uses) == ("job tests", 1)

"""What is told to somebody who watches the factory: each move and each run once, nothing of before."""

from datetime import timedelta

from tests.shop import Shop

from jigsmith.app.factory import activity, floor
from jigsmith.base import clock
from jigsmith.store.factory import database, runs


def opened(shop):
    return floor.Floor(store=shop.store, url="", home=shop.home, worker="here")


def test_moves_of_tickets_are_told_once_and_not_those_of_before(tmp_path):
    shop = Shop(tmp_path)
    shop.agent("echo 'BLOCKED: Which one?'")
    shop.until(shop.ticket("Old"), "blocked")
    watched = activity.Activity(opened(shop))
    shop.until(shop.ticket("New"), "blocked")
    told = [(each.what, each.state, each.text) for each in watched.news()]
    assert told == [("ticket 2", "working", "New"), ("ticket 2", "blocked", "New: question: Which one?")]
    assert watched.news() == []


def test_each_state_of_a_run_is_told_once_with_what_it_said_when_it_failed(tmp_path):
    shop = Shop(tmp_path)
    earlier = clock.now() - timedelta(hours=1)
    old = runs.Run(
        id="a", repository="/shop", job="old", trigger="hand", due=earlier, state=runs.FAILED, queued=earlier,
        ended=earlier,
    )  # fmt: skip
    watched = activity.Activity(opened(shop))
    now = clock.now()
    new = runs.Run(id="b", repository="/shop", job="new", trigger="hand", due=now, state=runs.QUEUED, queued=now)
    with database.begin(shop.store) as connection:
        runs.add(connection, old)
        runs.add(connection, new)
    assert watched.news() == []
    with database.begin(shop.store) as connection:
        runs.begin(connection, "b", worker="here", now=clock.now())
    assert [(each.what, each.state) for each in watched.news()] == [("job new", "running")]
    with database.begin(shop.store) as connection:
        runs.end(connection, "b", to=runs.FAILED, now=clock.now(), said="much\noops\n")
    assert [(each.state, each.text, each.repository) for each in watched.news()] == [("failed", "oops", "shop")]
    assert watched.news() == []

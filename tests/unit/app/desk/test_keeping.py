"""What takes long is made aside, once for all who ask, and what was made last is shown meanwhile."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from jigsmith.app.desk import keeping
from jigsmith.base import errors


class Maker:
    """Makes numbers; each time it waits until it may."""

    def __init__(self) -> None:
        self.may = threading.Event()
        self.made = 0

    def __call__(self) -> int:
        assert self.may.wait(10)
        self.made += 1
        return self.made


def test_who_does_not_wait_is_told_that_it_comes_and_who_waits_gets_it():
    kept, maker = keeping.Kept(), Maker()
    assert kept.get("a", maker, state=1, patience=0.01) is None
    maker.may.set()
    assert kept.get("a", maker, state=1, patience=10) == 1
    assert kept.get("a", maker, state=1, patience=0) == 1
    assert maker.made == kept.count == 1


def test_many_who_ask_at_once_have_it_made_once():
    kept, maker = keeping.Kept(), Maker()
    with ThreadPoolExecutor(8) as pool:
        found = [pool.submit(kept.get, "a", maker, state=1, patience=10) for _ in range(8)]
        maker.may.set()
        assert [each.result() for each in found] == [1] * 8
    assert maker.made == 1


def test_what_changed_is_made_anew_and_what_was_there_is_shown_meanwhile():
    kept, maker = keeping.Kept(), Maker()
    maker.may.set()
    assert kept.get("a", maker, state=1, patience=10) == 1
    maker.may.clear()
    assert kept.get("a", maker, state=2, patience=0.01) == 1
    maker.may.set()
    assert kept.get("a", maker, state=2, patience=10) == 2


def test_what_took_long_rests_although_it_changed(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(keeping, "LONG", 0.01)
    kept, calls = keeping.Kept(), []

    def make() -> int:
        time.sleep(0.05)
        calls.append(1)
        return len(calls)

    assert kept.get("a", make, state=1, patience=10) == 1
    assert kept.get("a", make, state=2, patience=10) == 1
    monkeypatch.setattr(keeping, "RESTS", 0.0)
    assert kept.get("a", make, state=2, patience=10) == 2


def test_what_is_old_is_made_anew_while_the_old_one_is_shown(monkeypatch: pytest.MonkeyPatch):
    kept, maker = keeping.Kept(), Maker()
    maker.may.set()
    assert kept.get("a", maker, state=1, patience=10) == 1
    monkeypatch.setattr(keeping, "AGAIN", 0.0)
    monkeypatch.setattr(keeping, "RESTS", 0.0)
    assert kept.get("a", maker, state=1, patience=10) == 1
    deadline = time.monotonic() + 10
    while maker.made < 2 and time.monotonic() < deadline:
        time.sleep(0.01)
    assert maker.made == 2


def test_an_error_is_raised_until_it_goes_well_and_never_hides_what_was_there():
    kept, fails = keeping.Kept(), [True]

    def make() -> str:
        if fails[0]:
            raise errors.StoreFailed("the database is away")
        return "figures"

    with pytest.raises(errors.StoreFailed):
        kept.get("a", make, state=1, patience=10)
    fails[0] = False
    assert kept.get("a", make, state=2, patience=10) == "figures"
    fails[0] = True
    with pytest.raises(errors.StoreFailed):
        kept.get("b", make, state=3, patience=10)
    assert kept.get("a", make, state=2, patience=0) == "figures"


def test_no_more_is_kept_than_there_is_room_for():
    kept = keeping.Kept()
    for number in range(keeping.MOST + 5):
        assert kept.get(number, lambda: "x", state=1, patience=10) == "x"
    made = kept.count
    assert kept.get(0, lambda: "y", state=1, patience=10) == "y"
    assert kept.count == made + 1

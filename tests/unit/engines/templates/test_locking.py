"""One run at a time in a project: another one waits, says so, and gives up in the end."""

import threading

import pytest

from jigsmith.base import errors
from jigsmith.engines.templates import locking


@pytest.fixture
def busy(tmp_path):
    """Somebody has the project, until the event that is given is set."""
    has, done = threading.Event(), threading.Event()

    def hold():
        with locking.alone(tmp_path):
            has.set()
            done.wait()

    thread = threading.Thread(target=hold)
    thread.start()
    has.wait()
    yield done
    done.set()
    thread.join()


def test_a_run_waits_for_another_one_and_says_so(busy, tmp_path, capsys):
    threading.Timer(0.5, busy.set).start()
    with locking.alone(tmp_path), locking.alone(tmp_path):
        assert busy.is_set()
    said = capsys.readouterr()
    assert said.err == "Another run writes into this project: waiting up to 10 s for it ...\n"
    assert not said.out


def test_a_run_that_waits_too_long_is_refused(busy, tmp_path, monkeypatch):
    monkeypatch.setattr(locking, "WAIT_SECONDS", 0.3)
    with pytest.raises(errors.WouldOverwrite, match="another run writes into this project"), locking.alone(tmp_path):
        pass
    assert not busy.is_set()


def test_nobody_is_told_of_a_moment(busy, tmp_path, capsys):
    threading.Timer(0.02, busy.set).start()
    with locking.alone(tmp_path):
        assert capsys.readouterr().err == ""

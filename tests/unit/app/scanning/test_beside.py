"""Work beside: on a second core where that is safe, and the same result everywhere."""

import os
import threading

import pytest

from jigsmith.app.scanning import beside


def test_the_result_of_the_other_process_is_handed_out():
    assert beside.start(lambda: {"pid": os.getpid()})()["pid"] not in {os.getpid(), None}


def test_when_the_other_process_fails_the_work_is_done_here_and_its_error_is_seen():
    here = os.getpid()

    def work():
        if os.getpid() != here:
            raise RuntimeError("only there")
        return "here"

    assert beside.start(work)() == "here"
    with pytest.raises(ZeroDivisionError):
        beside.start(lambda: 1 // 0)()


def test_beside_other_threads_nothing_is_copied():
    waiting = threading.Event()
    thread = threading.Thread(target=waiting.wait)
    thread.start()
    try:
        assert beside.start(os.getpid)() == os.getpid()
    finally:
        waiting.set()
        thread.join()


def test_a_large_result_comes_whole():
    assert len(beside.start(lambda: b"x" * 3_000_000)()) == 3_000_000

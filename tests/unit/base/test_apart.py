"""Work that is done apart: what it gives and raises comes back, and what takes too much is ended."""

import os
import resource
import threading
import time
from pathlib import Path

import pytest

from jigsmith.base import apart, errors


def told(*given):
    return {"given": list(given), "who": os.getpid()}


def refused(what, where):
    raise errors.TemplateInvalid(what, where=where, do="Correct it.")


def wrong():
    raise ValueError("no such thing")


def broken():
    raise KeyError("x")


def large(size):
    return len(bytearray(size))


def ended(code):
    os.abort() if code < 0 else os._exit(code)


def endless():
    while True:
        pass


@pytest.fixture(params=["forked", "started"])
def way(request, monkeypatch):
    """Both ways: a process with one thread forks, one with several starts another."""
    if request.param == "forked":
        yield
        return
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))
    monkeypatch.setattr(told, "__module__", "test_apart")
    for each in (refused, wrong, broken, large, ended, endless):
        monkeypatch.setattr(each, "__module__", "test_apart")
    done = threading.Event()
    other = threading.Thread(target=done.wait)
    other.start()
    yield
    done.set()
    other.join()


@pytest.mark.usefixtures("way")
def test_what_a_function_gives_comes_back_from_another_process():
    found = apart.run(told, "ä", 2**80, [None, {"a": 1.5}])
    assert found["given"] == ["ä", 2**80, [None, {"a": 1.5}]]
    assert found["who"] != os.getpid()


@pytest.mark.usefixtures("way")
def test_nothing_that_lies_in_the_folder_at_hand_is_run(tmp_path, monkeypatch):
    for name in ("jigsmith", "runpy", "signal", "marshal", "importlib"):
        (tmp_path / f"{name}.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w').close()\n")
    monkeypatch.chdir(tmp_path)
    assert apart.run(told, 1)["given"] == [1]
    assert not (tmp_path / "ran").exists()


@pytest.mark.usefixtures("way")
def test_what_a_function_raises_is_raised_here():
    with pytest.raises(errors.TemplateInvalid) as caught:
        apart.run(refused, "wrong", "t.yaml:3")
    assert (caught.value.what, caught.value.where, caught.value.do) == ("wrong", "t.yaml:3", "Correct it.")
    with pytest.raises(ValueError, match="no such thing"):
        apart.run(wrong)
    with pytest.raises(RuntimeError, match="KeyError"):
        apart.run(broken)


@pytest.mark.usefixtures("way")
def test_what_takes_more_memory_than_it_may_is_ended():
    with pytest.raises(apart.Exceeded, match="512 MB"):
        apart.run(large, apart.MEMORY * 2)
    assert apart.run(large, 1000) == 1000


@pytest.mark.usefixtures("way")
def test_an_allocator_that_gives_up_ends_the_other_process_alone():
    with pytest.raises(apart.Exceeded, match="512 MB"):
        apart.run(ended, -1)


def test_what_takes_too_long_is_ended_in_time():
    began = time.monotonic()
    with pytest.raises(apart.Exceeded, match=r"0\.3 seconds"):
        apart.run(endless, seconds=0.3)
    assert time.monotonic() - began < 3
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)  # nobody is left


def test_the_limit_is_beside_what_the_process_has_already(monkeypatch):
    monkeypatch.setattr(apart, "MEMORY", 1 << 26)
    kept = bytearray(1 << 26)
    assert apart.run(large, len(kept) // 2) == len(kept) // 2
    with pytest.raises(apart.Exceeded, match="64 MB"):
        apart.run(large, len(kept) * 2)
    assert resource.getrlimit(resource.RLIMIT_AS)[0] == resource.RLIM_INFINITY

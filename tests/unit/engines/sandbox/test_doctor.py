"""What works on this machine, tried."""

import subprocess
from pathlib import Path

import pytest
from tests import programs

from jigsmith.base import errors
from jigsmith.engines.sandbox import boxes, doctor, processes
from jigsmith.engines.sandbox.records import Box


@pytest.fixture
def no_bwrap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A machine on which bubblewrap is not installed."""
    boxes.bwrap_version.cache_clear()
    monkeypatch.setenv("PATH", str(tmp_path))
    yield
    boxes.bwrap_version.cache_clear()


def test_each_kind_is_tried_and_says_what_it_promises():
    programs.bwrap()
    tried = doctor.available()
    assert [(one.kind, one.works, one.problem) for one in tried] == [
        ("bwrap", True, ""),
        ("landlock", True, ""),
        ("none", True, ""),
    ]
    assert all(one.promises for one in tried)
    assert [bool(one.lacks) for one in tried] == [False, True, True]
    assert doctor.best(tried) == "bwrap"


@pytest.mark.usefixtures("no_bwrap")
def test_without_bubblewrap_it_says_how_to_get_it():
    tried = doctor.bwrap()
    assert not tried.works
    assert "apt-get install bubblewrap" in tried.do
    assert doctor.best([tried, doctor.NONE]) is None, "nobody falls back to none"


@pytest.mark.usefixtures("no_bwrap")
def test_and_a_command_does_not_start_in_another_box(tmp_path: Path):
    box = Box(kind="bwrap", work=tmp_path, writable=(tmp_path,))
    with pytest.raises(errors.BoxUnavailable, match="not installed"):
        processes.run(["/usr/bin/touch", "ran"], box=box, on_output=lambda *_: None)
    assert not (tmp_path / "ran").exists()


def test_a_system_that_forbids_namespaces_is_told_from_one_that_lacks_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    real = programs.bwrap()
    # As on Ubuntu 24.04: the program is there and says its version, but may make no user namespace.
    limited = tmp_path / "bwrap"
    limited.write_text(
        f"#!/bin/sh\n[ $1 = --version ] && exec {real} --version\nexec {real} --unshare-net --uid 7 true\n"
    )
    limited.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    tried = doctor.bwrap()
    assert not tried.works
    assert "uid" in tried.problem
    assert "namespaces" in tried.do
    assert subprocess.run([limited, "--version"], check=True, capture_output=True).stdout

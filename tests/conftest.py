"""What all tests share: a home of their own, so that no test touches the record of whoever runs it."""

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import hypothesis
import pytest

from jigsmith.ledger import uses
from jigsmith.store import events

NOBODY = 65534
# A busy machine fails no test.
hypothesis.settings.register_profile("untimed", hypothesis.settings.default, deadline=None)
hypothesis.settings.load_profile("untimed")
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:  # a shell that starts this in the background has it so
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def jig_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give each test an empty JIG_HOME; commands that it starts inherit it."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("JIG_HOME", str(home))
    monkeypatch.delenv("JIG_TELEMETRY", raising=False)
    return home


@pytest.fixture
def read_only_home() -> Iterator[Path]:
    """A home with one use in it that nobody may write, not even root: the test runs as nobody then."""
    home = Path(tempfile.mkdtemp())
    event = uses.Event(datetime.now(UTC), 0.1, "before", "1", "cli", "ok")
    with events.opened(home) as connection:
        events.append(connection, [event])
    (home / "jigsmith.db").chmod(0o444)
    home.chmod(0o555)
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(NOBODY)
    try:
        yield home
    finally:
        if is_root:
            os.seteuid(0)
        home.chmod(0o755)
        shutil.rmtree(home)

"""What jig.toml may say of boxes."""

from pathlib import Path

import msgspec
import pytest

from jigsmith.engines.sandbox import settings
from jigsmith.engines.sandbox.records import Limits


def test_by_default_it_is_the_strongest_box_with_the_default_limits():
    read = msgspec.convert({}, settings.Settings)
    assert read.kind == "bwrap"
    assert settings.limits(read) == Limits()


def test_sizes_are_in_mebibytes_and_paths_may_begin_at_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "tools").mkdir()
    read = msgspec.convert({"memory": 64, "readable": ["~/tools", "~/gone"]}, settings.Settings)
    assert settings.limits(read).memory == 64 << 20
    assert settings.readable(read) == (tmp_path / "tools",)

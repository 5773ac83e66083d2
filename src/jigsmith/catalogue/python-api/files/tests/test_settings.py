import subprocess
import sys
from pathlib import Path

import pytest

from app.settings import ROOT, Settings, SettingsError, load

EXAMPLE = ROOT / ".env.example"


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def written(folder: Path, old: str = "", new: str = "") -> Path:
    file = folder / ".env"
    file.write_text(EXAMPLE.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    return file


def test_the_example_has_every_setting_and_is_valid():
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    named = {line.split("=")[0].lower() for line in lines if line and not line.startswith("#")}
    assert named == set(Settings.model_fields)
    load(EXAMPLE)


def test_a_misspelt_setting_is_named_with_what_was_meant(tmp_path: Path):
    file = written(tmp_path, "PORT=", "PROT=")
    with pytest.raises(SettingsError, match=r"PROT is not a setting\. Do you mean PORT\?"):
        load(file)


def test_an_odd_value_is_named_but_not_shown(tmp_path: Path):
    file = written(tmp_path, "PORT=8000", "PORT=s3cret")
    with pytest.raises(SettingsError, match=r"PORT: input should be a valid integer") as error:
        load(file)
    assert "s3cret" not in str(error.value)


def test_a_missing_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PORT", "0")
    with pytest.raises(SettingsError, match=r"copy \.env\.example to \.env"):
        load(tmp_path / ".env")


def test_the_service_does_not_start_without_its_settings(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PORT", "seventy")
    answer = subprocess.run([sys.executable, "-m", "app"], cwd=ROOT, check=False, capture_output=True, text=True)
    assert answer.returncode == 78
    assert "PORT: " in answer.stderr
    assert "Traceback" not in answer.stderr

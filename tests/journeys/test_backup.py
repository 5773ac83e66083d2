"""A team's record in a file, and out of it, as one types it."""

import json
import os
import subprocess
import sys
from pathlib import Path

from jigsmith.base import errors

JIG = Path(sys.executable).parent / "jig"


def jig(home: Path, *words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [JIG, *words],
        env=os.environ | {"JIG_HOME": str(home)},
        cwd=home.parent,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_record_goes_into_a_file_and_out_of_it_on_another_machine(tmp_path):
    here, there, file = tmp_path / "here", tmp_path / "there", tmp_path / "team.jigbackup"
    jig(here, "tasks", "add", "endpoint", "--often", "3/week")
    planned = json.loads(jig(here, "backup", file, "--dry-run", "--json").stdout)
    assert planned["rows"]["task"] == 1 and not file.exists()
    made = jig(here, "backup", file)
    assert made.returncode == 0 and "1 row of sqlite, jigsmith.db and who of a machine" in made.stdout
    again = jig(here, "backup", file)
    assert again.returncode == errors.WouldOverwrite.exit_code and "--force" in again.stderr
    refused = jig(here, "restore", file)
    assert refused.returncode == errors.RestoreRefused.exit_code and "uses" in refused.stderr
    looked = json.loads(jig(there, "restore", file, "--dry-run", "--json").stdout)
    assert (looked["done"], looked["replaced"]) == (False, 0)
    done = jig(there, "restore", file, "--force")
    assert done.returncode == 0 and "Restored into sqlite:" in done.stdout
    assert "endpoint" in jig(there, "tasks").stdout
    assert (here / "who").read_text() == (there / "who").read_text()
    file.write_bytes(file.read_bytes()[:-200])
    broken = jig(there, "restore", file, "--force")
    assert broken.returncode == errors.BackupUnfit.exit_code and "only a part" in broken.stderr
    assert "endpoint" in jig(there, "tasks").stdout
    assert jig(there, "restore", tmp_path / "none").returncode == errors.FileUnreadable.exit_code

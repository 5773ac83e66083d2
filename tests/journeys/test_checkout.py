"""A fresh checkout sets itself up, with nothing but Python, pip and git, also when two start at once."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def checkout(tmp_path):
    target = tmp_path / "a checkout"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(target)], check=True)
    return target


@pytest.mark.slow
def test_two_that_start_at_once_make_one_environment(checkout):
    running = [
        subprocess.Popen([checkout / "jig", "--version"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    results = [process.communicate(timeout=500) for process in running]
    assert [process.returncode for process in running] == [0, 0], results
    assert [out.split()[0] for out, _ in results] == ["jig", "jig"]
    assert sum("setting up" in err for _, err in results) == 1
    again = subprocess.run([checkout / "jig", "--version"], capture_output=True, text=True, check=True)
    assert again.stderr == ""


def test_started_in_a_folder_it_runs_nothing_that_lies_there(tmp_path):
    if not (ROOT / ".venv" / "run.lock").exists():
        pytest.skip("this checkout is not set up for ./jig")
    for name in ("jigsmith", "runpy", "signal", "click"):
        (tmp_path / f"{name}.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w').close()\n")
    done = subprocess.run([ROOT / "jig", "--version"], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("jig ") and not (tmp_path / "ran").exists()


@pytest.mark.slow
def test_pip_alone_is_enough(checkout, tmp_path):
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("git", "sh", "dirname", "readlink", "cmp", "env"):
        (tools / name).symlink_to(str(shutil.which(name)))
    (tools / "python3").symlink_to(sys.base_prefix + "/bin/python3")
    done = subprocess.run(
        [checkout / "jig", "--version"],
        env={**os.environ, "PATH": str(tools)},
        capture_output=True,
        text=True,
        check=False,
        timeout=500,
    )
    assert done.returncode == 0, done.stderr
    assert "with pip" in done.stderr

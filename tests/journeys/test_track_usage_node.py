"""The npm package: uses that Node programs leave are in `jig stats`, each once, also with several at once."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from jigsmith.ledger import uses

PACKAGE = Path(__file__).parents[2] / "packages" / "track-usage"
pytestmark = pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
PROGRAM = """
const { trackUsage } = await import(process.argv[2]);
for (let n = 0; n < 100; n++) trackUsage(process.argv[3], { seconds: n, rows: 5, file: "/home/me/secret" });
"""


@pytest.fixture
def program(tmp_path):
    (tmp_path / "program.mjs").write_text(PROGRAM)
    return ["node", str(tmp_path / "program.mjs"), (PACKAGE / "index.js").as_uri()]


def test_the_package_passes_its_own_tests():
    subprocess.run(["node", "--test"], cwd=PACKAGE, check=True, capture_output=True)


def test_uses_of_several_programs_are_counted_once_while_stats_are_read(jig_home, program):
    running = [subprocess.Popen([*program, f"report {n}"]) for n in range(3)]
    stats = [sys.executable, "-m", "jigsmith", "stats", "--json"]
    subprocess.run(stats, check=True, capture_output=True)
    assert [process.wait(60) for process in running] == [0] * 3
    shown = json.loads(subprocess.run(stats, check=True, capture_output=True).stdout)
    counted = {tool["name"]: tool["uses"] for tool in shown["tools"] if tool["name"] != "stats"}
    assert counted == {"report 0": 100, "report 1": 100, "report 2": 100}
    assert {event.shape for event in uses.read(jig_home) if event.tool != "stats"} == {"file:string rows:number"}


def test_nothing_is_left_when_it_is_turned_off(jig_home, program, monkeypatch):
    monkeypatch.setenv("JIG_TELEMETRY", "off")
    subprocess.run([*program, "report"], check=True)
    assert not (jig_home / "spool").exists()

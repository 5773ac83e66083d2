"""From times that were recorded to what is told of tools, by the command line alone."""

import csv
import io
import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta

import pytest

from jigsmith.app import tasks as tasks_app
from jigsmith.store import event, events
from jigsmith.store.factory import database, times
from jigsmith.store.factory import tasks as table

NOW = datetime.now(UTC)
CAME = NOW - timedelta(weeks=10)


class Desk:
    """A project, a home, and `jig`."""

    def __init__(self, tmp_path):
        self.root, self.home = tmp_path / "shop", tmp_path / "home"
        self.root.mkdir()
        subprocess.run(["git", "init", "--quiet"], cwd=self.root, check=True)
        self.environment = {**os.environ, "JIG_HOME": str(self.home), "NO_COLOR": "1"}
        self.environment.pop("JIG_DATABASE_URL", None)

    def run(self, *words, code=0):
        """What `jig` prints."""
        done = subprocess.run(
            [sys.executable, "-m", "jigsmith", *words], cwd=self.root, env=self.environment, capture_output=True,
            text=True, check=False,
        )  # fmt: skip
        assert done.returncode == code, done.stderr
        return done.stdout if code == 0 else done.stderr

    def json(self, *words):
        """What it prints as JSON."""
        return json.loads(self.run(*words, "--json"))


def by_hand(task):
    """Twelve times by hand, in twenty minutes."""
    start = CAME - timedelta(days=30)
    return [
        times.Time(task=task, started=start + timedelta(days=n), seconds=1200.0 + 20 * n, source="timer", key=f"{n}")
        for n in range(12)
    ]


def used(root, number):
    """A use of the tool, of three minutes."""
    return event.Event(
        started=NOW - timedelta(days=2 * number + 1),
        seconds=180.0 + number,
        active=180.0 + number,
        tool="crud",
        version="1",
        surface="cli",
        outcome="ok",
        who="ada",
        repository=str(root),
    )


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """A task of three a week, done twelve times by hand and twenty times by a tool that took two hours to build."""
    made = Desk(tmp_path)
    monkeypatch.setenv("JIG_HOME", str(made.home))
    made.run("tasks", "add", "endpoint", "--often", "3/week", "--takes", "20m")
    made.run("tasks", "add", "release", "--often", "1/week", "--takes", "1h")
    with tasks_app.opened(made.root) as opened, database.begin(opened.floor.store) as connection:
        task = table.get(connection, "endpoint", repository=opened.repository)
        assert task is not None
        table.link(connection, table.Link(task=task.id, tool="crud", since=CAME))
        times.add(connection, by_hand(task.id))
        times.build(connection, times.Build(tool="crud", kind="build", at=CAME, seconds=7200.0, source="hand", key="1"))
    with events.opened(made.home) as connection:
        events.append(connection, [used(made.root, number) for number in range(20)])
    return made


def test_the_review_says_to_go_on_and_shows_its_numbers(desk):
    found = desk.json("review")
    (line,) = found["lines"]
    assert (line["tool"], line["verdict"], line["uses"]) == ("crud", "invest", 14)
    assert line["each"]["low"] > 15
    assert line["saved"]["basis"] == "measured"
    assert [each["facts"]["name"] for each in found["candidates"]] == ["release"]
    page = desk.run("review", "--markdown")
    assert "| `crud` | invest |" in page
    assert "not measured" not in page.split("## Tools")[1].split("## Worth")[0]
    assert "crud" in desk.run("review")


def test_metrics_are_the_same_on_the_terminal_in_json_in_csv_and_in_parquet(desk, tmp_path):
    found = {each["name"]: each for each in desk.json("metrics")}
    assert found["coverage"]["figure"]["value"] == 0.5
    assert found["roi"]["met"] is False
    rows = list(csv.DictReader(io.StringIO(desk.run("metrics", "--csv"))))
    assert {row["metric"] for row in rows} == set(found)
    last = [row for row in rows if row["metric"] == "coverage"][-1]
    assert (float(last["value"]), last["basis"], last["n"]) == (0.5, "measured", "2")
    assert "automation coverage" in desk.run("metrics")
    parquet = pytest.importorskip("pyarrow.parquet")
    desk.run("metrics", "--parquet", str(tmp_path / "metrics.parquet"))
    table_read = parquet.read_table(tmp_path / "metrics.parquet")
    assert table_read.num_rows == len(rows)
    assert table_read.column("value").null_count == sum(row["value"] == "" for row in rows)


def test_worth_is_derived_and_warns(desk):
    assert {each["facts"]["name"]: each["advice"] for each in desk.json("worth")} == {
        "endpoint": "automated",
        "release": "build",
    }
    told = desk.run("worth", "release")
    assert "60 min  (assumed" in told
    assert "= value          42 min a week" in told
    assert "Building takes longer than it saves in a year" in desk.run("worth", "release", "--build", "40h")
    assert "`jig worth` lists" in desk.run("worth", "nothing", code=55)


def test_a_forecast_has_a_plot_that_stands_alone(desk, tmp_path):
    found = desk.json("forecast", "--weeks", "12")
    assert [each["name"] for each in found["courses"]] == ["by-hand", "next-best", "keep-building"]
    assert found["past"][-1][1] == 2.0  # hours invested
    desk.run("forecast", "--svg", str(tmp_path / "plot.svg"))
    plot = ET.parse(tmp_path / "plot.svg").getroot()
    assert plot.attrib["role"] == "img"
    assert "build nothing more" in plot.attrib["aria-label"]
    assert len(plot.findall(".//{http://www.w3.org/2000/svg}path")) == 7  # three bands, three lines, the past
    assert "Assumed:" in desk.run("forecast")

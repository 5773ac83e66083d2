"""The pages of the ledger: what they show of months of uses, what they say with nothing recorded, what is done."""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect
from tests import dashboard, ledger_ground
from tests.dashboard import Ground
from tests.shop import git

from jigsmith.app.desk import access, figures, places, tasks
from jigsmith.app.factory import floor as floors
from jigsmith.base import clock
from jigsmith.store.factory import database, ledger_glances, times
from jigsmith.store.factory import tasks as table

TO_DO = {
    "/": "Say what recurs",
    "/tools": "jig track",
    "/tasks": "No task is known yet",
    "/returns": "No tool does a task yet",
    "/metrics": "Nothing is measured yet",
    "/review": "No tool does a task yet",
    "/forecast": "nothing to reckon with",
}
"""What a page says where nothing was recorded."""
WHOLE = 100 * 1024  # bytes


@pytest.fixture
def site(ground: Ground, address: str) -> Iterator[httpx.Client]:
    """The dashboard, when its figures are reckoned."""
    for made in (figures.figures, figures.metrics, figures.forecast):
        assert made(ground.desk, patience=60) is not None
    with httpx.Client(base_url=address, timeout=30) as client:
        yield client


@pytest.fixture
def bare(tmp_path: Path, jig_home: Path) -> Iterator[httpx.Client]:
    """A dashboard of a repository in which nothing was recorded."""
    root, address = tmp_path / "bare", database.address(jig_home)
    root.mkdir()
    git(root, "init", "--quiet")
    store = database.opened(address)
    floor = floors.Floor(store=store, url=address, home=jig_home, worker="here:1")
    floor.add(root)
    desk = places.Desk(floor=floor, put=lambda *_, **__: True)
    for made in (figures.figures, figures.metrics, figures.forecast):
        assert made(desk, patience=60) is not None
    with dashboard.served(desk) as served, httpx.Client(base_url=served, timeout=30) as client:
        yield client
    store.dispose()


def send(client: httpx.Client, page: str, to: str, **fields: str) -> httpx.Response:
    """Send a form of a page."""
    form = re.search(r'name="form" value="([^"]+)"', client.get(page).text)
    assert form
    return client.post(to, data={"form": form[1], "next": page, **fields})


def shown(html: str) -> str:
    """What a page says, without its markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_home_says_what_was_saved_and_what_is_worth_building(page: Page, ground: Ground):
    found = figures.figures(ground.desk, patience=60)
    assert found is not None
    page.goto("/")
    last = found.forecast.past[-1]
    expect(page.locator("#hours")).to_contain_text(f"{last.saved:.1f} h saved")
    expect(page.locator("#hours svg")).to_have_attribute("aria-label", re.compile(rf"{last.invested:.1f}\sh invested"))
    page.get_by_role("link", name="weekly-report").click()
    expect(page.locator("h1")).to_contain_text("weekly-report")


def test_each_page_is_small(site: httpx.Client):
    for path in (*TO_DO, "/tools/crud", "/tasks/1", "/tasks/6"):
        answer = site.get(path)
        assert answer.status_code == 200, path
        assert len(answer.content) < WHOLE, path


def test_with_nothing_recorded_each_page_says_what_to_do(bare: httpx.Client):
    for path, said in TO_DO.items():
        answer = bare.get(path)
        assert answer.status_code == 200, path
        assert said in answer.text, path
    for path in ("tools", "tasks", "worth", "returns"):
        assert bare.get(f"/api/{path}").json() == []
    assert {each["figure"]["basis"] for each in bare.get("/api/metrics").json()} == {"not measured"}


def test_a_long_list_is_cut_and_says_so(site: httpx.Client, ground: Ground):
    with database.begin(ground.desk.floor.store) as connection:
        for number in range(80):
            task, _ = table.put(connection, f"task-{number}", now=clock.now(), per_week=2.0, minutes=40.0)
            table.link(connection, table.Link(task=task, tool=f"tool-{number}", since=clock.now()))
    assert figures.figures(ground.desk, patience=60) is not None
    for path in ("/tasks", "/tools", "/returns", "/review"):
        answer = site.get(path)
        assert len(answer.content) < WHOLE, path
        assert "The first 36" in answer.text, path
    assert len(site.get("/api/tasks").json()) == 87


def test_figures_that_take_long_are_waited_for_by_a_browser_without_javascript(ground: Ground, address: str):
    def slow(*_: object, **__: object) -> None:
        """As long as nothing was made."""

    found = ground.desk.kept.get
    ground.desk.kept.get = slow  # type: ignore[method-assign]
    for path in ("/returns", "/metrics", "/review", "/forecast"):
        html = httpx.get(f"{address}{path}").text
        assert "The figures are being reckoned" in html and '<noscript><meta http-equiv="refresh"' in html, path
    assert all(httpx.get(f"{address}{path}").status_code == 200 for path in ("/", "/tools", "/tools/crud", "/tasks/1"))
    ground.desk.kept.get = found  # type: ignore[method-assign]
    assert figures.figures(ground.desk, patience=60) is not None
    html = httpx.get(f"{address}/returns").text
    assert "being reckoned" not in html and "refresh" not in html


def test_tools_come_with_what_the_review_says_of_them(site: httpx.Client):
    every = {each["name"]: each for each in site.get("/api/tools?days=90").json()}
    assert {name: every[name]["verdict"] for name in ("triage", "renamer", "imports", "check")} == {
        "triage": "fix", "renamer": "notice", "imports": "unproven", "check": "",
    }  # fmt: skip
    crud = every["crud"]
    assert crud["uses"] == ledger_ground.USES["crud"][0]
    assert crud["people"] == 3
    assert sum(crud["weeks"]) == crud["uses"]
    assert (crud["p95"]["basis"], crud["p95"]["n"]) == ("measured", 60)
    assert 200 < crud["p50"]["value"] < 220
    assert crud["tasks"] == [{"number": 1, "name": "new-endpoint"}]
    assert every["make-release"]["errors"]["value"] == pytest.approx(every["make-release"]["failed"] / 12, abs=1e-3)
    text = site.get("/tools?state=fix").text
    assert "triage" in text and "renamer" not in text
    assert "imports" in site.get("/tools?q=imp").text


def test_the_page_of_a_tool_has_its_trend_and_what_it_brought(site: httpx.Client):
    text = shown(site.get("/tools/crud").text)
    assert "What it brought for new-endpoint" in text
    assert "uses above the old frequency, valued 0" in text
    html = site.get("/tools/crud").text
    assert 'aria-label="Uses by week: 60 in all' in html
    found = site.get("/api/tools/crud?days=90").json()
    assert sum(week["uses"] for week in found["weeks"]) == 60
    assert found["surfaces"] == [{"name": "cli", "uses": 60, "failed": found["row"]["failed"]}]
    assert [each["name"] for each in found["repositories"]] == ["web-shop"]
    assert site.get("/tools/job%20tests").status_code == 200
    missing = site.get("/tools/nothing/at%20all")
    assert missing.status_code == 404 and "No tool &#39;nothing/at all&#39;" in missing.text


def test_each_number_says_where_it_is_from(site: httpx.Client):
    for path in ("/returns", "/tools", "/tasks", "/tasks/1", "/tools/crud", "/review"):
        html = site.get(path).text
        numbers = re.findall(r'<span class="fig(?: none)?" title="([^"]*)"', html)
        assert numbers, path
        assert all(re.match("measured|estimated|assumed|not measured", each) for each in numbers), path


def test_returns_are_valued_at_their_lower_end_and_few_samples_give_no_verdict(site: httpx.Client):
    found = {each["returns"]["task"]: each["returns"] for each in site.get("/api/returns").json()}
    endpoint = found["new-endpoint"]
    assert endpoint["saved"]["value"] == endpoint["saved"]["low"] < endpoint["saved"]["high"]
    assert endpoint["valued"]["value"] + endpoint["induced"]["value"] == pytest.approx(60)
    assert endpoint["verdict"] == "saves"
    imports = found["fix-imports"]
    assert (imports["verdict"], imports["each"]["value"]) == ("no verdict", None)
    row = re.search(r"<tr><th scope=\"row\"><a href=\"/tools/imports\".*?</tr>", site.get("/returns").text, re.DOTALL)
    assert row and "no verdict" in row[0] and "3 times before and 50 after; 8 of each are needed" in row[0]


def test_metrics_come_with_their_targets_and_as_csv(site: httpx.Client):
    text = shown(site.get("/metrics").text)
    assert "57 %" in text and "target over 70 %" in text
    rows = list(csv.DictReader(io.StringIO(site.get("/api/metrics?format=csv&weeks=8").text)))
    assert {row["metric"] for row in rows} == {"coverage", "saved", "roi", "leverage", "reuse"}
    assert [row["value"] for row in rows if row["metric"] == "coverage"][-1] == "0.571"
    assert "<path" in site.get("/metrics?weeks=26").text or "being reckoned" in site.get("/metrics?weeks=26").text
    assert site.get("/api/metrics?weeks=9").status_code == 400


def test_the_review_says_what_changed_and_what_to_build(site: httpx.Client):
    text = shown(site.get("/review").text)
    assert "unused since" in text and "weekly-report" in text
    found = site.get("/api/review").json()
    assert [line["verdict"] for line in found["lines"]][-1] == "unproven"
    changed = [line for line in found["lines"] if line["was"]]
    assert ("New since last week" in text) == bool(changed or found["new"])


def test_the_forecast_is_plotted_and_told(page: Page, site: httpx.Client):
    page.goto("/forecast")
    expect(page.locator("svg.jf")).to_have_attribute("aria-label", re.compile("build nothing more"))
    expect(page.locator("tbody tr")).to_have_count(4)
    assert page.locator("svg.jf path.band").first.evaluate("each => getComputedStyle(each).opacity") == "0.15"
    page.get_by_role("link", name="the next year").click()
    expect(page.locator("thead")).to_contain_text("Net after 52 weeks")
    assert [each["name"] for each in site.get("/api/forecast").json()["courses"]] == [
        "by-hand", "next-best", "keep-building",
    ]  # fmt: skip


def test_a_task_is_added_linked_timed_and_dismissed(page: Page, ground: Ground):
    page.goto("/tasks")
    page.get_by_text("Add a task").click()
    page.get_by_label("Name").fill("add-a-flag")
    page.get_by_label("What it is").fill("A feature flag, and its <b>test</b>")
    page.get_by_label("Times a week").fill("2")
    page.get_by_label("Minutes each").fill("12,5")
    page.get_by_role("button", name="Add").click()
    expect(page.locator("h1")).to_contain_text("add-a-flag")
    expect(page.locator(".lead")).to_have_text("A feature flag, and its <b>test</b>")
    expect(page.locator(".steps").first).to_contain_text("12.5 min")
    page.get_by_label("It took").fill("18m")
    page.get_by_role("button", name="Log").click()
    expect(page.get_by_role("status").first).to_have_text("Recorded.")
    expect(page.locator("main")).to_contain_text("18 min 0 s")
    page.get_by_label("Tool").fill("flagger")
    page.get_by_label("does").fill("80")
    page.get_by_role("button", name="Link", exact=True).click()
    expect(page.locator("h1 .state")).to_contain_text("automated")
    expect(page.locator("main")).to_contain_text("80 % of it")
    page.get_by_role("button", name="Unlink flagger").click()
    expect(page.locator("h1 .state")).not_to_contain_text("automated")
    page.get_by_role("button", name="Dismiss").click()
    expect(page.locator("h1 .state")).to_contain_text("dismissed")
    page.get_by_role("button", name="Put it back").click()
    expect(page.locator("h1 .state")).not_to_contain_text("dismissed")
    (row,) = tasks.rows(ground.desk, text="add-a-flag", patience=60)
    assert (row.repository, row.origin) == ("web-shop", "hand")


def test_the_clock_runs_on_the_page_until_it_is_stopped(page: Page, ground: Ground):
    page.goto("/tasks/5")
    page.get_by_role("button", name="Start the clock").click()
    expect(page.locator(".clock")).to_contain_text("You are at it, begun")
    page.goto("/tasks")
    expect(page.locator(".clock")).to_contain_text("You are at weekly-report")
    page.get_by_role("button", name="Stop and record").click()
    expect(page.locator(".clock")).to_have_count(0)
    with database.reading(ground.desk.floor.store) as connection:
        (found,) = ledger_glances.latest_times(connection, 5, limit=3)
    assert (found.source, found.tool, found.who) == ("timer", "", tasks.pseudonym(ground.desk, ""))


def test_somebody_elses_clock_is_not_mine_and_no_name_is_kept(ground: Ground, address: str):
    with dashboard.served(ground.desk, login=True) as shut, httpx.Client(base_url=shut) as client:
        alice, bob = (
            {"authorization": f"Bearer {access.add(ground.desk.floor, name, 'act')}"} for name in ("alice", "bob")
        )
        for each in (alice, bob):
            assert client.post("/api/tasks/5/start", json={}, headers=each).status_code == 200
        assert client.post("/api/timer/stop", json={}, headers=bob).json()["task"] == "weekly-report"
        assert client.post("/api/timer/stop", json={}, headers=bob).status_code == 409
        looks = {"authorization": f"Bearer {access.add(ground.desk.floor, 'carol', 'look')}"}
        assert client.post("/api/tasks/5/log", json={"length": "5m"}, headers=looks).status_code == 403
        assert client.get("/api/tasks", headers=looks).status_code == 200
        page = client.get("/tasks/5", headers=looks).text
        assert "Start the clock" not in page and '<form class="fields' not in page
    with database.reading(ground.desk.floor.store) as connection:
        ((who, task, _),) = ledger_glances.timers(connection)
    assert task == 5 and who.startswith("p-") and "alice" not in who


@pytest.mark.parametrize(
    ("to", "fields", "said"),
    [
        ("/tasks", {"name": "start"}, "cannot be the name of a task"),
        ("/tasks", {"name": "x", "per_week": "often"}, "is no number"),
        ("/tasks", {"name": "x", "per_week": "-1"}, "is not more than 0"),
        ("/tasks", {"name": "x", "minutes": "nan"}, "is not more than 0"),
        ("/tasks/5/log", {"length": "a while"}, "is no length of time"),
        ("/tasks/5/log", {"length": "999999h"}, "more than a month"),
        ("/tasks/5/link", {"tool": " "}, "no name of a tool"),
        ("/tasks/5/link", {"tool": "crud", "share": "120"}, "between 0 and 1"),
        ("/timer/stop", {}, "othing runs"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(
    site: httpx.Client, ground: Ground, to: str, fields: dict[str, str], said: str
):
    with database.reading(ground.desk.floor.store) as connection:
        before = ledger_glances.stamp(connection)
    answer = send(site, "/tasks", to, **fields)
    assert answer.status_code == 409 and said in answer.text
    with database.reading(ground.desk.floor.store) as connection:
        assert ledger_glances.stamp(connection) == before


@pytest.mark.parametrize("number", ["99", "0", "9" * 30])
def test_a_task_that_is_not_there_is_said(site: httpx.Client, number: str):
    assert site.get(f"/tasks/{number}").status_code == 404
    assert site.get(f"/api/tasks/{number}").status_code == 404
    assert send(site, "/tasks", f"/tasks/{number}/dismiss").status_code == 404


def test_tasks_are_filtered_in_the_address(site: httpx.Client):
    assert "git-status" not in site.get("/tasks").text
    assert "git-status" in site.get("/tasks?state=dismissed").text
    only = site.get("/tasks?state=by+hand&q=release").text
    assert "cut-release" in only and "check-invoices" not in only
    assert "No task is like that" in site.get("/tasks?q=nothing+like+it").text


def test_what_mining_found_stands_with_its_evidence_and_its_proposal(site: httpx.Client):
    text = shown(site.get("/tasks/6").text)
    assert "git tag" in text and "14 times in 9 sessions" in text
    assert "Proposal: a script" in text and "npm publish" in text


def test_the_search_finds_tasks_and_tools(page: Page, site: httpx.Client):
    page.goto("/search?q=release")
    expect(page.locator("main")).to_contain_text("make-release")
    page.get_by_role("link", name="cut-release").click()
    expect(page.locator("h1")).to_contain_text("cut-release")


def test_a_page_shows_what_was_done_elsewhere(page: Page, ground: Ground):
    page.goto("/tasks")
    expect(page.locator("#pulse")).to_have_text("live")
    with database.begin(ground.desk.floor.store) as connection:
        task, _ = table.put(connection, "from-elsewhere", now=clock.now(), repository=str(ground.root))
        times.start(connection, times.Timer(who="p-9", task=task, tool="", started=clock.now()))
    expect(page.get_by_role("link", name="from-elsewhere")).to_be_visible()


def test_hostile_names_stay_text(site: httpx.Client, ground: Ground):
    hostile = "<script>x</script>{{ 7*7 }}' onclick=x"
    made = tasks.add(ground.desk, hostile, repository="web-shop", what=hostile, per_week=3, minutes=30)
    tasks.link(ground.desk, made, hostile)
    assert figures.figures(ground.desk, patience=60) is not None
    for path in (f"/tasks/{made}", "/tasks", "/tools", "/returns", "/review", "/search?q=script", "/"):
        html = site.get(path).text
        assert "<script>x" not in html and "49" not in re.findall(r"<h1.*?</h1>", html, re.DOTALL)[0]
        assert path in ("/", "/review") or "&lt;script&gt;" in html, path


@pytest.mark.parametrize(
    ("page", "kept"),
    [
        ("/tasks?q=endpoint&repository=web-shop", ["new-endpoint"]),
        ("/tools?q=crud&days=90&state=", ["crud"]),
        ("/tickets?q=round", ["Round prices up, as the tax office wants it"]),
        ("/families?q=nothing-like-that", []),
        ("/templates?q=nothing-like-that", []),
    ],
)
def test_an_export_holds_what_the_page_shows(site: httpx.Client, page: str, kept: list[str]):
    links = re.findall(r'<a href="(/api/[^"]+)">(CSV|JSON)', site.get(page).text)
    addresses = {kind: address.replace("&amp;", "&") for address, kind in links}
    found = site.get(addresses["JSON"]).json()
    assert [each.get("name") or each["title"] for each in found] == kept
    names, *rows = csv.reader(io.StringIO(site.get(addresses["CSV"]).text))
    assert len(names) > 3 and len(rows) == len(kept)

"""Each page and each action in a real browser, with the real store behind it."""

import re
import time
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from tests.dashboard import Ground
from tests.unit.faces.web import conftest

from jigsmith.base import clock
from jigsmith.store.factory import database, runs, tickets, work


@pytest.fixture(params=conftest.BOTH)
def url(request: pytest.FixtureRequest) -> str:
    """Each page and each action on both databases."""
    return conftest.database_url(request)


PATHS = (
    "/", "/jobs", "/jobs/web-shop/tests", "/tickets", "/tickets/1", "/tickets/2", "/families", "/templates", "/uses",
    "/search?q=price",
    "/tools", "/tools/crud", "/tasks", "/tasks/1", "/returns", "/metrics", "/review", "/forecast",
)  # fmt: skip


def test_home_says_what_is_wrong_and_where_to_go(page: Page):
    page.goto("/")
    expect(page.locator("h1")).to_have_text("1 job fails, 1 job is late and 2 tickets wait for you.")
    page.get_by_role("link", name="1 failing").click()
    expect(page).to_have_url(re.compile("state=failing"))
    expect(page.locator("tbody tr")).to_have_count(1)
    page.get_by_role("link", name="tests", exact=True).click()
    expect(page.locator("h1")).to_contain_text("tests")


def test_a_question_is_answered_on_the_first_page(page: Page, ground: Ground):
    page.goto("/")
    page.get_by_label("Answer to ticket 1").fill("Once, at the end: <b>as in money.py</b>.")
    page.get_by_role("button", name="Answer").click()
    expect(page.get_by_role("status")).to_have_text("Answered. The agent goes on with that.")
    with database.reading(ground.desk.floor.store) as connection:
        found = tickets.get(connection, 1)
    assert found is not None and found.state == "queued" and found.answer == "Once, at the end: <b>as in money.py</b>."
    page.goto("/tickets/1")
    expect(page.locator(".timeline li").nth(1)).to_contain_text("<b>as in money.py</b>")
    expect(page.get_by_role("status")).to_have_count(0)  # it is said once


def test_what_was_looked_at_is_approved_and_nothing_else(page: Page, ground: Ground):
    page.route("**/live/**", lambda route: route.fulfill(status=204))
    page.goto("/tickets/2")
    expect(page.locator(".diff .add").first).to_contain_text("ROUND_UP")
    with database.begin(ground.desk.floor.store) as connection:
        tickets.change(connection, 2, now=clock.now() - timedelta(days=9), head_sha="0" * 40)
    page.locator("form[action='/tickets/2/approve'] button").click()
    expect(page.locator("main")).to_contain_text("Ticket 2 is at 0000000000 by now")
    page.goto("/tickets/2")
    page.get_by_role("button", name=re.compile("Approve 0000000")).click()
    expect(page.get_by_role("status")).to_contain_text("merge queue")


def test_a_ticket_is_tried_again_and_cancelled(page: Page, ground: Ground):
    page.goto("/tickets/1")
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("status")).to_have_text("It is tried again.")
    page.get_by_role("button", name="Cancel this ticket").click()
    expect(page.get_by_role("status")).to_have_text("It is being cancelled.")
    with database.reading(ground.desk.floor.store) as connection:
        found = tickets.get(connection, 1)
    assert found is not None and found.cancel


def test_a_job_is_run_paused_and_resumed(page: Page, ground: Ground):
    page.goto("/jobs")
    page.get_by_role("button", name="Run now: link-check").click()
    expect(page.get_by_role("status")).to_contain_text("in the queue")
    assert [each.split(":")[2] for each in ground.asked] == ["link-check"]
    expect(page.locator("#job-web-shop-link-check .state").first).to_have_text("◷queued")
    page.get_by_role("button", name="Pause: tests").click()
    expect(page.locator("#job-web-shop-tests .state").first).to_have_text("‖paused")
    page.get_by_role("button", name="Resume: tests").click()
    expect(page.locator("#job-web-shop-tests .state").first).to_have_text("✗failing")


def test_a_run_is_stopped_and_a_run_that_has_ended_is_not(page: Page, ground: Ground):
    page.goto("/jobs/web-shop/docs")
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("status")).to_have_text("It was asked to stop.")
    with database.reading(ground.desk.floor.store) as connection:
        (found,) = runs.those(connection, states=("running",))
    assert found.cancel
    with database.begin(ground.desk.floor.store) as connection:
        runs.end(connection, found.id, to="cancelled", now=clock.now())
    expect(page.get_by_role("button", name="Stop")).to_have_count(0)  # the page found out by itself


def test_a_log_is_shown_as_it_is_written(page: Page, ground: Ground):
    with database.reading(ground.desk.floor.store) as connection:
        (run,) = runs.those(connection, states=("running",))
    page.goto("/jobs/web-shop/docs")
    log = page.locator(".log pre")
    expect(log).to_have_text("building 14 pages\n")
    with (ground.root / run.log).open("a") as file:
        file.write("page 1 \x1b[32mdone\x1b[0m <script>document.title='taken'</script>\nhalf a li")
        file.flush()
        expect(log).to_contain_text("page 1 done <script>")
        expect(log).not_to_contain_text("half")
        file.write("ne\n")
    expect(log).to_contain_text("half a line")
    expect(log.locator(".c2")).to_have_text("done")
    assert page.title() == "docs · jigsmith"
    assert log.inner_text().count("page 1") == 1  # also when the page itself was sent again
    with database.begin(ground.desk.floor.store) as connection:
        runs.end(connection, run.id, to="succeeded", now=clock.now())
    expect(page.locator("h1 .state")).to_have_text("✓OK")
    assert log.inner_text().count("page 1") == 1


def test_a_page_follows_what_happens_also_when_a_script_comes_late(page: Page, ground: Ground):
    def late(route: Route) -> None:
        time.sleep(0.7)
        route.continue_()

    page.route("**/hx-sse.min.js*", late)
    page.goto("/tickets/1")
    expect(page.locator("#pulse")).to_be_visible()
    with database.begin(ground.desk.floor.store) as connection:
        work.note(connection, 1, "said", "Something new.", now=clock.now())
    expect(page.locator(".timeline li").first).to_contain_text("Something new.")


def test_pages_follow_what_happens_and_keep_what_is_being_typed(page: Page, ground: Ground):
    page.goto("/tickets/1")
    expect(page.locator("#pulse")).to_have_text("live")
    box = page.get_by_label("Answer to ticket 1")
    box.fill("Half an ans")
    box.focus()
    with database.begin(ground.desk.floor.store) as connection:
        work.note(connection, 1, "said", "Something new.", now=clock.now())
    expect(page.locator(".timeline li").first).to_contain_text("Something new.")
    expect(box).to_have_value("Half an ans")
    expect(box).to_be_focused()
    page.locator("h1").click()
    with database.begin(ground.desk.floor.store) as connection:
        work.note(connection, 1, "said", "And again.", now=clock.now())
    expect(page.locator(".timeline li").first).to_contain_text("And again.")
    expect(box).to_have_value("Half an ans")


def test_two_people_answer_at_once_and_one_is_told(browser: Browser, address: str, ground: Ground):
    alice, bob = browser.new_context(base_url=address).new_page(), browser.new_context(base_url=address).new_page()
    bob.route("**/live/**", lambda route: route.fulfill(status=204))  # its page stays as it is
    for each in (alice, bob):
        each.goto("/tickets/1")
    for each, text in ((alice, "Once."), (bob, "Each line.")):
        each.get_by_label("Answer to ticket 1").fill(text)
    alice.get_by_role("button", name="Answer").click()
    expect(alice.get_by_role("status")).to_contain_text("Answered")
    bob.get_by_role("button", name="Answer").click()
    expect(bob.locator("main")).to_contain_text("Ticket 1 asks nothing: it is queued")
    with database.reading(ground.desk.floor.store) as connection:
        found = tickets.get(connection, 1)
    assert found is not None and found.answer == "Once."
    for each in (alice, bob):
        each.context.close()


def test_what_one_does_the_other_sees(browser: Browser, page: Page, address: str):
    other = browser.new_context(base_url=address).new_page()
    other.goto("/")
    expect(other.locator("#ticket-1")).to_be_visible()
    page.goto("/tickets/1")
    page.get_by_label("Answer to ticket 1").fill("Once.")
    page.get_by_role("button", name="Answer").click()
    expect(other.locator("#ticket-1")).to_have_count(0)
    expect(other.locator("h1")).to_contain_text("1 ticket waits for you")
    other.context.close()


def test_the_back_button_leads_back_with_its_filter(page: Page):
    page.goto("/jobs")
    page.get_by_role("link", name=re.compile("failing")).click()
    page.get_by_role("link", name="tests", exact=True).click()
    page.go_back()
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator(".chips a[aria-current]")).to_contain_text("failing")
    page.go_back()
    expect(page.locator("tbody tr")).to_have_count(8)
    page.go_forward()
    expect(page.locator("tbody tr")).to_have_count(1)


def test_a_filter_is_in_the_address_and_stays_while_another_one_is_set(page: Page):
    page.goto("/jobs?state=OK")
    expect(page.locator("main")).to_contain_text("No job is like that")
    page.goto("/jobs?state=ok")
    page.get_by_label("Jobs with").fill("audit")
    page.get_by_role("button", name="Filter").click()
    expect(page).to_have_url(re.compile(r"q=audit&state=ok"))
    expect(page.locator("tbody th a")).to_have_text("security-audit")


def test_a_family_becomes_a_template_that_is_deployed(page: Page, ground: Ground):
    page.goto("/families")
    page.get_by_role("link", name="shop/handlers/{name}.py").click()
    expect(page.locator(".sides mark").first).to_have_text("customer")
    expect(page.locator(".sides article")).to_have_count(3)
    page.get_by_label("as").fill("handler-page")
    page.get_by_role("button", name="Build the template").click()
    expect(page.locator("h1")).to_contain_text("handler-page")
    expect(page.locator(".facts")).to_contain_text("6 of 6 instances made again byte for byte")
    page.get_by_role("button", name="Deploy").click()
    expect(page.get_by_role("status")).to_have_text("Deployed.")
    expect(page.get_by_role("button", name="Deploy")).to_have_count(0)
    assert (ground.root / ".mcp.json").exists()
    page.goto("/templates")
    expect(page.locator("tbody th a").first).to_have_text("handler-page")


def test_a_scan_is_made_anew(page: Page, ground: Ground):
    text = (ground.root / "shop" / "handlers" / "order.py").read_text()
    (ground.root / "shop" / "handlers" / "refund.py").write_text(text.replace("rder", "efund"))
    page.goto("/families")
    page.get_by_role("button", name="Scan now: web-shop").click()
    expect(page.locator("td[data-is=instances]")).to_have_text("7")


def test_the_search_finds_all_kinds(page: Page):
    page.goto("/")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox", name="Search everything")).to_be_focused()
    page.keyboard.type("handler")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("shop/handlers/{name}.py")
    page.goto("/search?q=100%25%5F")
    expect(page.locator("main")).to_contain_text("Nothing has “100%_” in it.")
    page.goto("/search?q=round+PRICES")
    page.get_by_role("link", name="#1").click()
    expect(page.locator("h1")).to_contain_text("Round prices up")


def test_without_javascript_everything_can_be_read_and_answered(browser: Browser, address: str):
    context = browser.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    for path in PATHS:
        answer = page.goto(path)
        assert answer is not None and (path, answer.status) == (path, 200)
        expect(page.locator("h1")).to_be_visible()
    page.goto("/")
    page.get_by_label("Answer to ticket 1").fill("Once.")
    page.get_by_role("button", name="Answer").click()
    expect(page.get_by_role("status")).to_contain_text("Answered")
    context.close()


def test_no_page_is_wider_than_its_window(page: Page):
    wide = []
    for path in PATHS:
        page.goto(path)
        for width in (1440, 768, 390):
            page.set_viewport_size({"width": width, "height": 900})
            if page.evaluate("document.documentElement.scrollWidth") > width:
                wide.append((path, width))
    assert wide == []


def test_what_is_not_there_is_said_with_what_to_do(page: Page):
    for path, said in {
        "/tickets/99": "There is no ticket 99",
        "/jobs/web-shop/nothing": "There is no job 'nothing'",
        "/jobs/elsewhere/tests": "works for no repository 'elsewhere'",
        "/families/web-shop/none": "no candidate 'none'",
        "/templates/web-shop/none": "none",
        "/runs/job:none": "There is no run",
        "/nowhere": "There is no such page",
    }.items():
        answer = page.goto(path)
        assert answer is not None and answer.status == 404, path
        expect(page.locator("main")).to_contain_text(said)

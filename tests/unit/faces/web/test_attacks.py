"""Attempts to get in, to act in somebody else's name, and to run a script on a page."""

import contextlib
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page
from tests import dashboard
from tests.dashboard import Ground

from jigsmith.app.desk import access
from jigsmith.base import clock, web_settings
from jigsmith.faces.web import gate, guards, server
from jigsmith.store.factory import database, tickets, work

RUN = "/jobs/web-shop/tests/run"


@contextmanager
def client(ground: Ground, **rules: object) -> Iterator[httpx.Client]:
    with dashboard.served(ground.desk, **rules) as address, httpx.Client(base_url=address, timeout=30) as found:
        yield found


@pytest.fixture
def free(ground: Ground) -> Iterator[httpx.Client]:
    """The dashboard as it is on the loopback address: nobody needs a token."""
    with client(ground) as found:
        yield found


@pytest.fixture
def shut(ground: Ground) -> Iterator[httpx.Client]:
    """The same where a token is needed."""
    with client(ground, login=True) as found:
        yield found


def form_of(page: str) -> str:
    """The token of the forms of a page."""
    found = re.search(r'name="form" value="([^"]+)"', page)
    assert found
    return found[1]


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8765", "localhost.evil.example", "127.0.0.1.evil.example", ""]
)
def test_a_name_that_is_not_ours_is_refused_also_when_dns_leads_here(free: httpx.Client, host: str):
    for path in ("/", "/api/jobs", "/static/style.css", "/login"):
        assert free.get(path, headers={"host": host}).status_code in {400, 421}


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://localhost:1"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_no_other_site_posts_here_even_with_the_token_of_a_form(
    free: httpx.Client, ground: Ground, headers: dict[str, str]
):
    token = form_of(free.get("/jobs").text)
    assert free.post(RUN, data={"form": token}, headers=headers).status_code == 403
    assert free.post(f"/api{RUN}", json={}, headers=headers).status_code == 403
    assert ground.asked == []


def test_a_form_without_its_token_or_with_that_of_another_session_does_nothing(ground: Ground, shut: httpx.Client):
    alice = access.add(ground.desk.floor, "alice", "administer")
    token = access.add(ground.desk.floor, "bob", "administer")
    of_alice = form_of(shut.get("/jobs", headers=bearer(alice)).text)
    for form in ({}, {"form": ""}, {"form": "0.0"}, {"form": of_alice}, {"form": f"{of_alice}x"}):
        assert shut.post(RUN, data=form, headers=bearer(token)).status_code == 403
    assert shut.post(RUN, content=b"{", headers=bearer(token) | {"content-type": "text/plain"}).status_code == 403
    assert ground.asked == []


def test_the_json_api_takes_nothing_that_a_form_could_send(free: httpx.Client, ground: Ground):
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""):
        assert free.post(f"/api{RUN}", content=b"{}", headers={"content-type": kind}).status_code == 400
    assert ground.asked == []
    assert free.post(f"/api{RUN}", json={}).status_code == 200 and len(ground.asked) == 1


def test_without_a_token_nothing_is_shown_and_nothing_done(shut: httpx.Client, ground: Ground):
    for path in ("/", "/jobs", "/tickets/1", "/log/job:x", "/tickets/1.patch"):
        answer = shut.get(path)
        assert answer.status_code == 303 and answer.headers["location"] == "/login" and not answer.content
    for path in ("/api/jobs", "/api/openapi.json", "/live/jobs"):
        assert shut.get(path).status_code == 401
    assert shut.post(RUN, data={}).status_code == 401
    assert shut.post(f"/api{RUN}", json={}).status_code == 401
    assert "web-shop" not in shut.get("/login").text and "web-shop" not in shut.get("/login/").text
    assert ground.asked == []


@pytest.mark.parametrize(
    "path", ["/static/../", "/static/..%2f..%2f..%2fetc/passwd", "/static/%2e%2e/gate.py", "//etc/passwd"]
)
def test_no_path_leads_out_of_the_assets(shut: httpx.Client, path: str):
    with socket.create_connection((shut.base_url.host, shut.base_url.port)) as raw:
        raw.sendall(f"GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n".encode())
        head = raw.makefile("rb").read().split(b"\r\n")[0]
    assert head.split()[1] in {b"303", b"404", b"400"}


def test_each_role_may_what_it_may(shut: httpx.Client, ground: Ground):
    tokens = {role: access.add(ground.desk.floor, role, role) for role in access.ROLES}
    deploy = "/api/templates/web-shop/handler/deploy"
    wanted: dict[access.Role, tuple[int, int, int]] = {
        "look": (200, 403, 403),
        "act": (200, 200, 403),
        "administer": (200, 200, 404),
    }
    for role, statuses in wanted.items():
        headers = bearer(tokens[role])
        found = (
            shut.get("/api/jobs", headers=headers).status_code,
            shut.post(f"/api{RUN}", json={}, headers=headers).status_code,
            shut.post(deploy, json={}, headers=headers).status_code,
        )
        assert found == statuses, role
    page = shut.get("/jobs", headers=bearer(tokens["look"])).text
    assert "Run now" not in page and "Run now" in shut.get("/jobs", headers=bearer(tokens["act"])).text
    form = {"form": form_of(shut.get("/jobs", headers=bearer(tokens["look"])).text)}
    assert shut.post(RUN, data=form, headers=bearer(tokens["look"])).status_code == 403


def test_a_token_is_kept_as_a_digest_alone_and_is_worth_nothing_once_removed(shut: httpx.Client, ground: Ground):
    token = access.add(ground.desk.floor, "alice", "look")
    assert shut.get("/api/jobs", headers=bearer(token)).status_code == 200
    for path in ground.desk.floor.home.rglob("*"):
        assert not path.is_file() or token.encode() not in path.read_bytes()
    again = access.add(ground.desk.floor, "alice", "look")
    assert shut.get("/api/jobs", headers=bearer(token)).status_code == 401
    access.remove(ground.desk.floor, "alice")
    assert shut.get("/api/jobs", headers=bearer(again)).status_code == 401
    for wrong in ("nobody", "jig_", "jig_' OR 1=1 --", access.digest(again), "x" * 9000):
        assert shut.get("/api/jobs", headers=bearer(wrong)).status_code in {400, 401, 431}


def test_who_signs_in_gets_a_cookie_that_no_script_and_no_other_site_can_use(shut: httpx.Client, ground: Ground):
    token = access.add(ground.desk.floor, "alice", "act")
    assert shut.post("/login", data={"token": "jig_guess"}).status_code == 403
    answer = shut.post("/login", data={"token": token})
    assert answer.status_code == 303
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=lax" in cookie
    assert "alice" in shut.get("/").text
    shut.cookies.set(gate.COOKIE, token)
    form = form_of(shut.get("/jobs").text)
    assert shut.post(RUN, data={"form": form}).status_code == 303 and len(ground.asked) == 1
    assert shut.post("/logout", data={"form": "x.y"}).status_code == 403
    assert "max-age=0" in shut.post("/logout", data={"form": form}).headers["set-cookie"].lower()


def test_guessing_is_slowed_down(ground: Ground):
    with client(ground, login=True, logins=guards.Rate(burst=10, second=0.1)) as found:
        statuses = [found.post("/login", data={"token": f"jig_{number}"}).status_code for number in range(14)]
    assert statuses[:10] == [403] * 10 and statuses[10:] == [429] * 4


def test_a_flood_is_refused_and_ends(ground: Ground):
    with client(ground, rate=guards.Rate(burst=20, second=0.01)) as found:
        statuses = [found.get("/login").status_code for _ in range(30)]
    assert statuses.count(200) == 20 and statuses[20:] == [429] * 10


@pytest.mark.parametrize("name", ["x-forwarded-for", "forwarded", "via", "x-real-ip", "x-forwarded-host"])
def test_behind_a_proxy_the_loopback_address_is_no_pass(free: httpx.Client, name: str):
    assert free.get("/api/jobs", headers={name: "203.0.113.9"}).status_code == 401


def test_the_users_header_counts_from_the_proxy_alone_and_says_the_role(ground: Ground):
    web = web_settings.Web(user_header="X-Forwarded-User", roles={"alice": "administer"})
    with client(ground, web=web) as found:
        assert found.get("/api/jobs").status_code == 401
        assert found.get("/api/jobs", headers={"x-forwarded-user": "bob"}).status_code == 200
        assert found.post(f"/api{RUN}", json={}, headers={"x-forwarded-user": "bob"}).status_code == 403
        assert found.post(f"/api{RUN}", json={}, headers={"x-forwarded-user": "alice"}).status_code == 200
    elsewhere = web_settings.Web(user_header="X-Forwarded-User", proxies=("10.0.0.0/8",), roles={"alice": "administer"})
    with client(ground, web=elsewhere) as found:
        assert found.get("/api/jobs", headers={"x-forwarded-user": "alice"}).status_code == 401


def test_another_address_than_loopback_is_never_free():
    rules = gate.Rules(host="0.0.0.0", key=b"k", web=web_settings.Web(names=["jig.example.org"]))
    assert not rules.free
    assert rules.is_ours("jig.example.org") and rules.is_ours("192.168.1.5:8765") and not rules.is_ours("evil.example")


def test_where_one_goes_after_a_form_is_here(free: httpx.Client):
    form = form_of(free.get("/jobs").text)
    for away in (
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "/a\r\nset-cookie: x=y",
    ):
        answer = free.post(RUN, data={"form": form, "next": away})
        assert answer.status_code == 303 and answer.headers["location"] == "/", away
    answer = free.post(RUN, data={"form": form, "next": "/jobs?state=failing"})
    assert answer.headers["location"] == "/jobs?state=failing"


def test_what_is_too_large_is_not_read(free: httpx.Client):
    assert free.post(RUN, content=b"x" * 1_100_000).status_code == 413

    def endless() -> Iterator[bytes]:
        for _ in range(40):
            yield b"x" * 50_000

    answer = None
    with contextlib.suppress(httpx.HTTPError):
        answer = free.post(RUN, content=endless())
    assert answer is None or answer.status_code >= 400
    assert free.get("/login").status_code == 200


def test_each_answer_forbids_scripts_that_are_not_ours_and_frames(free: httpx.Client):
    for path in ("/", "/api/jobs", "/static/live.js", "/nowhere", "/jobs?q=<script>"):
        headers = free.get(path).headers
        policy = headers["content-security-policy"]
        assert "script-src 'self'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
        assert headers["x-content-type-options"] == "nosniff" and headers["x-frame-options"] == "DENY"
        assert "server" not in headers


LEDGER = ("/tools", "/tools/crud", "/tasks", "/tasks/1", "/returns", "/metrics", "/review", "/forecast")


def test_pages_hold_no_inline_script_and_no_inline_style(free: httpx.Client):
    for path in ("/", "/jobs", "/jobs/web-shop/tests", "/tickets/2", "/families", "/uses", *LEDGER):
        html = free.get(path).text
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|<[^>]*\sstyle=|<[^>]*\son\w+=|<[^>]*javascript:", html), (
            path
        )


HOSTILE = (
    "</pre></textarea><script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\">{{ 7*7 }}"
)


def test_hostile_text_stays_text_everywhere(page: Page, ground: Ground):
    with database.begin(ground.desk.floor.store) as connection:
        for number in ground.tickets.values():
            tickets.change(
                connection, number, now=clock.now(), title=HOSTILE, question=HOSTILE, body=HOSTILE, agent=HOSTILE,
                branch=HOSTILE, author=HOSTILE,
            )  # fmt: skip
            work.note(connection, number, HOSTILE, HOSTILE, now=clock.now())
    logs = ground.root / ".jig" / "logs"
    (logs / "tests" / "last.log").write_text(f"\x1b[31m{HOSTILE}\x1b]8;;javascript:alert(1)\x07link\x1b]8;;\x07\r\n")
    (logs / "tickets" / "1").mkdir(parents=True)
    (logs / "tickets" / "1" / "author.log").write_text(HOSTILE)
    for path in (
        "/",
        "/tickets",
        "/tickets/1",
        "/tickets/2",
        "/jobs/web-shop/tests",
        f"/search?q={HOSTILE}",
        f"/jobs?q={HOSTILE}",
    ):
        page.goto(path)
        page.wait_for_timeout(300)
        assert "taken" not in page.title().replace(HOSTILE, ""), path
        assert page.locator("img, main script").count() == 0, path
        assert "49" not in page.locator("h1").inner_text()


def test_no_secret_of_the_environment_is_on_a_page(free: httpx.Client, monkeypatch: pytest.MonkeyPatch, ground: Ground):
    for path in ("/", "/jobs/web-shop/tests", "/tickets/1", "/api/home", "/api/tickets/1"):
        text = free.get(path).text
        assert str(ground.desk.floor.url) not in text
        assert ("k" * 32) not in text


def test_the_key_of_forms_is_this_users_alone(tmp_path: Path):
    made = server.key(tmp_path / "home")
    assert len(made) == 32 and server.key(tmp_path / "home") == made
    assert (tmp_path / "home" / server.KEY).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("at", ["-1", "9" * 40, "abc", "٣"])
def test_a_log_is_followed_from_anywhere_without_harm(free: httpx.Client, at: str):
    run = free.get("/api/runs?state=failed&job=tests").json()[0]["id"]
    with free.stream("GET", f"/live/log/{run}", params={"at": at}) as answer:
        assert answer.status_code == 200
        assert "event: ended" in "".join(answer.iter_text())

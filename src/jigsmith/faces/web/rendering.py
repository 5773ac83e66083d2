"""Pages from their templates. Everything is escaped that is not made as HTML here."""

import hashlib
import re
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import jinja2
from starlette.requests import Request
from starlette.responses import HTMLResponse

import jigsmith
from jigsmith.app.desk.places import Desk
from jigsmith.faces.web import ansi, draw, numbers, plots, words

HERE = Path(__file__).parent
STATIC = HERE / "static"
TOKENS = re.compile(r'(<time [^>]*>)[^<]*|name="form" value="[^"]*"')
FILTERS = ("repository", "state", "q", "days", "weeks", "surface")
BEGIN, END, SEEN = "<!--content-->", "<!--/content-->", "@@seen@@"
"""Around what is sent again, and what stands for the content that a page has already."""
SAID = {
    "answered": "Answered. The agent goes on with that.",
    "approved": "Approved. It is in the merge queue.",
    "retried": "It is tried again.",
    "cancelled": "It is being cancelled.",
    "asked": "It is in the queue, and runs as soon as a worker is free.",
    "paused": "Paused. Its due times pass until it is resumed.",
    "resumed": "Resumed. It runs again when it is due.",
    "stopped": "It was asked to stop.",
    "scanned": "Scanned.",
    "built": "Built, and proved on every instance. `jig undo` takes it back.",
    "deployed": "Deployed.",
    "added": "The ticket is queued.",
    "noted": "Noted.",
    "linked": "Linked. What it does from now on counts as done with that tool.",
    "unlinked": "That tool does not do it any more.",
    "started": "The clock runs.",
    "timed": "Recorded.",
    "dismissed": "Dismissed. It is not proposed again.",
    "restored": "It is back.",
}
"""What is said after an action; the cookie holds the key alone."""


@cache
def environment() -> jinja2.Environment:
    """Return the environment of all templates."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(
        when=words.when, lasting=words.lasting, money=words.money, short=words.short, state=words.state,
        look=words.look, ansi=ansi.html,
        bars=draw.bars, bullet=draw.bullet, figure=numbers.figure, number=numbers.number,
        said=numbers.said, day=words.day, date=words.on, quoted=lambda text: quote(str(text), safe=":/@"),
    )  # fmt: skip
    made.globals.update(count=words.count, asset=asset, columns=draw.columns, version=jigsmith.__version__, plots=plots)
    return made


@cache
def compiled() -> None:
    """Compile all templates, Home first, so that who opens a page for the first time does not wait for it.

    No number in them has a decimal point: jinja reads these as Python's syntax, and Python 3.11 may fail where two
    threads do that at once (gh-106905).
    """
    for name in sorted(environment().list_templates(extensions=["html"]), key=lambda name: name != "home.html"):
        environment().get_template(name)


@cache
def asset(path: str) -> str:
    """Return the address of a file of ours: it changes with its content, so that browsers may keep it."""
    digest = hashlib.sha256((STATIC / path).read_bytes()).hexdigest()[:10]
    return f"/static/{path}?{digest}"


def text(request: Request, name: str, *, block: str = "", **values: Any) -> str:
    """Return a page, or the block of it that is sent again when something changed."""
    desk: Desk = request.app.state.desk
    given = {
        "who": request.state.who,
        "free": request.state.free,
        "form": request.state.form.token(),
        "path": request.url.path.removeprefix("/live"),
        "asked": defaultdict(str, request.query_params),
        "repositories": list(desk.repositories()),
        "link": lambda **changes: link(request, changes),
        "export": lambda path, **also: export(request, path, also),
        "live": "",
        "title": "",
        "said": "",
        **values,
    }
    template = environment().get_template(f"{name}.html")
    if not block:
        html = template.render(given)
        content = html.partition(BEGIN)[2].partition(END)[0]
        return html.replace(SEEN, mark(content), 1)
    context = template.new_context(given)
    return "".join(template.blocks[block](context))


def page(request: Request, name: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """Return a page as an answer; what was just done is said on it, once."""
    said = SAID.get(request.cookies.get("jig_said", ""), "")
    answer = HTMLResponse(text(request, name, said=said, **values), status)
    if said:
        answer.delete_cookie("jig_said", samesite="lax", httponly=True)
    return answer


def link(request: Request, changes: dict[str, str]) -> str:
    """Return the address of this page with some filters changed; an empty one is left out."""
    asked = {key: value for key, value in request.query_params.items() if key != "seen"} | changes
    kept = urlencode({key: value for key, value in asked.items() if value})
    return f"{request.url.path.removeprefix('/live')}{'?' * bool(kept)}{kept}"


def export(request: Request, path: str, also: dict[str, str]) -> str:
    """Return the address of a call of the API that gives what this page shows: with the filters of the page."""
    asked = {name: value for name in FILTERS if (value := request.query_params.get(name))} | also
    return f"{path}{'?' * bool(asked)}{urlencode(asked)}"


def mark(html: str) -> str:
    """Return what tells this content from another; times that pass and tokens of forms are none of it."""
    return hashlib.sha256(TOKENS.sub(r"\1", html).encode()).hexdigest()[:16]

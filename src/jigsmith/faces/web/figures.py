"""The pages of the ledger: tools, tasks, returns, metrics, review, forecast."""

from collections import Counter
from typing import Any

from markupsafe import Markup
from starlette.requests import Request
from starlette.routing import Route

from jigsmith.app.desk import figures, tasks, tools
from jigsmith.app.desk.places import Desk
from jigsmith.app.figures import plot
from jigsmith.faces.web import pages
from jigsmith.faces.web.pages import View, asked

TRENDS = {"8": "8 weeks", "26": "half a year", "52": "year"}
AHEAD = {"12": "12 weeks", "26": "half a year", "52": "year", "104": "two years"}
"""Weeks that metrics look back, and that the forecast looks ahead."""


def chosen(request: Request, name: str, known: dict[str, str], default: str) -> str:
    """Return a span of the address; what is none is the default."""
    given = asked(request, name)
    return given if given in known else default


def all_tools(desk: Desk, request: Request) -> dict[str, Any]:
    """Gather the list of tools; the counts are of all verdicts."""
    days, wanted = chosen(request, "days", pages.SPANS, "30"), asked(request, "state")
    every = tools.rows(desk, repository=asked(request, "repository"), days=int(days), text=asked(request, "q"))
    counts = Counter(each.verdict for each in every)
    return {
        "rows": [each for each in every if wanted in {"", each.verdict}][:SHOWN],
        "counts": {verdict: counts[verdict] for verdict in tools.VERDICTS if counts[verdict] or verdict == wanted},
        "every": len(every), "days": days, "spans": pages.SPANS, "shown": SHOWN,
    }  # fmt: skip


def tool(desk: Desk, request: Request) -> dict[str, Any]:
    """Gather the page of a tool."""
    days = chosen(request, "days", pages.SPANS, "90")
    page = tools.page(desk, request.path_params["name"], days=int(days))
    return {"page": page, "row": page.row, "days": days, "spans": pages.SPANS, "title": page.row.name}


def all_tasks(desk: Desk, request: Request) -> dict[str, Any]:
    """Gather the list of tasks; the counts are of all states."""
    wanted, repository, text = asked(request, "state"), asked(request, "repository"), asked(request, "q")
    every = tasks.rows(desk, repository=repository, text=text)
    shown = [each for each in every if wanted in {"", each.state}]
    if wanted == tasks.DISMISSED:
        shown = tasks.rows(desk, repository=repository, text=text, state=wanted)
    counts = Counter(each.state for each in every)
    return {
        "rows": shown[:SHOWN], "counts": {state: counts[state] for state in tasks.STATES}, "every": len(every),
        "found": len(shown), "mine": tasks.running(desk, by=request.state.who.name), "shown": SHOWN,
    }  # fmt: skip


def task(desk: Desk, request: Request) -> dict[str, Any]:
    """Gather the page of a task."""
    page = tasks.page(desk, request.path_params["number"], by=request.state.who.name)
    return {"page": page, "row": page.row, "worth": page.row.worth, "title": page.row.name, "names": tools.known(desk)}


def returns(desk: Desk, request: Request) -> dict[str, Any]:
    """Gather what tools have brought."""
    found = figures.figures(desk, repository=asked(request, "repository"))
    return {"found": found, "shown": SHOWN}


def metrics(desk: Desk, request: Request) -> dict[str, Any]:
    """Gather the five metrics."""
    weeks = chosen(request, "weeks", TRENDS, "8")
    found = figures.metrics(desk, repository=asked(request, "repository"), weeks=int(weeks))
    return {"found": found, "weeks": weeks, "spans": TRENDS}


def review(desk: Desk, request: Request) -> dict[str, Any]:
    """Gather the review of this week; what has other verdicts than a week ago stands apart as well."""
    found = figures.figures(desk, repository=asked(request, "repository"))
    lines = found.review.lines if found else ()
    best = [each for each in found.ranked if each.worth in found.review.candidates] if found else []
    changed = [line for line in lines if line.was][:SHOWN]
    return {"found": found, "lines": lines[:SHOWN], "changed": changed, "best": best, "shown": SHOWN}


def forecast(desk: Desk, request: Request) -> dict[str, Any]:
    """Gather the forecast, with its plot."""
    weeks = chosen(request, "weeks", AHEAD, "26")
    dated = figures.forecast(desk, repository=asked(request, "repository"), weeks=int(weeks))
    found = dated.forecast if dated else None
    drawn = Markup(plot.svg(found, css=False)) if found else ""  # noqa: S704 - it is made of numbers and our own words
    return {
        "found": found,
        "made": dated.made if dated else None,
        "basis": dated.basis if dated else "",
        "plot": drawn,
        "weeks": weeks,
        "spans": AHEAD,
        "titles": plot.TITLES,
    }


SHOWN = 36  # rows of a list: with each number's origin, more would make a page larger than 100 KB
VIEWS = (
    View("/tools", "tools", all_tools, live=True),
    View("/tools/{name:path}", "tool", tool, live=True),
    View("/tasks", "tasks", all_tasks, live=True),
    View("/tasks/{number:int}", "task", task, live=True),
    View("/returns", "returns", returns, live=True),
    View("/metrics", "metrics", metrics, live=True),
    View("/review", "review", review, live=True),
    View("/forecast", "forecast", forecast, live=True),
)
ROUTES = [Route(view.path, pages.shown(view), methods=["GET"]) for view in VIEWS]

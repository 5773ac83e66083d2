"""The pages. Each gathers what it shows from one use case; the same gathering serves its live updates."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from jigsmith.app.desk import board, families, home, runs, search, uses
from jigsmith.app.desk.places import Desk
from jigsmith.base import errors, web_errors
from jigsmith.faces.web import rendering, words

Gather = Callable[[Desk, Request], dict[str, Any]]
SPANS = {"7": "week", "30": "month", "90": "quarter", "365": "year"}
"""Days that the page of uses can be about."""


@dataclass(frozen=True, slots=True)
class View:
    """A page: where it is, its template, and what it shows."""

    path: str
    template: str
    gather: Gather
    live: bool = False  # it is sent again when something changed


def desk_of(request: Request) -> Desk:
    """Return what pages read from."""
    desk: Desk = request.app.state.desk
    return desk


def asked(request: Request, name: str) -> str:
    """Return a filter of the address."""
    return request.query_params.get(name, "")[:200]


def at_home(desk: Desk, request: Request) -> dict[str, Any]:
    """Gather the first page."""
    found = home.home(desk, repository=asked(request, "repository"))
    return {"home": found, "headline": headline(found), "several": len(desk.repositories()) > 1}


def headline(found: home.Home) -> str:
    """Return the state of everything as a sentence."""
    parts = [
        (len(found.failing), "job fails", "jobs fail"),
        (len(found.late), "job is late", "jobs are late"),
        (len(found.waiting), "ticket waits for you", "tickets wait for you"),
    ]
    said = [f"{number} {one if number == 1 else many}" for number, one, many in parts if number]
    if said:
        return f"{', '.join(said[:-1])}{' and ' * (len(said) > 1)}{said[-1]}."
    at_work = len(found.running) + len(found.working)
    return f"All is well; {words.count(at_work, 'thing')} at work." if at_work else "All is well."


def jobs(desk: Desk, request: Request) -> dict[str, Any]:
    """Gather the list of jobs; the counts are of all states, so that a filter shows what it leaves out."""
    every = runs.rows(desk, repository=asked(request, "repository"), text=asked(request, "q"))
    wanted = asked(request, "state")
    counts = {state: sum(each.state == state for each in every) for state in runs.ORDER}
    return {
        "rows": [each for each in every if wanted in {"", each.state}],
        "counts": {state: number for state, number in counts.items() if number or state == wanted},
        "every": len(every),
        "several": len(desk.repositories()) > 1,
    }


def job(desk: Desk, request: Request) -> dict[str, Any]:
    """Gather the page of a job."""
    page = runs.page(desk, request.path_params["repository"], request.path_params["name"])
    shown = runs.run_page(desk, page.latest.id) if page.latest else None
    points = [(each.queued.timestamp(), each.seconds, each.state) for each in reversed(page.runs) if each.seconds]
    return {
        "page": page, "row": page.row, "shown": shown, "title": page.row.name,
        "points": msgspec.json.encode(points).decode(),
    }  # fmt: skip


def run(desk: Desk, request: Request) -> dict[str, Any]:
    """Gather the page of a run."""
    shown = runs.run_page(desk, request.path_params["id"])
    return {"shown": shown, "title": f"{shown.run.job} · run"}


def tickets(desk: Desk, request: Request) -> dict[str, Any]:
    """Gather the board."""
    found = board.board(desk, repository=asked(request, "repository"), text=asked(request, "q"))
    return {"board": found, "several": len(desk.repositories()) > 1}


def ticket(desk: Desk, request: Request) -> dict[str, Any]:
    """Gather the page of a ticket."""
    page = board.page(desk, request.path_params["number"])
    return {
        "page": page, "card": page.card, "ticket": page.ticket, "title": f"{page.card.id} · {page.card.title}",
        "diff": list(diff_lines(page.diff)),
        "findings": {each.gate: msgspec.json.decode(each.findings) for each in page.current},
    }  # fmt: skip


def diff_lines(diff: str) -> Sequence[tuple[str, str]]:
    """Return the lines of a unified diff, each with its look."""
    looks = {"+": "add", "-": "del", "@": "hunk"}
    heads = ("diff ", "index ", "--- ", "+++ ", "new file", "deleted file", "similarity", "rename ")
    return [("file" if line.startswith(heads) else looks.get(line[:1], "same"), line) for line in diff.splitlines()]


def candidates(desk: Desk, request: Request) -> dict[str, Any]:
    """Gather what the last scans found."""
    found = [families.last_scan(desk, name) for name in desk.chosen(asked(request, "repository"))]
    return {"scans": found, "q": asked(request, "q"), "has": families.has}


def family(desk: Desk, request: Request) -> dict[str, Any]:
    """Gather the page of a candidate."""
    found = families.family(desk, request.path_params["repository"], request.path_params["id"])
    return {"family": found, "candidate": found.candidate, "title": str(found.candidate.id)}


def templates(desk: Desk, request: Request) -> dict[str, Any]:
    """Gather the list of templates."""
    kept = families.templates_of(desk, repository=asked(request, "repository"), text=asked(request, "q"))
    return {"own": [each for each in kept if not each.shipped], "shipped": [each for each in kept if each.shipped]}


def template(desk: Desk, request: Request) -> dict[str, Any]:
    """Gather the page of a template."""
    found = families.template(desk, request.path_params["repository"], request.path_params["name"])
    return {"found": found, "summary": found.summary, "title": found.summary.name}


def used(desk: Desk, request: Request) -> dict[str, Any]:
    """Gather what was used in a span of days."""
    days = asked(request, "days") if asked(request, "days") in SPANS else "30"
    chosen = {"surface": asked(request, "surface"), "repository": asked(request, "repository")}
    return {"uses": uses.uses(desk, days=int(days), **chosen), "days": days, "spans": SPANS, "chosen": chosen}


def searched(desk: Desk, request: Request) -> dict[str, Any]:
    """Gather what a search found."""
    hits = search.search(desk, asked(request, "q"))
    kinds = ("job", "ticket", "task", "tool", "template", "family")
    return {"q": asked(request, "q"), "groups": {kind: [hit for hit in hits if hit.kind == kind] for kind in kinds}}


VIEWS = (
    View("/", "home", at_home, live=True),
    View("/jobs", "jobs", jobs, live=True),
    View("/jobs/{repository}/{name}", "job", job, live=True),
    View("/runs/{id:path}", "run", run, live=True),
    View("/tickets", "tickets", tickets, live=True),
    View("/tickets/{number:int}", "ticket", ticket, live=True),
    View("/families", "families", candidates),
    View("/families/{repository}/{id}", "family", family),
    View("/templates", "templates", templates),
    View("/templates/{repository}/{name}", "template", template),
    View("/uses", "uses", used),
    View("/search", "search", searched),
)


def shown(view: View) -> Callable[[Request], Response]:
    """Return what answers with a page."""

    def answer(request: Request) -> Response:
        values = view.gather(desk_of(request), request)
        live = f"/live{request.url.path}?{request.url.query}" if view.live else ""
        return rendering.page(request, view.template, live=live, **values)

    return answer


def log(request: Request) -> Response:
    """Answer with the whole log of a run."""
    text = runs.whole_log(desk_of(request), request.path_params["id"])
    return PlainTextResponse(text, headers={"content-disposition": 'attachment; filename="run.log"'})


def patch(request: Request) -> Response:
    """Answer with all that a ticket changes."""
    text = board.whole_diff(desk_of(request), request.path_params["number"])
    name = f'attachment; filename="ticket-{request.path_params["number"]}.patch"'
    return PlainTextResponse(text, headers={"content-disposition": name})


def nightly(request: Request) -> Response:
    """Lead to the jobs, by the name that the command line has for them."""
    return RedirectResponse(f"/jobs{'?' * bool(request.url.query)}{request.url.query}", 307)


def failed(request: Request, error: Exception) -> Response:
    """Answer with what is wrong, where, and what to do."""
    if not isinstance(error, errors.JigError):
        raise error
    return rendering.page(request, "error", status=status_of(error), error=error, title="That did not work")


def status_of(error: errors.JigError) -> int:
    """Return the HTTP status of an error."""
    missing = (
        errors.JobMissing, errors.TicketMissing, errors.TemplateMissing, errors.CandidateMissing,
        errors.RepositoryMissing, errors.InstanceMissing, errors.TaskMissing, web_errors.ToolMissing,
    )  # fmt: skip
    kinds: Mapping[int, tuple[type[errors.JigError], ...]] = {
        404: missing,
        403: (web_errors.AccessRefused,),
        503: (errors.StoreFailed,),
        500: (errors.ConfigInvalid,),
    }
    return next((status for status, those in kinds.items() if isinstance(error, those)), 409)


ROUTES = [
    *(Route(view.path, shown(view), methods=["GET"]) for view in VIEWS),
    Route("/nightly-jobs", nightly, methods=["GET"]),
    Route("/log/{id:path}", log, methods=["GET"]),
    Route("/tickets/{number:int}.patch", patch, methods=["GET"]),
]

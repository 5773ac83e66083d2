"""The calls of the JSON API: where each is, what it takes and gives, and whose role it needs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from starlette.requests import Request

from jigsmith.app.desk import board, families, home, runs, search, uses
from jigsmith.app.desk.access import Role
from jigsmith.app.desk.places import Desk
from jigsmith.base import web_errors
from jigsmith.faces.web import actions, pages

MOST = 1000  # rows of a list


class Answer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a ticket is answered."""

    answer: str


class Approval(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is approved."""

    sha: str = ""
    """The commit that was looked at; empty: whatever is proposed now."""


class Build(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a template is called."""

    name: str = ""
    """Empty: by what its paths have in common."""


class Nothing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """No field is needed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """What is wrong, where, and what to do."""

    what: str
    where: str | None
    do: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """A template that was built, and what its proof says."""

    template: str
    version: str
    instances: int
    exact: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployed:
    """A template that was deployed."""

    template: str
    written: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """It was done."""

    changed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """Something that can be asked for. `takes` None: nothing is sent. `csv` None: a row for each record."""

    method: str
    path: str
    do: Callable[[Desk, Request, Any], Any]
    gives: Any
    about: str
    role: Role = "look"
    takes: type[msgspec.Struct] | None = None
    filters: Sequence[str] = ()
    csv: Callable[[Any], str] | None = None


def limit(request: Request) -> int:
    """Return how many rows are wanted. Raises RequestWrong."""
    given = request.query_params.get("limit", "100")
    if not (given.isascii() and given.isdigit() and len(given) < 6 and 1 <= int(given) <= MOST):
        raise web_errors.RequestWrong(f"`limit` is a whole number from 1 to {MOST}")
    return int(given)


def days(request: Request) -> int:
    """Return how many days are wanted. Raises RequestWrong."""
    given = request.query_params.get("days", "30")
    if given not in pages.SPANS:
        raise web_errors.RequestWrong(f"`days` is one of {', '.join(pages.SPANS)}")
    return int(given)


def state(request: Request, known: Sequence[str]) -> str:
    """Return the state that is wanted. Raises RequestWrong."""
    given = request.query_params.get("state", "")
    if given and given not in known:
        raise web_errors.RequestWrong(f"`state` is one of {', '.join(known)}")
    return given


def repository(request: Request) -> str:
    """Return the repository that is wanted; empty: all."""
    return pages.asked(request, "repository")


def job_rows(desk: Desk, request: Request, _: Any) -> list[runs.Row]:
    """See runs.rows."""
    text = pages.asked(request, "q")
    return runs.rows(desk, repository=repository(request), state=state(request, runs.ORDER), text=text)


def some_runs(desk: Desk, request: Request, _: Any) -> list[runs.Run]:
    """See runs.history."""
    wanted = state(request, STATES)
    return runs.history(desk, repository=repository(request), job=pages.asked(request, "job"), state=wanted,
                        limit=limit(request))  # fmt: skip


def some_tickets(desk: Desk, request: Request, _: Any) -> list[board.Card]:
    """See board.cards."""
    found = board.cards(desk, repository=repository(request), ended=MOST)
    wanted, text = pages.asked(request, "state"), pages.asked(request, "q").lower()
    return [each for each in found if wanted in {"", each.state} and text in each.title.lower()]


def candidates(desk: Desk, request: Request, _: Any) -> list[families.Candidate]:
    """See families.candidates."""
    return families.candidates(desk, repository=repository(request), text=pages.asked(request, "q"))


def templates(desk: Desk, request: Request, _: Any) -> list[families.Listed]:
    """See families.templates_of."""
    return families.templates_of(desk, repository=repository(request), text=pages.asked(request, "q"))


def used(desk: Desk, request: Request, _: Any) -> uses.Uses:
    """See uses.uses."""
    return uses.uses(desk, days=days(request), surface=pages.asked(request, "surface"), repository=repository(request))


def pause(desk: Desk, request: Request, *, paused: bool) -> Done:
    """See runs.pause."""
    at = request.path_params
    return Done(changed=runs.pause(desk, at["repository"], at["name"], paused=paused))


def stop(desk: Desk, request: Request, _: Any) -> Done:
    """See runs.stop."""
    runs.stop(desk, request.path_params["id"])
    return Done(changed=True)


def build(desk: Desk, request: Request, sent: Build) -> Built:
    """See families.build."""
    made = families.build(desk, request.path_params["repository"], request.path_params["id"], name=sent.name)
    return Built(template=made.template, version=made.version, instances=len(made.instances), exact=made.exact)


def deploy(desk: Desk, request: Request, _: Any) -> Deployed:
    """See families.deploy."""
    return Deployed(**families.deploy(desk, request.path_params["repository"], request.path_params["name"]))


def number(request: Request) -> int:
    """Return the ticket that is meant."""
    found: int = request.path_params["number"]
    return min(found, 2**62)


STATES = ("queued", "running", "succeeded", "failed", "timed-out", "cancelled", "skipped", "lost")
JOB, TICKET = "/api/jobs/{repository}/{name}", "/api/tickets/{number:int}"
CALLS = (
    Call(method="GET", path="/api/home", gives=home.Home, filters=("repository",),
         about="What fails, is late, waits and runs.",
         do=lambda desk, request, _: home.home(desk, repository=repository(request))),
    Call(method="GET", path="/api/jobs", gives=list[runs.Row], filters=("repository", "state", "q"), do=job_rows,
         about="The jobs, the worst first."),
    Call(method="GET", path=JOB, gives=runs.Page, about="A job with its history.",
         do=lambda desk, request, _: runs.page(desk, request.path_params["repository"], request.path_params["name"])),
    Call(method="POST", path=f"{JOB}/run", gives=runs.Run, role="act", takes=Nothing, about="Have a job run now.",
         do=lambda desk, request, _: runs.ask(desk, request.path_params["repository"], request.path_params["name"])),
    Call(method="POST", path=f"{JOB}/pause", gives=Done, role="act", takes=Nothing, about="Let its due times pass.",
         do=lambda desk, request, _: pause(desk, request, paused=True)),
    Call(method="POST", path=f"{JOB}/resume", gives=Done, role="act", takes=Nothing, about="Let them pass no longer.",
         do=lambda desk, request, _: pause(desk, request, paused=False)),
    Call(method="GET", path="/api/runs", gives=list[runs.Run], filters=("repository", "job", "state", "limit"),
         do=some_runs, about="Runs, the latest first."),
    Call(method="GET", path="/api/runs/{id:path}", gives=runs.RunPage, about="A run with the end of its log.",
         do=lambda desk, request, _: runs.run_page(desk, request.path_params["id"])),
    Call(method="POST", path="/api/stop/{id:path}", gives=Done, role="act", takes=Nothing, do=stop,
         about="Stop a run."),
    Call(method="GET", path="/api/tickets", gives=list[board.Card], filters=("repository", "state", "q"),
         do=some_tickets, about="The tickets, the most urgent first."),
    Call(method="GET", path=TICKET, gives=board.Page, about="A ticket with its timeline, attempts and verdicts.",
         do=lambda desk, request, _: board.page(desk, number(request))),
    Call(method="POST", path=f"{TICKET}/answer", gives=board.Card, role="act", takes=Answer,
         about="Answer what it asks.",
         do=lambda desk, request, sent: board.answer(desk, number(request), sent.answer, by=actions.by(request))),
    Call(method="POST", path=f"{TICKET}/approve", gives=board.Card, role="act", takes=Approval,
         about="Allow its merge.",
         do=lambda desk, request, sent: board.approve(desk, number(request), sha=sent.sha, by=actions.by(request))),
    Call(method="POST", path=f"{TICKET}/retry", gives=board.Card, role="act", takes=Nothing, about="Try it again.",
         do=lambda desk, request, _: board.retry(desk, number(request), by=actions.by(request))),
    Call(method="POST", path=f"{TICKET}/cancel", gives=board.Card, role="act", takes=Nothing, about="End it.",
         do=lambda desk, request, _: board.cancel(desk, number(request), by=actions.by(request))),
    Call(method="GET", path="/api/candidates", gives=list[families.Candidate], filters=("repository", "q"),
         do=candidates, about="What the last scans found."),
    Call(method="POST", path="/api/candidates/{repository}/{id}/build", gives=Built, role="administer", takes=Build,
         do=build, about="Build the template of a candidate, with its proof."),
    Call(method="GET", path="/api/templates", gives=list[families.Listed], filters=("repository", "q"), do=templates,
         about="The templates."),
    Call(method="POST", path="/api/templates/{repository}/{name}/deploy", gives=Deployed, role="administer",
         takes=Nothing, do=deploy, about="Put a template into the toolchain."),
    Call(method="GET", path="/api/uses", gives=uses.Uses, filters=("days", "surface", "repository"), do=used,
         about="What was used."),
    Call(method="GET", path="/api/search", gives=list[search.Hit], filters=("q",), about="Search everything.",
         do=lambda desk, request, _: search.search(desk, pages.asked(request, "q"))),
)  # fmt: skip

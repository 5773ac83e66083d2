"""The calls of the JSON API that are about the ledger: tools, tasks, what they are worth and have brought."""

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
from starlette.requests import Request

from jigsmith.app import metrics as metrics_app
from jigsmith.app import timing
from jigsmith.app.desk import figures, tasks, tools
from jigsmith.app.desk.places import Desk
from jigsmith.base import web_errors
from jigsmith.faces.web import actions, calls, pages
from jigsmith.faces.web import figures as views
from jigsmith.faces.web.calls import Call, Done, Nothing

Positive = Annotated[float, msgspec.Meta(gt=0, le=tasks.MOST)]
Share = Annotated[float, msgspec.Meta(ge=0, le=1)]


class NewTask(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Work that recurs; of a task that is there, what is given is changed."""

    name: str
    repository: str = ""
    """By its short name; empty: of no single one."""
    what: str = ""
    per_week: Positive | None = None
    """How often it comes, as somebody says."""
    minutes: Positive | None = None
    """How long each takes by hand, as somebody says."""


class Linking(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A tool that does a task."""

    tool: str
    share: Share | None = None
    """How much of it the tool does; None: it is not known."""


class Unlinking(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A tool that does not do a task."""

    tool: str


class Beginning(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a task is done."""

    tool: str = ""
    """Empty: by hand."""


class Length(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How long it took, and how it was done."""

    length: str
    """Such as 25m, 1h30m or 1.5h."""
    tool: str = ""
    """Empty: by hand."""


def weeks(request: Request, known: Mapping[str, str], default: str) -> int:
    """Return how many weeks are wanted. Raises RequestWrong."""
    given = request.query_params.get("weeks", default)
    if given not in known:
        raise web_errors.RequestWrong(f"`weeks` is one of {', '.join(known)}")
    return int(given)


def number(request: Request) -> int:
    """Return the task that is meant."""
    found: int = request.path_params["number"]
    return found


def all_tools(desk: Desk, request: Request, _: Any) -> list[tools.Row]:
    """See tools.rows."""
    wanted = calls.state(request, tools.VERDICTS)
    text = pages.asked(request, "q")
    return tools.rows(
        desk, repository=calls.repository(request), days=calls.days(request), state=wanted, text=text,
        patience=figures.LONG,
    )  # fmt: skip


def tool(desk: Desk, request: Request, _: Any) -> tools.Page:
    """See tools.page."""
    return tools.page(desk, request.path_params["name"], days=calls.days(request), patience=figures.LONG)


def all_tasks(desk: Desk, request: Request, _: Any) -> list[tasks.Row]:
    """See tasks.rows."""
    wanted, text = calls.state(request, tasks.STATES), pages.asked(request, "q")
    return tasks.rows(desk, repository=calls.repository(request), state=wanted, text=text, patience=figures.LONG)


def add(desk: Desk, _: Request, sent: NewTask) -> tasks.Row:
    """See tasks.add."""
    made = tasks.add(
        desk, sent.name, repository=sent.repository, what=sent.what, per_week=sent.per_week, minutes=sent.minutes
    )
    return tasks.page(desk, made).row


def link(desk: Desk, request: Request, sent: Linking) -> Done:
    """See tasks.link."""
    return Done(changed=tasks.link(desk, number(request), sent.tool, share=sent.share))


def start(desk: Desk, request: Request, sent: Beginning) -> Done:
    """See tasks.start."""
    tasks.start(desk, number(request), tool=sent.tool, by=actions.by(request))
    return Done(changed=True)


def note(desk: Desk, request: Request, sent: Length) -> timing.Timed:
    """See tasks.note."""
    return tasks.note(desk, number(request), sent.length, tool=sent.tool, by=actions.by(request))


def dismiss(desk: Desk, request: Request, *, dismissed: bool) -> Done:
    """See tasks.dismiss."""
    tasks.dismiss(desk, number(request), dismissed=dismissed)
    return Done(changed=True)


def told(desk: Desk, request: Request) -> figures.Figures:
    """Return the figures of what is wanted."""
    return figures.waited(figures.figures(desk, repository=calls.repository(request), patience=figures.LONG))


def metrics(desk: Desk, request: Request, _: Any) -> list[figures.Metric]:
    """See figures.metrics."""
    wanted = weeks(request, views.TRENDS, "8")
    found = figures.metrics(desk, repository=calls.repository(request), weeks=wanted, patience=figures.LONG)
    return list(figures.waited(found).metrics)


def forecast(desk: Desk, request: Request, _: Any) -> figures.Forecast:
    """See figures.forecast."""
    wanted = weeks(request, views.AHEAD, "26")
    found = figures.forecast(desk, repository=calls.repository(request), weeks=wanted, patience=figures.LONG)
    return figures.waited(figures.waited(found).forecast)


TASK = "/api/tasks/{number:int}"
CALLS = (
    Call(method="GET", path="/api/tools", gives=list[tools.Row], filters=("repository", "days", "state", "q"),
         do=all_tools, about="The tools, what needs somebody first."),
    Call(method="GET", path="/api/tools/{name:path}", gives=tools.Page, filters=("days",), do=tool,
         about="A tool with its trend and what it has brought."),
    Call(method="GET", path="/api/tasks", gives=list[tasks.Row], filters=("repository", "state", "q"), do=all_tasks,
         about="The tasks, what is worth a tool first."),
    Call(method="POST", path="/api/tasks", gives=tasks.Row, role="act", takes=NewTask, do=add,
         about="Add a task, or change what is said of it."),
    Call(method="GET", path=TASK, gives=tasks.Page, about="A task with its worth, evidence, times and proposal.",
         do=lambda desk, request, _: tasks.page(desk, number(request), by=actions.by(request), patience=figures.LONG)),
    Call(method="POST", path=f"{TASK}/link", gives=Done, role="act", takes=Linking, do=link,
         about="Say that a tool does it."),
    Call(method="POST", path=f"{TASK}/unlink", gives=Done, role="act", takes=Unlinking,
         about="Say that a tool does not do it.",
         do=lambda desk, request, sent: Done(changed=tasks.unlink(desk, number(request), sent.tool))),
    Call(method="POST", path=f"{TASK}/start", gives=Done, role="act", takes=Beginning, do=start,
         about="Begin it: the clock runs; what ran is recorded."),
    Call(method="POST", path=f"{TASK}/log", gives=timing.Timed, role="act", takes=Length, do=note,
         about="Record that it took so long, and ended now."),
    Call(method="POST", path=f"{TASK}/dismiss", gives=Done, role="act", takes=Nothing, about="Take it from the list.",
         do=lambda desk, request, _: dismiss(desk, request, dismissed=True)),
    Call(method="POST", path=f"{TASK}/restore", gives=Done, role="act", takes=Nothing, about="Put it back.",
         do=lambda desk, request, _: dismiss(desk, request, dismissed=False)),
    Call(method="POST", path="/api/timer/stop", gives=timing.Timed, role="act", takes=Nothing,
         about="End what runs for you, and record how long it took.",
         do=lambda desk, request, _: tasks.stop(desk, by=actions.by(request))),
    Call(method="GET", path="/api/worth", gives=list[figures.Ranked], filters=("repository",),
         about="What recurs, with what a tool for it is worth, the best return first.",
         do=lambda desk, request, _: list(told(desk, request).ranked)),
    Call(method="GET", path="/api/returns", gives=list[figures.Told], filters=("repository",),
         about="What the tools of each task have brought.",
         do=lambda desk, request, _: list(told(desk, request).returns)),
    Call(method="GET", path="/api/metrics", gives=list[figures.Metric], filters=("repository", "weeks"), do=metrics,
         about="The five metrics with their targets and trends.", csv=metrics_app.to_csv),
    Call(method="GET", path="/api/review", gives=figures.Review, filters=("repository",),
         about="What to do about each tool this week.", do=lambda desk, request, _: told(desk, request).review),
    Call(method="GET", path="/api/forecast", gives=figures.Forecast, filters=("repository", "weeks"), do=forecast,
         about="Hours invested and saved, so far and under three courses."),
)  # fmt: skip

"""What people do on the pages of tasks: say what recurs and which tool does it, and time it."""

import contextlib
from collections.abc import Mapping

from starlette.requests import Request
from starlette.routing import Route

from jigsmith.app.desk import tasks
from jigsmith.app.desk.access import Role
from jigsmith.app.desk.places import Desk
from jigsmith.base import errors
from jigsmith.faces.web import actions
from jigsmith.faces.web.actions import Do, Fields, by


def number(request: Request) -> int:
    """Return the task that is meant."""
    found: int = request.path_params["number"]
    return found


def add(desk: Desk, _: Request, fields: Fields) -> str:
    """Add a task, or change what is said of it, and go to its page."""
    made = tasks.add(
        desk, fields.get("name", ""), repository=fields.get("repository", ""), what=fields.get("what", ""),
        per_week=measured(fields, "per_week"), minutes=measured(fields, "minutes"),
    )  # fmt: skip
    return f"noted /tasks/{made}"


def measured(fields: Fields, name: str) -> float | None:
    """Return a number of a form; None: it was left out. Raises ParameterInvalid."""
    text = fields.get(name, "").strip().replace(",", ".")
    if not text:
        return None
    with contextlib.suppress(ValueError):
        return float(text)
    raise errors.ParameterInvalid(f"'{text[:40]}' is no number", do="Write it like 3 or 0.5.")


def link(desk: Desk, request: Request, fields: Fields) -> str:
    """Say that a tool does it."""
    share = measured(fields, "share")
    tasks.link(desk, number(request), fields.get("tool", ""), share=None if share is None else share / 100)
    return "linked"


def unlink(desk: Desk, request: Request, fields: Fields) -> str:
    """Say that a tool does not."""
    tasks.unlink(desk, number(request), fields.get("tool", ""))
    return "unlinked"


def start(desk: Desk, request: Request, fields: Fields) -> str:
    """Let the clock run."""
    tasks.start(desk, number(request), tool=fields.get("tool", ""), by=by(request))
    return "started"


def stop(desk: Desk, request: Request, _: Fields) -> str:
    """End what runs."""
    tasks.stop(desk, by=by(request))
    return "timed"


def note(desk: Desk, request: Request, fields: Fields) -> str:
    """Record that it took so long."""
    length = fields.get("length", "").strip()
    tasks.note(
        desk, number(request), f"{length}m" if length.isdigit() else length, tool=fields.get("tool", ""), by=by(request)
    )
    return "timed"


def dismiss(desk: Desk, request: Request, _: Fields) -> str:
    """Take it from the list."""
    tasks.dismiss(desk, number(request), dismissed=True)
    return "dismissed"


def restore(desk: Desk, request: Request, _: Fields) -> str:
    """Put it back."""
    tasks.dismiss(desk, number(request), dismissed=False)
    return "restored"


TASK = "/tasks/{number:int}"
ACTIONS: Mapping[str, tuple[Do, Role]] = {
    "/tasks": (add, "act"),
    f"{TASK}/link": (link, "act"),
    f"{TASK}/unlink": (unlink, "act"),
    f"{TASK}/start": (start, "act"),
    f"{TASK}/log": (note, "act"),
    f"{TASK}/dismiss": (dismiss, "act"),
    f"{TASK}/restore": (restore, "act"),
    "/timer/stop": (stop, "act"),
}
ROUTES = [Route(path, actions.done(do, role), methods=["POST"]) for path, (do, role) in ACTIONS.items()]

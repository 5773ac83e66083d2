"""What people do on pages: each a form that is posted, checked, done by a use case, and answered with the page anew."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from jigsmith.app.desk import access, acting, board, families, runs
from jigsmith.app.desk.access import Role, Who
from jigsmith.app.desk.places import Desk
from jigsmith.base import web_errors
from jigsmith.faces.web import gate, rendering

Fields = Mapping[str, str]
Do = Callable[[Desk, Request, Fields], str]
"""Does it, and returns what is said afterwards (a key of rendering.SAID), or a path to go to."""


def by(request: Request) -> str:
    """Return who does it; empty: whoever sits at this machine."""
    who: Who = request.state.who
    return who.name


def run(desk: Desk, request: Request, _: Fields) -> str:
    """Have a job run."""
    runs.ask(desk, request.path_params["repository"], request.path_params["name"])
    return "asked"


def pause(desk: Desk, request: Request, _: Fields) -> str:
    """Let the due times of a job pass."""
    runs.pause(desk, request.path_params["repository"], request.path_params["name"], paused=True)
    return "paused"


def resume(desk: Desk, request: Request, _: Fields) -> str:
    """Let them pass no longer."""
    runs.pause(desk, request.path_params["repository"], request.path_params["name"], paused=False)
    return "resumed"


def stop(desk: Desk, request: Request, _: Fields) -> str:
    """Stop a run."""
    runs.stop(desk, request.path_params["id"])
    return "stopped"


def answer(desk: Desk, request: Request, fields: Fields) -> str:
    """Answer what a ticket asks."""
    board.answer(desk, request.path_params["number"], fields.get("answer", ""), by=by(request))
    return "answered"


def approve(desk: Desk, request: Request, fields: Fields) -> str:
    """Allow the merge of the commit that was shown."""
    board.approve(desk, request.path_params["number"], sha=fields.get("sha", ""), by=by(request))
    return "approved"


def retry(desk: Desk, request: Request, _: Fields) -> str:
    """Go on with a ticket."""
    board.retry(desk, request.path_params["number"], by=by(request))
    return "retried"


def cancel(desk: Desk, request: Request, _: Fields) -> str:
    """End a ticket."""
    board.cancel(desk, request.path_params["number"], by=by(request))
    return "cancelled"


def scan(desk: Desk, request: Request, _: Fields) -> str:
    """Scan a repository."""
    families.scan(desk, request.path_params["repository"])
    return "scanned"


def build(desk: Desk, request: Request, fields: Fields) -> str:
    """Build the template of a candidate, and go to its page."""
    repository, identifier = request.path_params["repository"], request.path_params["id"]
    made = families.build(desk, repository, identifier, name=fields.get("name", "").strip())
    return f"built /templates/{quote(repository)}/{quote(made.template)}"


def deploy(desk: Desk, request: Request, _: Fields) -> str:
    """Put a template into the toolchain."""
    families.deploy(desk, request.path_params["repository"], request.path_params["name"])
    return "deployed"


ACTIONS: Mapping[str, tuple[Do, Role]] = {
    "/jobs/{repository}/{name}/run": (run, "act"),
    "/jobs/{repository}/{name}/pause": (pause, "act"),
    "/jobs/{repository}/{name}/resume": (resume, "act"),
    "/runs/{id:path}/stop": (stop, "act"),
    "/tickets/{number:int}/answer": (answer, "act"),
    "/tickets/{number:int}/approve": (approve, "act"),
    "/tickets/{number:int}/retry": (retry, "act"),
    "/tickets/{number:int}/cancel": (cancel, "act"),
    "/families/{repository}/scan": (scan, "act"),
    "/families/{repository}/{id}/build": (build, "administer"),
    "/templates/{repository}/{name}/deploy": (deploy, "administer"),
}


def recorded(do: Do, path: str) -> Do:
    """Return what does the same, and records it as a use."""

    def act(desk: Desk, request: Request, fields: Fields) -> str:
        with acting.recorded(desk, path, request.path_params, by=by(request)):
            return do(desk, request, fields)

    return act


def done(do: Do, role: Role) -> Callable[[Request], Awaitable[Response]]:
    """Return what answers to a form: by going to where it was sent from, so that reloading does nothing twice."""

    async def act(request: Request) -> Response:
        fields = await read(request)
        require(request, role)
        if not request.state.form.holds(fields.get("form", "")):
            raise web_errors.AccessRefused("the page was too old", do="Reload it, and do it again.")
        said, _, to = (await run_in_threadpool(do, request.app.state.desk, request, fields)).partition(" ")
        answered = RedirectResponse(to or ours(fields.get("next", "")), 303)
        answered.set_cookie("jig_said", said, max_age=20, httponly=True, samesite="lax")
        return answered

    return act


def require(request: Request, role: Role) -> None:
    """Raise AccessRefused when somebody's role is too small."""
    who: Who = request.state.who
    if not who.may(role):
        raise web_errors.AccessRefused(f"that needs the role '{role}', and yours is '{who.role}'")


async def read(request: Request) -> dict[str, str]:
    """Return the fields of a form; what is no form has none."""
    if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        return {}
    body = (await request.body()).decode("utf-8", "replace")
    try:
        return dict(parse_qsl(body, max_num_fields=50))
    except ValueError:
        return {}


def ours(path: str) -> str:
    """Return where to go on: a path of this server, and nothing that a browser would take for another one."""
    split = urlsplit(path.replace("\\", "/"))
    fits = path.startswith("/") and not split.scheme and not split.netloc and not path.startswith("//")
    return path if fits and path.isprintable() else "/"


def login_page(request: Request) -> Response:
    """Show the form for a token."""
    return rendering.page(request, "login", wrong=False, title="Sign in")


async def login(request: Request) -> Response:
    """Take a token, and keep it in a cookie that no script reads."""
    fields = await read(request)
    token = fields.get("token", "").strip()
    who = await run_in_threadpool(access.who, request.app.state.desk.floor, token)
    if who is None:
        return await run_in_threadpool(rendering.page, request, "login", status=403, wrong=True, title="Sign in")
    answered = RedirectResponse("/", 303)
    answered.set_cookie(gate.COOKIE, token, max_age=30 * 86_400, httponly=True, samesite="lax", **secure(request))
    return answered


async def logout(request: Request) -> Response:
    """Forget the token in this browser."""
    fields = await read(request)
    if not request.state.form.holds(fields.get("form", "")):
        raise web_errors.AccessRefused("the page was too old", do="Reload it, and do it again.")
    answered = RedirectResponse("/login", 303)
    answered.delete_cookie(gate.COOKIE, httponly=True, samesite="lax", **secure(request))
    return answered


def secure(request: Request) -> dict[str, Any]:
    """Return the flag of cookies that go over TLS alone."""
    return {"secure": request.state.secure}


ROUTES = [
    Route("/login", login_page, methods=["GET"]),
    Route("/login", login, methods=["POST"]),
    Route("/logout", logout, methods=["POST"]),
    *(Route(path, done(recorded(do, path), role), methods=["POST"]) for path, (do, role) in ACTIONS.items()),
]

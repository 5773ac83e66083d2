"""The JSON API: the same use cases as the pages. What it takes and gives is described at /api/openapi.json.

Lists come as CSV, too, with `format=csv`. Errors are `{"what", "where", "do"}`.
"""

import csv
import dataclasses
import io
from collections.abc import Callable
from typing import Any, get_args

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from jigsmith.app.desk import acting, uses
from jigsmith.base import errors, web_errors
from jigsmith.faces.web import actions, calls, ledger_calls, pages


def answered(call: calls.Call) -> Callable[[Request], Any]:
    """Return what answers to a call."""

    async def answer(request: Request) -> Response:
        try:
            actions.require(request, call.role)
            as_csv_wanted = checked(request, call)
            sent = await taken(request, call.takes) if call.takes else None
            found = await run_in_threadpool(done, call, request, sent)
        except errors.JigError as error:
            return json(calls.Failure(what=error.what, where=error.where, do=error.do), status_of(error))
        return as_csv(call.csv(found) if call.csv else table(found, call.gives)) if as_csv_wanted else json(found)

    return answer


def done(call: calls.Call, request: Request, sent: Any) -> Any:
    """Do it; what is more than to look is recorded as a use."""
    desk = request.app.state.desk
    if call.method == "GET":
        return call.do(desk, request, sent)
    with acting.recorded(desk, call.path, request.path_params, by=actions.by(request)):
        return call.do(desk, request, sent)


def checked(request: Request, call: calls.Call) -> bool:
    """Return whether CSV is wanted. Raises RequestWrong for a filter that there is not: it would else do nothing."""
    known = {*call.filters, *(["format"] if call.method == "GET" else [])}
    given = [name for name, _ in request.query_params.multi_items()]
    wrong = [name for name in given if name not in known or given.count(name) > 1]
    if wrong:
        raise web_errors.RequestWrong(f"`{wrong[0]}` is given twice, or is no filter of this")
    form = request.query_params.get("format", "json")
    if form not in {"json", "csv"}:
        raise web_errors.RequestWrong("`format` is json or csv")
    return form == "csv"


async def taken(request: Request, kind: type[msgspec.Struct]) -> msgspec.Struct:
    """Return what was sent. Raises RequestWrong: only JSON is taken, which no form of another site can send."""
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise web_errors.RequestWrong("only application/json is taken")
    try:
        return msgspec.json.decode(await request.body() or b"{}", type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, ValueError) as error:
        raise web_errors.RequestWrong(str(error)) from error


def status_of(error: errors.JigError) -> int:
    """Return the HTTP status of an error."""
    return 400 if isinstance(error, web_errors.RequestWrong) else pages.status_of(error)


def json(found: Any, status: int = 200) -> Response:
    """Answer with records as JSON."""
    return Response(msgspec.json.encode(found, enc_hook=str), status, media_type="application/json")


def as_csv(text: str) -> Response:
    """Answer with CSV."""
    return Response(text, media_type="text/csv; charset=utf-8",
                    headers={"content-disposition": 'attachment; filename="jigsmith.csv"'})  # fmt: skip


def table(found: Any, kind: Any) -> str:
    """Return a list as CSV: a column for each field; what is no plain value stands in it as JSON. `kind` is the type of
    what was found: without rows, too, there is a line with the names of the columns.
    """
    rows = list(found.tools if isinstance(found, uses.Uses) else found if isinstance(found, list) else [found])
    each = uses.Used if isinstance(found, uses.Uses) else next(iter(get_args(kind)), kind)
    names = [field.name for field in dataclasses.fields(each)]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([cell(getattr(row, name)) for name in names] for row in rows)
    return out.getvalue()


def cell(value: Any) -> str | float | int:
    """Return a value for a cell; a text that a spreadsheet would take for a formula is made one that it does not."""
    plain = msgspec.to_builtins(value, enc_hook=str)
    if isinstance(plain, bool) or not isinstance(plain, str | int | float):
        return "" if plain is None else msgspec.json.encode(plain).decode()
    return f"'{plain}" if isinstance(plain, str) and plain[:1] in {"=", "+", "-", "@", "\t", "\r"} else plain


CALLS = (*calls.CALLS, *ledger_calls.CALLS)
ROUTES = [Route(call.path, answered(call), methods=[call.method]) for call in CALLS]

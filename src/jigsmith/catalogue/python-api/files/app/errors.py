"""Every error a caller sees is a problem as in RFC 9457: JSON with `type`, `title`, `status`, `detail` and `code`."""

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from app.logs import request_id

MEDIA_TYPE = "application/problem+json"
logger = logging.getLogger(__name__)


class FieldProblem(BaseModel):
    """One value of a request that cannot be taken."""

    where: str
    message: str


class Problem(BaseModel):
    """The body of every answer that is an error."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    code: str
    request_id: str | None = None
    fields: list[FieldProblem] = []


class ApiError(Exception):
    """An error that the caller caused or can do something about. `code` is for programs and never changes."""

    status = HTTPStatus.BAD_REQUEST
    code = "bad_request"

    def __init__(self, detail: str, *, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.headers = headers


class NotFound(ApiError):
    """What was asked for is not there."""

    status = HTTPStatus.NOT_FOUND
    code = "not_found"


class Conflict(ApiError):
    """What was asked for contradicts what is there."""

    status = HTTPStatus.CONFLICT
    code = "conflict"


class Unauthorized(ApiError):
    """The caller has to say who they are."""

    status = HTTPStatus.UNAUTHORIZED
    code = "unauthorized"


class Unavailable(ApiError):
    """Something that the service needs does not answer."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    code = "unavailable"


# What the OpenAPI document says of every route.
RESPONSES: dict[int | str, dict[str, Any]] = {
    "default": {"model": Problem, "description": "A problem (RFC 9457)"},
}


def install(app: FastAPI) -> None:
    """Answer every error with a problem."""
    app.add_exception_handler(ApiError, _api_error)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(Exception, _unexpected)


def respond(error: ApiError) -> JSONResponse:
    """The answer that an error becomes."""
    return _answer(error.status, error.detail, code=error.code, headers=error.headers)


def _api_error(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, ApiError)  # noqa: S101 - what the handler is registered for
    return respond(error)


def _http_error(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101
    status = HTTPStatus(error.status_code)
    return _answer(status, str(error.detail), code=status.name.lower(), headers=error.headers)


def _invalid(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101
    fields = [
        FieldProblem(where=".".join(str(part) for part in each["loc"]), message=each["msg"]) for each in error.errors()
    ]
    detail = "; ".join(f"{field.where}: {field.message}" for field in fields)
    return _answer(HTTPStatus.UNPROCESSABLE_ENTITY, detail, code="invalid", fields=fields)


def _unexpected(_: Request, error: Exception) -> JSONResponse:
    logger.error("unexpected error", exc_info=error)
    detail = "Something went wrong on our side. Its number is in request_id."
    headers = {"x-request-id": request_id.get() or ""}
    return _answer(HTTPStatus.INTERNAL_SERVER_ERROR, detail, code="internal", headers=headers)


def _answer(
    status: HTTPStatus,
    detail: str,
    *,
    code: str,
    headers: Mapping[str, str] | None = None,
    fields: list[FieldProblem] | None = None,
) -> JSONResponse:
    problem = Problem(
        title=status.phrase,
        status=status,
        detail=detail,
        code=code,
        request_id=request_id.get(),
        fields=fields or [],
    )
    body = problem.model_dump(exclude_defaults=True, exclude={"type"}) | {"type": problem.type}
    return JSONResponse(body, status, dict(headers or {}), MEDIA_TYPE)

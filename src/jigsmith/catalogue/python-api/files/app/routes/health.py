"""For those who watch the service: does it live, and can it work?"""

from collections.abc import Callable

from fastapi import APIRouter, Request
from pydantic import BaseModel

router = APIRouter(prefix="/health", tags=["health"])


class Health(BaseModel):
    """The answer when all is well."""

    status: str = "ok"


@router.get("/live")
def live() -> Health:
    """The process answers."""
    return Health()


@router.get("/ready")
def ready(request: Request) -> Health:
    """What the service needs answers as well; otherwise 503."""
    checks: dict[str, Callable[[], None]] = request.app.state.checks
    for check in checks.values():
        check()
    return Health()

"""Puts the service together. Nothing happens at import: tests make as many services as they like."""

from collections.abc import AsyncGenerator
from contextlib import ExitStack, asynccontextmanager

from fastapi import FastAPI

{% if database == "none" %}
from app import errors, logs
{% else %}
from app import database, errors, logs
{% endif %}
from app.routes import router
from app.settings import Settings, load


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
    """What the service opened for itself is closed when it ends."""
    closing: ExitStack = app.state.closing
    with closing:
        yield


def create_app(settings: Settings | None = None) -> FastAPI:
    """Make the service. Without settings they are read from the environment and from `.env`."""
    settings = settings or load()
    app = FastAPI(
        title="{{ name | kebab }}",
        description="{{ description }}",
        lifespan=lifespan,
        responses=errors.RESPONSES,
    )
    app.state.settings = settings
    app.state.closing = ExitStack()
    app.state.checks = {}
    logs.install(app, settings)
    errors.install(app)
{% if database != "none" %}
    database.install(app, settings)
{% endif %}
    # jig:setup
    app.include_router(router)
    return app

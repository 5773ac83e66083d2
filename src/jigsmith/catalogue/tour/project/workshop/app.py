"""The application: every module in workshop/routes brings its own routes."""

import pkgutil
from importlib import import_module

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse

from workshop import routes
from workshop.storage import Missing
from workshop.validation import Invalid


async def show_problems(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Invalid)
    return JSONResponse({"problems": error.problems}, status_code=422)


async def show_missing(request: Request, error: Exception) -> JSONResponse:
    return JSONResponse({"error": str(error)}, status_code=404)


found = [import_module(f"workshop.routes.{module.name}") for module in pkgutil.iter_modules(routes.__path__)]
app = Starlette(
    routes=[route for module in found for route in module.routes],
    exception_handlers={Invalid: show_problems, Missing: show_missing},
)

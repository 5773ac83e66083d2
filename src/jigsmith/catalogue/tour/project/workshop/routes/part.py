"""Routes for parts."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from workshop.models.part import Part
from workshop.schemas.part import read_part_changes, read_new_part
from workshop.storage import Table

parts = Table(Part)


async def list_parts(request: Request) -> Response:
    return JSONResponse([part.as_json() for part in parts.all()])


async def create_part(request: Request) -> Response:
    part = parts.add(read_new_part(await request.json()))
    return JSONResponse(part.as_json(), status_code=201)


async def get_part(request: Request) -> Response:
    part = parts.get(request.path_params["id"])
    return JSONResponse(part.as_json())


async def change_part(request: Request) -> Response:
    part = parts.change(request.path_params["id"], read_part_changes(await request.json()))
    return JSONResponse(part.as_json())


async def delete_part(request: Request) -> Response:
    parts.remove(request.path_params["id"])
    return Response(status_code=204)


routes = [
    Route("/parts", list_parts, methods=["GET"]),
    Route("/parts", create_part, methods=["POST"]),
    Route("/parts/{id:int}", get_part, methods=["GET"]),
    Route("/parts/{id:int}", change_part, methods=["PATCH"]),
    Route("/parts/{id:int}", delete_part, methods=["DELETE"]),
]

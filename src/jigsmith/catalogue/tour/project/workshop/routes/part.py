"""Routes for parts."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from workshop.models.part import Part
from workshop.schemas.part import part_schema
from workshop.storage import Table, dump

parts = Table(Part)


async def list_parts(request: Request) -> Response:
    return JSONResponse([dump(part) for part in parts.all()])


async def create_part(request: Request) -> Response:
    part = parts.add(part_schema.read(await request.json()))
    return JSONResponse(dump(part), status_code=201)


async def get_part(request: Request) -> Response:
    part = parts.get(request.path_params["id"])
    if part is None:
        return JSONResponse({"error": "no such part"}, status_code=404)
    return JSONResponse(dump(part))


async def delete_part(request: Request) -> Response:
    if not parts.remove(request.path_params["id"]):
        return JSONResponse({"error": "no such part"}, status_code=404)
    return Response(status_code=204)


routes = [
    Route("/parts", list_parts, methods=["GET"]),
    Route("/parts", create_part, methods=["POST"]),
    Route("/parts/{id:int}", get_part, methods=["GET"]),
    Route("/parts/{id:int}", delete_part, methods=["DELETE"]),
]

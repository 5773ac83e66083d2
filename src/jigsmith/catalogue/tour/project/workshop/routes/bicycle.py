"""Routes for bicycles."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from workshop.models.bicycle import Bicycle
from workshop.schemas.bicycle import bicycle_schema
from workshop.storage import Table, dump

bicycles = Table(Bicycle)


async def list_bicycles(request: Request) -> Response:
    return JSONResponse([dump(bicycle) for bicycle in bicycles.all()])


async def create_bicycle(request: Request) -> Response:
    bicycle = bicycles.add(bicycle_schema.read(await request.json()))
    return JSONResponse(dump(bicycle), status_code=201)


async def get_bicycle(request: Request) -> Response:
    bicycle = bicycles.get(request.path_params["id"])
    if bicycle is None:
        return JSONResponse({"error": "no such bicycle"}, status_code=404)
    return JSONResponse(dump(bicycle))


async def delete_bicycle(request: Request) -> Response:
    if not bicycles.remove(request.path_params["id"]):
        return JSONResponse({"error": "no such bicycle"}, status_code=404)
    return Response(status_code=204)


routes = [
    Route("/bicycles", list_bicycles, methods=["GET"]),
    Route("/bicycles", create_bicycle, methods=["POST"]),
    Route("/bicycles/{id:int}", get_bicycle, methods=["GET"]),
    Route("/bicycles/{id:int}", delete_bicycle, methods=["DELETE"]),
]

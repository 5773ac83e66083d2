"""Routes for bicycles."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from workshop.models.bicycle import Bicycle
from workshop.schemas.bicycle import read_bicycle_changes, read_new_bicycle
from workshop.storage import Table

bicycles = Table(Bicycle)


async def list_bicycles(request: Request) -> Response:
    return JSONResponse([bicycle.as_json() for bicycle in bicycles.all()])


async def create_bicycle(request: Request) -> Response:
    bicycle = bicycles.add(read_new_bicycle(await request.json()))
    return JSONResponse(bicycle.as_json(), status_code=201)


async def get_bicycle(request: Request) -> Response:
    bicycle = bicycles.get(request.path_params["id"])
    return JSONResponse(bicycle.as_json())


async def change_bicycle(request: Request) -> Response:
    bicycle = bicycles.change(request.path_params["id"], read_bicycle_changes(await request.json()))
    return JSONResponse(bicycle.as_json())


async def delete_bicycle(request: Request) -> Response:
    bicycles.remove(request.path_params["id"])
    return Response(status_code=204)


routes = [
    Route("/bicycles", list_bicycles, methods=["GET"]),
    Route("/bicycles", create_bicycle, methods=["POST"]),
    Route("/bicycles/{id:int}", get_bicycle, methods=["GET"]),
    Route("/bicycles/{id:int}", change_bicycle, methods=["PATCH"]),
    Route("/bicycles/{id:int}", delete_bicycle, methods=["DELETE"]),
]

"""Routes for repairs."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from workshop.models.repair import Repair
from workshop.schemas.repair import read_repair_changes, read_new_repair
from workshop.storage import Table

repairs = Table(Repair)


async def list_repairs(request: Request) -> Response:
    return JSONResponse([repair.as_json() for repair in repairs.all()])


async def create_repair(request: Request) -> Response:
    repair = repairs.add(read_new_repair(await request.json()))
    return JSONResponse(repair.as_json(), status_code=201)


async def get_repair(request: Request) -> Response:
    repair = repairs.get(request.path_params["id"])
    return JSONResponse(repair.as_json())


async def change_repair(request: Request) -> Response:
    repair = repairs.change(request.path_params["id"], read_repair_changes(await request.json()))
    return JSONResponse(repair.as_json())


async def delete_repair(request: Request) -> Response:
    repairs.remove(request.path_params["id"])
    return Response(status_code=204)


async def finish_repair(request: Request) -> Response:
    repair = repairs.change(request.path_params["id"], {"finished": True})
    return JSONResponse(repair.as_json())


routes = [
    Route("/repairs", list_repairs, methods=["GET"]),
    Route("/repairs", create_repair, methods=["POST"]),
    Route("/repairs/{id:int}", get_repair, methods=["GET"]),
    Route("/repairs/{id:int}", change_repair, methods=["PATCH"]),
    Route("/repairs/{id:int}", delete_repair, methods=["DELETE"]),
    Route("/repairs/{id:int}/finish", finish_repair, methods=["POST"]),
]

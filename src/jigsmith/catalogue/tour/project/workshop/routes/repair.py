"""Routes for repairs."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from workshop.models.repair import Repair
from workshop.schemas.repair import repair_schema
from workshop.storage import Table, dump

repairs = Table(Repair)


async def list_repairs(request: Request) -> Response:
    return JSONResponse([dump(repair) for repair in repairs.all()])


async def create_repair(request: Request) -> Response:
    repair = repairs.add(repair_schema.read(await request.json()))
    return JSONResponse(dump(repair), status_code=201)


async def get_repair(request: Request) -> Response:
    repair = repairs.get(request.path_params["id"])
    if repair is None:
        return JSONResponse({"error": "no such repair"}, status_code=404)
    return JSONResponse(dump(repair))


async def delete_repair(request: Request) -> Response:
    if not repairs.remove(request.path_params["id"]):
        return JSONResponse({"error": "no such repair"}, status_code=404)
    return Response(status_code=204)


async def finish_repair(request: Request) -> Response:
    repair = repairs.get(request.path_params["id"])
    if repair is None:
        return JSONResponse({"error": "no such repair"}, status_code=404)
    repair.finished = True
    return JSONResponse(dump(repair))


routes = [
    Route("/repairs", list_repairs, methods=["GET"]),
    Route("/repairs", create_repair, methods=["POST"]),
    Route("/repairs/{id:int}", get_repair, methods=["GET"]),
    Route("/repairs/{id:int}", delete_repair, methods=["DELETE"]),
    Route("/repairs/{id:int}/finish", finish_repair, methods=["POST"]),
]

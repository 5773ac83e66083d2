"""Routes for deliveries."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from workshop.models.delivery import Delivery
from workshop.schemas.delivery import delivery_schema
from workshop.storage import Table, dump

deliveries = Table(Delivery)


async def create_delivery(request: Request) -> Response:
    delivery = deliveries.add(delivery_schema.read(await request.json()))
    return JSONResponse(dump(delivery), status_code=201)


async def get_delivery(request: Request) -> Response:
    delivery = deliveries.get(request.path_params["id"])
    if delivery is None:
        return JSONResponse({"error": "no such delivery"}, status_code=404)
    return JSONResponse(dump(delivery))


async def delete_delivery(request: Request) -> Response:
    if not deliveries.remove(request.path_params["id"]):
        return JSONResponse({"error": "no such delivery"}, status_code=404)
    return Response(status_code=204)


routes = [
    Route("/deliveries", create_delivery, methods=["POST"]),
    Route("/deliveries/{id:int}", get_delivery, methods=["GET"]),
    Route("/deliveries/{id:int}", delete_delivery, methods=["DELETE"]),
]

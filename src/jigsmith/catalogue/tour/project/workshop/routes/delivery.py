"""Routes for deliveries."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from workshop.models.delivery import Delivery
from workshop.schemas.delivery import read_delivery_changes, read_new_delivery
from workshop.storage import Table

deliveries = Table(Delivery)


async def create_delivery(request: Request) -> Response:
    delivery = deliveries.add(read_new_delivery(await request.json()))
    return JSONResponse(delivery.as_json(), status_code=201)


async def get_delivery(request: Request) -> Response:
    delivery = deliveries.get(request.path_params["id"])
    return JSONResponse(delivery.as_json())


async def change_delivery(request: Request) -> Response:
    delivery = deliveries.change(request.path_params["id"], read_delivery_changes(await request.json()))
    return JSONResponse(delivery.as_json())


async def delete_delivery(request: Request) -> Response:
    deliveries.remove(request.path_params["id"])
    return Response(status_code=204)


routes = [
    Route("/deliveries", create_delivery, methods=["POST"]),
    Route("/deliveries/{id:int}", get_delivery, methods=["GET"]),
    Route("/deliveries/{id:int}", change_delivery, methods=["PATCH"]),
    Route("/deliveries/{id:int}", delete_delivery, methods=["DELETE"]),
]

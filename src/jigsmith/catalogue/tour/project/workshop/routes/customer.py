"""Routes for customers."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from workshop.models.customer import Customer
from workshop.schemas.customer import customer_schema
from workshop.storage import Table, dump

customers = Table(Customer)


async def list_customers(request: Request) -> Response:
    return JSONResponse([dump(customer) for customer in customers.all()])


async def create_customer(request: Request) -> Response:
    customer = customers.add(customer_schema.read(await request.json()))
    return JSONResponse(dump(customer), status_code=201)


async def get_customer(request: Request) -> Response:
    customer = customers.get(request.path_params["id"])
    if customer is None:
        return JSONResponse({"error": "no such customer"}, status_code=404)
    return JSONResponse(dump(customer))


async def delete_customer(request: Request) -> Response:
    if not customers.remove(request.path_params["id"]):
        return JSONResponse({"error": "no such customer"}, status_code=404)
    return Response(status_code=204)


routes = [
    Route("/customers", list_customers, methods=["GET"]),
    Route("/customers", create_customer, methods=["POST"]),
    Route("/customers/{id:int}", get_customer, methods=["GET"]),
    Route("/customers/{id:int}", delete_customer, methods=["DELETE"]),
]

"""Routes for customers."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from workshop.models.customer import Customer
from workshop.schemas.customer import read_customer_changes, read_new_customer
from workshop.storage import Table

customers = Table(Customer)


async def list_customers(request: Request) -> Response:
    return JSONResponse([customer.as_json() for customer in customers.all()])


async def create_customer(request: Request) -> Response:
    customer = customers.add(read_new_customer(await request.json()))
    return JSONResponse(customer.as_json(), status_code=201)


async def get_customer(request: Request) -> Response:
    customer = customers.get(request.path_params["id"])
    return JSONResponse(customer.as_json())


async def change_customer(request: Request) -> Response:
    customer = customers.change(request.path_params["id"], read_customer_changes(await request.json()))
    return JSONResponse(customer.as_json())


async def delete_customer(request: Request) -> Response:
    customers.remove(request.path_params["id"])
    return Response(status_code=204)


routes = [
    Route("/customers", list_customers, methods=["GET"]),
    Route("/customers", create_customer, methods=["POST"]),
    Route("/customers/{id:int}", get_customer, methods=["GET"]),
    Route("/customers/{id:int}", change_customer, methods=["PATCH"]),
    Route("/customers/{id:int}", delete_customer, methods=["DELETE"]),
]

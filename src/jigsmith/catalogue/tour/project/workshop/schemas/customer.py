"""What a customer looks like as JSON."""

from workshop.models.customer import Customer
from workshop.validation import Schema

customer_schema = Schema(Customer)

"""What a delivery looks like as JSON."""

from workshop.models.delivery import Delivery
from workshop.validation import Schema

delivery_schema = Schema(Delivery)

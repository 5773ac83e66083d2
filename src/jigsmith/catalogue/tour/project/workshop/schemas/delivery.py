"""What a delivery looks like as JSON."""

from workshop.validation import Field, Schema

delivery_schema = Schema(
    Field("supplier", str),
    Field("tracking_number", str),
)

"""What a customer looks like as JSON."""

from workshop.validation import Field, Schema

customer_schema = Schema(
    Field("name", str),
    Field("email", str),
    Field("phone", str, required=False, default=""),
)

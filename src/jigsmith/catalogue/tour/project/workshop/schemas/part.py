"""What a part looks like as JSON."""

from workshop.validation import Field, Schema

part_schema = Schema(
    Field("name", str),
    Field("price_cents", int),
    Field("stock", int, required=False, default=0),
)

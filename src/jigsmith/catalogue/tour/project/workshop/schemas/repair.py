"""What a repair looks like as JSON."""

from workshop.validation import Field, Schema

repair_schema = Schema(
    Field("bicycle", int),
    Field("description", str),
    Field("minutes", int, required=False, default=30),
)

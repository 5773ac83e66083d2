"""What a bicycle looks like as JSON."""

from workshop.validation import Field, Schema

bicycle_schema = Schema(
    Field("owner", int),
    Field("brand", str),
    Field("frame_number", str),
    Field("electric", bool, required=False, default=False),
)

"""What a part looks like as JSON."""

from workshop.models.part import Part
from workshop.validation import Schema

part_schema = Schema(Part)

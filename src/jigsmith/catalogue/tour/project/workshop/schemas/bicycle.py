"""What a bicycle looks like as JSON."""

from workshop.models.bicycle import Bicycle
from workshop.validation import Schema

bicycle_schema = Schema(Bicycle)

"""What a repair looks like as JSON."""

from workshop.models.repair import Repair
from workshop.validation import Schema

repair_schema = Schema(Repair, leave_out=("finished",))

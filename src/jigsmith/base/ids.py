"""Different ids have different types, so that one cannot be given for another."""

from typing import NewType

CandidateId = NewType("CandidateId", str)  # a family that scan found; the same input gives the same id
TemplateName = NewType("TemplateName", str)
InstanceName = NewType("InstanceName", str)  # the key of an instance within its template
EventId = NewType("EventId", int)  # a use, in the order in which uses ended
TicketId = NewType("TicketId", int)

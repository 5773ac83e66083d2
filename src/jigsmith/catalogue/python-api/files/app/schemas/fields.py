"""Kinds of values that many schemas have, with the bounds of their columns."""

from decimal import Decimal
from typing import Annotated, Any

from fastapi import Path
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

# Postgres cannot store the character with the number 0.
NO_NUL = r"^[^\x00]*$"

Line = Annotated[str, StringConstraints(min_length=1, max_length=255, pattern=NO_NUL)]
Text = Annotated[str, StringConstraints(pattern=NO_NUL)]
Integer = Annotated[int, Field(ge=-(2**31), lt=2**31)]
RecordId = Annotated[int, Path(ge=1, lt=2**31)]
Amount = Annotated[Decimal, Field(max_digits=12, decimal_places=2)]


class Input(BaseModel):
    """What comes in: a name that is not known is an error, not silence."""

    model_config = ConfigDict(extra="forbid")

    def given(self) -> dict[str, Any]:
        """The values that the caller gave, and no defaults."""
        return self.model_dump(exclude_unset=True)


class Output(BaseModel):
    """What goes out, read from a row."""

    model_config = ConfigDict(from_attributes=True)


def unchanged() -> Any:  # noqa: ANN401 - stands for a value of any type
    """The default in a change: the field need not be given, and null is no value for it."""
    return Field(default_factory=lambda: None)

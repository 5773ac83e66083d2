"""What all errors that jigsmith raises on purpose have in common."""

from __future__ import annotations

TYPE_CHECKING = False  # start-up time: typing is imported by type checkers alone
if TYPE_CHECKING:
    from typing import ClassVar


class JigError(Exception):
    """Something went wrong that jigsmith has no own word for. Please report it with the message."""

    exit_code: ClassVar[int] = 1
    retry_helps: ClassVar[bool] = False
    advice: ClassVar[str] = "Set JIG_DEBUG=1 to see where it comes from, and please report it."
    """What to do where an error of this kind does not say it itself."""

    def __init__(self, what: str, *, where: str | None = None, do: str | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.do = do or self.advice

    def __str__(self) -> str:
        """Return the three parts on one line, for logs and for other programs."""
        what = f"{self.where}: {self.what}" if self.where else self.what
        return f"{what}{'' if what.endswith(('.', '!', '?')) else '.'} {self.do}"

"""The errors that this tool knows, each with its exit code. Anything else is a bug and ends with 1."""

from typing import ClassVar


class ToolError(Exception):
    """Something went wrong that the user can put right: `what` happened, and what to `do`."""

    exit_code: ClassVar[int] = 1

    def __init__(self, what: str, *, do: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.do = do

    def __str__(self) -> str:
        """Both on one line."""
        return f"{self.what}. {self.do}" if self.do else self.what


class OptionInvalid(ToolError):
    """An option or an argument is missing, unknown or has a value that it cannot have."""

    exit_code = 2


class ConfigInvalid(ToolError):
    """The config file cannot be read, or holds what it should not."""

    exit_code = 3


class InputInvalid(ToolError):
    """What the tool was given to work on is missing, unreadable or not what it should be."""

    exit_code = 4


class WorkFailed(ToolError):
    """The input was right, and still the work could not be done."""

    exit_code = 5


class NotWritten(ToolError):
    """`main()` is still to be written."""

    exit_code = 70


INTERRUPTED = 130  # 128 + SIGINT, as shells have it

"""What can go wrong. Each error has its exit code; 2 is click's, for a wrong call."""

from typing import ClassVar


class {{ name | pascal }}Error(Exception):
    """Something that the user can do something about: what is wrong, and what to do."""

    exit_code: ClassVar[int] = 1

    def __init__(self, what: str, *, do: str = "") -> None:
        super().__init__(what)
        self.do = do

    def __str__(self) -> str:
        """Say it in one line, and what to do in another."""
        return f"{self.args[0]}\n  {self.do}" if self.do else str(self.args[0])


class ConfigError({{ name | pascal }}Error):
    """The configuration file cannot be read, or something in it is odd."""

    exit_code = 78


class WriteError({{ name | pascal }}Error):
    """A file cannot be written, or is there already."""

    exit_code = 73

"""What can be set from outside: environment variables, and `.env` for those that are not there.

A setting has its field here and its line in `.env.example`; a test holds both together.
"""

import difflib
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / ".env"


class SettingsError(Exception):
    """A setting is missing or odd. The text has a line for each of them."""


class Settings(BaseSettings):
    """Every setting, by the name of its environment variable in lower case."""

    model_config = SettingsConfigDict(env_file=FILE, extra="forbid", frozen=True)

    environment: Literal["development", "test", "production"] = "development"
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    log_level: Literal["debug", "info", "warning", "error"] = "info"
{% if database != "none" %}
    database_url: str = Field(pattern=r"^(postgresql\+psycopg|sqlite)://")
{% endif %}
    # jig:settings


def load(env_file: Path | None = None) -> Settings:
    """Read the settings. Raises SettingsError, which names each one that is wrong and how to put it right."""
    file = env_file or FILE
    try:
        return Settings(_env_file=file)  # pyright: ignore[reportCallIssue]
    except ValidationError as error:
        raise SettingsError(explain(error, file)) from None


def explain(error: ValidationError, file: Path) -> str:
    """Say of each setting that is wrong what is wrong with it, and how to put it right."""
    lines = [_sentence(str(each["loc"][0]), each["type"], each["msg"]) for each in error.errors()]
    hint = "" if file.exists() else f"\n{file} is not there: copy .env.example to .env and fill it in."
    return "The settings are not complete:\n" + "\n".join(f"  {line}" for line in lines) + hint


def _sentence(name: str, kind: str, message: str) -> str:
    variable = name.upper()
    if kind == "missing":
        return f"{variable} is missing. .env.example shows what it looks like."
    if kind == "extra_forbidden":
        return f"{variable} is not a setting.{_meant(variable)}"
    # The value itself is not shown: it may be a secret.
    return f"{variable}: {message[:1].lower()}{message[1:]}."


def _meant(variable: str) -> str:
    known: Iterable[str] = (name.upper() for name in Settings.model_fields)
    close = difflib.get_close_matches(variable, known, n=1)
    return f" Do you mean {close[0]}?" if close else ""

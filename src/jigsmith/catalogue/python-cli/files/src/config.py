"""What can be configured, in a TOML file: given with --config, named by a variable, or in the user's folder."""

import os
import tomllib
from pathlib import Path

from platformdirs import user_config_path
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from {{ name | snake }}.errors import ConfigError

VARIABLE = "{{ name | const }}_CONFIG"
EXAMPLE = """\
# How somebody is greeted; {name} stands for who.
greeting = "Hello, {name}!"

# How often.
times = 1
"""


class Config(BaseModel):
    """Every key of the file. An unknown one is an error, not silence."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    greeting: str = Field(default="Hello, {name}!", min_length=1)
    times: int = Field(default=1, ge=1, le=100)


def place(given: Path | None = None) -> Path:
    """Where the file is, or would be."""
    named = os.environ.get(VARIABLE)
    if given or named:
        return given or Path(named or "")
    return user_config_path("{{ name | kebab }}") / "config.toml"


def load(given: Path | None = None) -> Config:
    """Read the file; without one, everything has its default. ConfigError names the file and each key."""
    file = place(given)
    if not file.exists() and not given and VARIABLE not in os.environ:
        return Config()
    try:
        return Config.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file} cannot be read: {error}") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{file} is no TOML: {error}") from error
    except ValidationError as error:
        odd = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
        do = f"Known are {', '.join(Config.model_fields)}."
        raise ConfigError(f"{file} is odd: {odd}", do=do) from error

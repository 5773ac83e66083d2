"""The config file: found, read, and brought together with what was given on the command line.

What is given by an option wins over the environment, and that over the file. `schema()` is what the file may hold.
"""

import difflib
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

import click
from pydantic import BaseModel, ValidationError

from . import NAME, errors

FILE = f"{NAME}.toml"
INPUTS = "inputs"  # the arguments of the command; they have no place in a file
O = TypeVar("O", bound=BaseModel)  # noqa: E741 - O is for options


def find(given: Path | None) -> Path | None:
    """The file that was given, or the one in this folder, or the user's own; None: there is none."""
    places = [given] if given else [Path(FILE), Path(click.get_app_dir(NAME)) / "config.toml"]
    return next((place for place in places if place == given or place.is_file()), None)


def load(path: Path | None, options: type[BaseModel]) -> dict[str, Any]:
    """What the file holds; only the keys are checked here. ConfigInvalid: not readable, not TOML, unknown key."""
    if path is None:
        return {}
    try:
        text = path.read_text(encoding="utf-8")
        found = tomllib.loads(text)
    except (OSError, UnicodeDecodeError) as error:
        raise errors.ConfigInvalid(f"{path} cannot be read: {error}") from error
    except tomllib.TOMLDecodeError as error:
        raise errors.ConfigInvalid(f"{path} is not valid TOML: {error}") from error
    known = [name for name in options.model_fields if name != INPUTS]
    for key in found:
        if key not in known:
            near = difflib.get_close_matches(key, known)
            do = f"Did you mean `{near[0]}`?" if near else _listed(known)
            where = at(path, text, key)
            raise errors.ConfigInvalid(f"{where}: there is no setting `{key}`", do=do)
    return found


def together(options: type[O], given: Mapping[str, Any], path: Path | None) -> O:
    """The options of this call, checked. OptionInvalid, ConfigInvalid or InputInvalid by where the mistake is."""
    file = load(path, options)
    try:
        return options.model_validate({**file, **given})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        key = str(first["loc"][0]) if first["loc"] else ""
        what = first["msg"][:1].lower() + first["msg"][1:]
        if key == INPUTS:
            shown = "" if first["type"] == "missing" else f" ({first['input']})"
            raise errors.InputInvalid(f"{INPUTS}: {what}{shown}") from error
        if path and key in file and key not in given:
            where = at(path, path.read_text(encoding="utf-8"), key)
            raise errors.ConfigInvalid(f"{where}: `{key}`: {what}") from error
        name = f"--{key.replace('_', '-')}: " if key else ""
        raise errors.OptionInvalid(f"{name}{what}") from error


def schema(options: type[BaseModel]) -> dict[str, Any]:
    """The JSON schema of the config file: the options, none of which has to be there."""
    found = options.model_json_schema()
    found["properties"].pop(INPUTS, None)
    found.pop("required", None)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **found, "title": FILE}


def at(path: Path, text: str, key: str) -> str:
    """The place of a key, as editors and terminals understand it."""
    found = re.search(rf"^\s*\[*\s*[\"']?{re.escape(key)}\b", text, re.MULTILINE)
    return f"{path}:{text.count(chr(10), 0, found.end()) + 1}" if found else str(path)


def _listed(known: list[str]) -> str:
    return f"Known are: {', '.join(known)}." if known else "There is nothing to set."

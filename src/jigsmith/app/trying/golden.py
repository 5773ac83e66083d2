"""Golden: what the examples of a template make, recorded in `tests/examples/KEY.yaml` beside it.

One file for each example: a tree of files would have its .gitignore obeyed where it lies, and its tests collected.
"""

import base64
import difflib
from collections.abc import Mapping
from itertools import islice
from pathlib import Path

import msgspec

from jigsmith.app.records import instances
from jigsmith.app.trying import sandbox
from jigsmith.base import errors
from jigsmith.engines.templates import changes, documents, emit, render, write
from jigsmith.engines.templates import format as formats

SHOWN = 24
"""Lines of a difference that are shown."""
Files = Mapping[str, sandbox.Content]


class Golden(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What one example makes."""

    example: str
    files: dict[str, str] = {}
    """By path: the text."""
    binary: dict[str, str] = {}
    """By path: what is no text, in base64."""
    links: dict[str, str] = {}
    """By path: where a symbolic link leads."""
    executable: list[str] = []


def place(template: formats.Loaded, example: str) -> Path | None:
    """Where it is recorded what an example makes; None: the template is a single file, which has no place for tests."""
    if template.origin.stem != "template":
        return None
    return template.origin.parent / "tests" / "examples" / f"{instances.key(example)}.yaml"


def read(path: Path) -> dict[str, sandbox.Content] | None:
    """What is recorded; None: nothing is. TemplateInvalid, FileUnreadable."""
    if not path.is_file():
        return None
    try:
        raw, _ = documents.read(path.read_text(encoding="utf-8"), origin=str(path))
        found = msgspec.convert(raw, Golden)
        binary = {key: base64.b64decode(text, validate=True) for key, text in found.binary.items()}
    except (OSError, UnicodeDecodeError) as error:
        raise errors.FileUnreadable(f"cannot be read: {error}", where=str(path)) from error
    except (msgspec.ValidationError, ValueError) as error:
        do = "Remove it, and record it again with `--accept`."
        raise errors.TemplateInvalid(f"not what an example makes: {error}", where=str(path), do=do) from error
    data = {**{key: text.encode() for key, text in found.files.items()}, **binary}
    return {**{key: (each, key in found.executable) for key, each in data.items()}, **found.links}


def record(path: Path, example: str, files: Files) -> None:
    """Record what an example makes in the place of what is there. WriteFailed."""
    texts: dict[str, str] = {}
    binary: dict[str, str] = {}
    for key, each in files.items():
        if isinstance(each, str):
            continue
        try:
            texts[key] = each[0].decode()
        except UnicodeDecodeError:
            binary[key] = base64.b64encode(each[0]).decode()
    found = Golden(
        example=example,
        files=texts,
        binary=binary,
        links={key: each for key, each in files.items() if isinstance(each, str)},
        executable=[key for key, each in files.items() if not isinstance(each, str) and each[1]],
    )
    root = path.parents[2]
    made = render.Rendered(path=path.relative_to(root).as_posix(), data=emit.write(msgspec.to_builtins(found)).encode())
    with write.written(root, [changes.over(root, made)]):
        pass


def differences(expected: Files, made: Files, *, was: str, now: str) -> list[str]:
    """What differs, in words; below them the first difference line by line."""
    said = [f"{path} is missing" for path in expected if path not in made]
    said += [f"{path} is new" for path in made if path not in expected]
    other = [path for path in expected if path in made and expected[path] != made[path]]
    said += [f"{path} has other content" for path in other]
    return said + (diff(other[0], expected[other[0]], made[other[0]], names=(was, now)) if other else [])


def diff(path: str, before: sandbox.Content, after: sandbox.Content, *, names: tuple[str, str]) -> list[str]:
    """The first difference between two contents of a file."""
    old, new = (_lines(each) for each in (before, after))
    if old is None or new is None:
        return []
    if old == new:
        return ["who may execute it differs"]
    lines = difflib.unified_diff(old, new, f"{path} ({names[0]})", f"{path} ({names[1]})", lineterm="")
    first: list[str] = []
    for line in islice(lines, SHOWN):
        if line.startswith("@@") and any(each.startswith("@@") for each in first):
            break
        first.append(line)
    return first


def _lines(each: sandbox.Content) -> list[str] | None:
    if isinstance(each, str):
        return [f"-> {each}"]
    try:
        return each[0].decode().split("\n")
    except UnicodeDecodeError:
        return None

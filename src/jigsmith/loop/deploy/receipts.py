"""Receipts: what deploy has written for each template, one small file each in `.jig/deployed`. They are committed."""

from pathlib import Path

import msgspec

from jigsmith.base import errors, places
from jigsmith.engines.templates import documents, emit, paths, render
from jigsmith.loop.deploy import records

FOLDER = f"{places.FOLDER}/deployed"


def place(template: str) -> str:
    """The path of a receipt from the root."""
    return f"{FOLDER}/{template}.yaml"


def read(root: Path, template: str) -> records.Receipt | None:
    """The receipt of a template; None: it is not deployed. DeployConflict: it is broken."""
    path = paths.jail_file(root, place(template))
    return _read(path) if path.is_file() else None


def others(root: Path, template: str) -> list[records.Receipt]:
    """The receipts of all other templates, by name."""
    found = [_read(path) for path in sorted((root / FOLDER).glob("*.yaml"))]
    return [receipt for receipt in found if receipt.template != template]


def rendered(receipt: records.Receipt) -> render.Rendered:
    """The receipt as the file it is kept in."""
    text = emit.write(msgspec.to_builtins(receipt))
    return render.Rendered(path=place(receipt.template), data=text.encode())


def _read(path: Path) -> records.Receipt:
    do = "Restore it from git; without it nobody knows what was written."
    try:
        raw, _ = documents.read(path.read_text(encoding="utf-8"), origin=str(path))
        return msgspec.convert(raw, records.Receipt)
    except (OSError, UnicodeDecodeError) as error:
        raise errors.FileUnreadable(f"cannot be read: {error}", where=str(path)) from error
    except (msgspec.ValidationError, errors.TemplateInvalid) as error:
        raise errors.DeployConflict(f"not a receipt of `jig deploy`: {error}", where=str(path), do=do) from error

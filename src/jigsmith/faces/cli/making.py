"""Making: what `jig generate` does once it is known what is wanted, for the command and for the way around click."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from jigsmith.app import generate
from jigsmith.faces.cli import generated, output

Confirm = Callable[[generate.Prepared, generate.Generated], None]


def make(
    root: Path, template: str, name: str, *, params: dict[str, Any], confirm: Confirm | None = None, **how: Any
) -> int:
    """Show what would be written, let it be confirmed, and write it."""
    quiet, writes = how["as_json"], not (how["dry_run"] or how["plan"])
    prepared = generate.prepare(root, template, name, params=params, into=how["into"], afresh=how["defaults"])
    found = generate.preview(prepared) if not (quiet and writes) else None
    if found and not quiet:
        generated.show(prepared, found, diff=how["diff"] or how["plan"])
    elif how["plan"]:
        return planned(prepared, root)
    elif found:
        output.emit_json(found)
    generate.check(prepared)
    if not writes:
        return 0
    if found and confirm and not how["yes"]:
        confirm(prepared, found)
    done = generate.apply(prepared)
    output.emit_json(done) if quiet else output.echo(generated.told(done))
    return 0


def planned(prepared: generate.Prepared, root: Path) -> int:
    """Print what would be done as a plan for `jig apply`."""
    from jigsmith.app import plans  # noqa: PLC0415 - start-up time: few calls want a plan

    output.emit_json(plans.of(prepared, root))
    generate.refuse_conflicts(prepared)
    return 0

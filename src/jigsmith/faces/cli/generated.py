"""What is generated, shown: the tree of files, the differences, and how it went."""

import sys
from collections.abc import Sequence

from jigsmith.app import generate as generate_app
from jigsmith.app.generating import outcome
from jigsmith.faces.cli import output

paint = output.paint

MARKS = {"create": ("+", "32"), "replace": ("~", "33"), "unchanged": ("=", "2"), "conflict": ("!", "31;1")}
MARKS |= {"modify": ("~", "36"), "remove": ("-", "31")}
WRITTEN = ("create", "replace", "modify", "remove")
WORDS = {"replace": "replaced: nobody has changed it since", "unchanged": "unchanged", "modify": "put in"}
MOST_DIFF_LINES = 40
MOST_LINES = 2_000


def show(prepared: generate_app.Prepared, found: generate_app.Generated, *, diff: bool = False) -> None:
    """Print the tree of files, and the difference where one is in the way, or everywhere."""
    head = f"{paint(found.template, '1')} {found.version}  {paint(found.name, '1')}"
    output.echo(f"{head}  {paint(str(found.root), '2')}")
    width = max((len(file.path.rpartition("/")[2]) for file in found.files), default=0)
    folder = None
    for file in found.files:
        above, _, last = file.path.rpartition("/")
        if above != folder:
            output.echo(f"  {paint(above + '/' if above else './', '2')}")
            folder = above
        mark, colour = MARKS[file.action]
        size = f"{file.lines:4} line{'s' if file.lines != 1 else ' '}"
        note = file.reason or WORDS.get(file.action, "")
        output.echo(f"    {paint(f'{mark} {last.ljust(width)}', colour)}  {size}  {paint(note, '2')}".rstrip())
    show_notes(found)
    for hook in found.hooks:
        output.echo(f"    {paint('$ ' + hook, '36')}")
    for change in prepared.changes:
        if change.action == "conflict":
            show_diff(generate_app.difference(change))
    if diff:
        show_all(prepared)


def show_notes(found: generate_app.Generated) -> None:
    """Print what one should know besides: what was left out, what stays, which values nobody gave."""
    for place in found.skipped:
        output.echo(f"    {paint('? ' + place, '33')}")
    for path in found.stale:
        output.echo(f"    {paint('? ' + path, '33')}  is no longer part of the template; it stays")
    if found.kept:
        output.echo(f"  as recorded: {', '.join(found.kept)}   {paint('(--defaults starts from the defaults)', '2')}")
    if found.defaulted and sys.stdout.isatty():
        how = f"(--set NAME=VALUE; jig templates show {found.template})"
        output.echo(paint(f"  left at their defaults: {', '.join(found.defaulted)}   {how}", "2"))


def show_all(prepared: generate_app.Prepared) -> None:
    """Print what each file gets."""
    for change in prepared.changes:
        if change.action in WRITTEN:
            show_diff(outcome.diff(change), most=MOST_LINES)


def show_diff(lines: Sequence[str], *, most: int = MOST_DIFF_LINES) -> None:
    """Print a unified diff, of which the end may be left out."""
    colours = {"+": "32", "-": "31", "@": "36"}
    for line in lines[:most]:
        output.echo(paint(line, colours.get(line[:1], "")))
    if len(lines) > most:
        output.echo(paint(f"... and {len(lines) - most} lines more", "2"))


def told(done: generate_app.Generated) -> str:
    """Return what was done, in one sentence."""
    fresh = [file for file in done.files if file.action in WRITTEN]
    if not fresh:
        count = len(done.files)
        return f"{f'All {count} files are' if count > 1 else 'The file is'} there already, just like this."
    lines = output.count(sum(file.lines for file in fresh), "line")
    wrote = f"Wrote {output.count(len(fresh), 'file')}, {lines}. Recorded in {done.instance}."
    before = [f"First took back what a run that was killed had left half done: {label}." for label in done.recovered]
    return "\n".join([*before, wrote, *(["Next:"] if done.next else []), *(f"  {line}" for line in done.next)])

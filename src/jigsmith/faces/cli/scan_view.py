"""How `jig scan` shows a report on a terminal."""

import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich import box
from rich.console import Console, Group, RenderableType
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from jigsmith.app.scanning import reports

GAP = 2  # columns between columns
INSTANCES = 24  # names that are listed of a candidate
PATTERNS = 3  # that are listed in the table
PATHS = 8  # that are listed of those left out for one reason


def show(report: reports.Report, path: Path, console: Console) -> None:
    """Show the list; `path` is the folder as it was typed."""
    console.print(Padding(headline(report), (1, 0, 1, 2)))
    if not report.candidates:
        console.print(Padding(nothing(report), (0, 0, 1, 2)))
        return
    for part in listed(report.candidates):
        console.print(Padding(part, (0, 0, 0, 2)))
    console.print(Padding(legend(report, path), (1, 0, 1, 2)))


def headline(report: reports.Report) -> Text:
    """Return what was looked at, in one line."""
    text = Text.assemble((Path(report.root).name or report.root, "bold"), "  ")
    history = f", {counted(report.commits, 'commit')}" if report.commits else ", no history" if not report.head else ""
    text.append(f"{counted(report.files, 'file')}, {counted(report.lines, 'line')}{history}", "dim")
    if report.shallow:
        text.append("  shallow clone: older history is not known", "yellow")
    return text


def listed(candidates: Sequence[reports.Candidate]) -> Iterator[RenderableType]:
    """Yield a line of figures for each candidate, its patterns and its reason below; all columns under their heads."""
    rows = [
        (Text(each.id, style(each)), Text(f"{len(each.instances):,}"), bits(each.gain_bits), takes(each), worth(each))
        for each in candidates
    ]
    heads = tuple(Text(head, "dim") for head in ("candidate", "instances", "gain", "a new one takes", "worth"))
    widths = [max(cell.cell_len for cell in column) for column in zip(heads, *rows, strict=True)]
    number = len(str(len(rows)))
    yield line(Text(" " * number), heads, widths)
    for place, (row, each) in enumerate(zip(rows, candidates, strict=True), start=1):
        yield Text("")
        yield line(Text(f"{place:>{number}}", "dim"), row, widths)
        yield Padding(Group(*about(each)), (0, 0, 0, number + GAP))


def line(number: Text, row: Sequence[Text], widths: Sequence[int]) -> Text:
    """Return cells in columns: words to the left, figures to the right."""
    text = number
    for cell, width, right in zip(row, widths, (False, True, True, False, True), strict=True):
        room = " " * (width - cell.cell_len)
        text = Text.assemble(text, " " * GAP, *((room, cell) if right else (cell, room)))
    return text


def summary(each: reports.Candidate) -> RenderableType:
    """Return id, kind, patterns and reason."""
    return Group(Text.assemble((each.id, style(each)), (f"  {each.kind}", "dim")), *about(each, most=None))


def style(each: reports.Candidate) -> str:
    """Return the colour of a candidate: copies need no generator."""
    return "bold yellow" if each.kind == "copies" else "bold cyan"


def about(each: reports.Candidate, most: int | None = PATTERNS) -> Iterator[RenderableType]:
    """Yield the patterns, at most so many, and the reason."""
    for pattern in each.patterns[:most]:
        yield Text(pattern, overflow="ellipsis", no_wrap=True)
    if most and len(each.patterns) > most:
        yield Text(f"and {len(each.patterns) - most} more", "dim")
    yield Text(each.reason, "dim")


def counted(count: int, word: str) -> str:
    """Return a number with its word."""
    return f"{count:,} {word}{'s' * (count != 1)}"


def bits(value: float) -> Text:
    """Return a number of bits, shortly."""
    return Text(f"{value:,.0f}" if value < 10_000 else f"{value / 1000:,.0f}k", "green")


def takes(each: reports.Candidate) -> Text:
    """Return what a new instance takes."""
    files = "" if each.kind == "blocks" else f"{counted(each.files_each, 'file')}, "
    return Text(f"{files}{counted(each.lines_each, 'line')}")


def worth(each: reports.Candidate) -> Text:
    """Return the minutes a week; what is not measured says so."""
    value = each.worth.minutes_per_week.value
    if value is None:
        return Text("not measured", "dim")
    return Text.assemble((f"{value:,.0f}" if value >= 10 else f"{value:,.1f}", "bold"), " min/week")


def legend(report: reports.Report, path: Path) -> RenderableType:
    """Return what the numbers mean, and what to do next."""
    best = next((each for each in report.candidates if each.kind != "copies"), None)
    first = best or report.candidates[0]
    more = report.found - len(report.candidates)
    lines = [
        Text("gain: bits that a template saves (estimated).  worth: expected minutes a week (estimated).", "dim"),
        Text.assemble((f"{scan_of(path)} --show ", "bold"), (first.id, "bold cyan"), "   tells all about it"),
    ]
    if best:
        lines.insert(1, Text.assemble((build_in(path), "bold"), (best.id, "bold cyan"), "   makes a template of it"))
    if more > 0:
        lines.insert(1, Text(f"{more:,} more: {scan_of(path)} --top {report.found}", "dim"))
    return Group(*lines)


def scan_of(path: Path) -> str:
    """Return the command that scans this folder."""
    return "jig scan" if path == Path() else f"jig scan {shlex.quote(str(path))}"


def build_in(path: Path) -> str:
    """Return the command that builds a candidate of this folder, but for its id."""
    return "jig build " if path.resolve() == Path.cwd().resolve() else f"cd {shlex.quote(str(path))} && jig build "


def nothing(report: reports.Report) -> RenderableType:
    """Say that nothing was found, what was looked at, and what to try."""
    left_out = sum(each.count for each in report.left_out.values())
    lines = [Text(f"Nothing repeats enough: no {report.minimum} alike files or blocks were found.", "bold")]
    if left_out:
        reasons = ", ".join(f"{each.count:,} {reason}" for reason, each in list(report.left_out.items())[:5])
        lines.append(Text(f"Left out: {reasons}. `jig scan --explain-ignored` lists them."))
    if not report.files:
        lines.append(Text("There are no files of text here that somebody writes. Is it the right folder?"))
    elif report.minimum > 2:
        lines.append(Text("`jig scan --min-instances 2` also lists pairs."))
    return Group(*lines)


def show_left_out(report: reports.Report, console: Console) -> None:
    """Show why which files were not looked at."""
    console.print(Padding(headline(report), (1, 0, 0, 2)))
    if not report.left_out:
        console.print(Padding("Nothing was left out.", (1, 0, 1, 2)))
        return
    grid = Table(box=box.SIMPLE_HEAD, header_style="dim", pad_edge=False, show_edge=False)
    grid.add_column("left out because", style="bold", no_wrap=True)
    grid.add_column("files", justify="right")
    grid.add_column("for example", style="dim", overflow="fold")
    for reason, each in report.left_out.items():
        more = f"\n... and {each.count - PATHS:,} more" if each.count > PATHS else ""
        grid.add_row(reason, f"{each.count:,}", escape("\n".join(each.paths[:PATHS]) + more))
    console.print(Padding(grid, (1, 0, 0, 2)))
    text = "More can be left out with [bold]\\[scan] ignore[/] in jig.toml and with .jigignore, as in .gitignore."
    console.print(Padding(text, (1, 0, 1, 2)))


def show_candidate(each: reports.Candidate, path: Path, console: Console) -> None:
    """Show all about one candidate of the folder that was typed as `path`."""
    parts: list[RenderableType] = [summary(each), facts(each)]
    if each.parameters:
        parts.append(parameters(each))
    parts.append(instances(each))
    if each.kind != "copies":
        parts.append(Text.assemble((build_in(path), "bold"), (each.id, "bold cyan"), "   makes the template"))
    console.print(Group(*(Padding(part, (1, 0, 0, 2)) for part in parts)), "")


def facts(each: reports.Candidate) -> RenderableType:
    """Return the figures with where each is from."""
    grid = Table.grid(padding=(0, 3, 0, 0))
    rows = [
        ("gain", f"{each.gain_bits:,.0f} bits", "estimated"),
        ("the template writes", f"{each.share:.0%} of an instance", "estimated"),
        ("a new one takes", takes(each).plain, "measured"),
        ("worth", figure(each.worth.minutes_per_week.value, "minutes a week"), each.worth.minutes_per_week.basis),
        ("come in a year", figure(each.worth.per_year.value, "instances"), each.worth.per_year.basis),
        ("time for each", figure(each.worth.minutes_each.value, "minutes"), each.worth.minutes_each.basis),
    ]
    if each.worth.latest:
        rows.append(("first and latest", f"{each.worth.first} to {each.worth.latest}", "measured"))
    if each.worth.authors:
        rows.append(("by", ", ".join(each.worth.authors), "in the last year"))
    for label, value, basis in rows:
        grid.add_row(Text(label, "dim"), value, Text("" if basis == "not measured" else basis, "dim italic"))
    return grid


def figure(value: float | None, unit: str) -> str:
    """Return a number with its unit; None is not 0."""
    return "not measured" if value is None else f"{value:,.1f}".removesuffix(".0") + f" {unit}"


def parameters(each: reports.Candidate) -> RenderableType:
    """Return what differs between the instances, as far as a sample shows."""
    grid = Table(box=box.SIMPLE_HEAD, header_style="dim", pad_edge=False, show_edge=False)
    grid.add_column("differs, in a sample", style="cyan", no_wrap=True)
    grid.add_column("for example", style="dim", overflow="fold")
    for parameter in each.parameters:
        grid.add_row(parameter.name, Text(", ".join(parameter.examples)))
    return grid


def instances(each: reports.Candidate) -> RenderableType:
    """Return the names of the instances, with the place of those that are blocks."""
    lines = []
    for instance in each.instances[:INSTANCES]:
        places = [f"{block.path}:{block.start}" for block in instance.blocks] or instance.files[:1]
        lines.append(Text.assemble((instance.name, "bold"), "  ", (", ".join(places), "dim")))
    if len(each.instances) > INSTANCES:
        lines.append(Text(f"and {len(each.instances) - INSTANCES:,} more", "dim"))
    return Group(*lines)

"""How `jig scan --history` shows what somebody does again and again on a terminal."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from jigsmith.app import habits
from jigsmith.faces.cli import spans

GAP = 2  # columns between columns
STEPS = 7  # lines of a candidate that are listed
KINDS = {"commands": "typed", "prompts": "asked", "commits": "committed"}
COLOURS = {"template": "green", "script": "cyan", "job": "magenta", "skill": "yellow"}


def show(report: habits.Report, console: Console) -> None:
    """Show the list."""
    console.print(Padding(headline(report), (1, 0, 1, 2)))
    if not report.candidates:
        console.print(Padding(nothing(report), (0, 0, 1, 2)))
        return
    for part in listed(report.candidates):
        console.print(Padding(part, (0, 0, 0, 2)))
    console.print(Padding(legend(report), (1, 0, 1, 2)))


def headline(report: habits.Report) -> RenderableType:
    """Return what was read, a line for each source."""
    grid = Table.grid(padding=(0, GAP, 0, 0))
    for each in report.sources:
        span = f"{day(each.first)} to {day(each.last)}" if each.first and each.last else "without times"
        rest = [f"{each.sessions:,} sessions", span]
        rest += [f"{each.unknown:,} not understood"] if each.unknown else []
        rest += [f"{each.too_long:,} too long"] if each.too_long else []
        grid.add_row(
            Text(each.source, "bold"), Text(f"{each.records:,}", justify="right"), Text(", ".join(rest), "dim")
        )
    if report.refused:
        grid.add_row(Text("not read", "dim"), "", Text(", ".join(report.refused), "dim"))
    return grid


def day(moment: datetime) -> str:
    """Return the date of a moment."""
    return f"{moment:%-d %b %Y}"


def listed(candidates: Sequence[habits.Candidate]) -> Iterator[RenderableType]:
    """Yield a line of figures for each candidate, below it its steps and what is proposed, all under their heads."""
    heads = tuple(Text(head, "dim") for head in ("candidate", "times", "sessions", "days", "takes", "build a"))
    rows = [row(each) for each in candidates]
    widths = [max(cell.cell_len for cell in column) for column in zip(heads, *rows, strict=True)]
    number = len(str(len(rows)))
    yield line(Text(" " * number), heads, widths)
    for place, (cells, each) in enumerate(zip(rows, candidates, strict=True), start=1):
        yield Text("")
        yield line(Text(f"{place:>{number}}", "dim"), cells, widths)
        yield Padding(Group(*about(each)), (0, 0, 0, number + GAP))


def row(each: habits.Candidate) -> tuple[Text, ...]:
    """Return the figures of a candidate."""
    return (
        Text(each.id, "bold cyan"),
        Text(f"{each.times:,}"),
        Text(f"{each.sessions:,}"),
        Text("not measured" if each.days is None else f"{each.days:,}", "dim" if each.days is None else ""),
        takes(each),
        Text(each.proposal.kind, f"bold {COLOURS[each.proposal.kind]}"),
    )


def takes(each: habits.Candidate) -> Text:
    """Return how long one takes; what is not measured says so."""
    minutes = each.minutes.value
    return Text("not measured", "dim") if minutes is None else Text(spans.shown(minutes * 60), "green")


def line(number: Text, cells: Sequence[Text], widths: Sequence[int]) -> Text:
    """Return cells in columns: words to the left, figures to the right."""
    text = number
    for cell, width, right in zip(cells, widths, (False, True, True, True, True, False), strict=True):
        room = " " * (width - cell.cell_len)
        text = Text.assemble(text, " " * GAP, *((room, cell) if right else (cell, room)))
    return text


def about(each: habits.Candidate, most: int | None = STEPS) -> Iterator[RenderableType]:
    """Yield the steps and why it is proposed."""
    for step in each.steps[:most]:
        yield Text(step, overflow="ellipsis", no_wrap=True)
    yield Text(f"{each.proposal.why[:1].upper()}{each.proposal.why[1:]}.", "dim")


def legend(report: habits.Report) -> RenderableType:
    """Return what the figures mean, and what to do next."""
    first = report.candidates[0].id
    more = report.found - len(report.candidates)
    lines = [
        Text("<1>, <2>: arguments that differ.  …: one that never does, or words that do.  None was kept.", "dim"),
        Text("Ranked by sessions x days x minutes x how well it takes parameters.", "dim"),
        Text.assemble(("jig scan --history --show ", "bold"), (first, "bold cyan"), "   tells all about it"),
    ]
    if more > 0:
        lines.insert(2, Text(f"{more:,} more: jig scan --history --top {report.found}", "dim"))
    if report.tasks:
        lines.append(Text.assemble(("jig tasks list", "bold"), f"   has them: {report.tasks:,} new"))
    return Group(*lines)


def nothing(report: habits.Report) -> RenderableType:
    """Say that nothing was found, and what to try."""
    if not report.sources:
        where = "There is no history here: none of bash, zsh, fish, atuin, Claude Code or git."
        return Text(where, "bold")
    lines = [Text("Nothing was done the same way at least three times, on at least two days.", "bold")]
    if report.refused:
        lines.append(Text(f"Not read: {', '.join(report.refused)}. `--allow` allows it."))
    return Group(*lines)


def show_one(each: habits.Candidate, console: Console) -> None:
    """Show all about one candidate."""
    head = Text.assemble((each.id, "bold cyan"), (f"  {KINDS[each.kind]} again and again", "dim"))
    parts: list[RenderableType] = [Group(head, *about(each, None)), facts(each)]
    proposal = each.proposal
    if proposal.text:
        where = Text.assemble(("into ", "dim"), (proposal.file, "bold"), ("", "dim"))
        parts.append(Group(where, Padding(Text(proposal.text.rstrip("\n")), (0, 0, 0, 2))))
    parts.append(steps(each))
    console.print(Group(*(Padding(part, (1, 0, 0, 2)) for part in parts)), "")


def steps(each: habits.Candidate) -> RenderableType:
    """Return what to type to have what is proposed."""
    proposal = each.proposal
    lines = []
    if proposal.kind in ("script", "skill"):
        lines.append(Text.assemble((f"jig scan --history --record {each.id}", "bold"), "   writes that file"))
    if proposal.kind == "job":
        lines.append(Text.assemble("Put it into jig.toml; ", ("jig jobs list", "bold"), "   then shows it"))
    if proposal.command:
        lines.append(Text.assemble((proposal.command, "bold"), f"   makes the {proposal.kind}"))
    return Group(*lines)


def facts(each: habits.Candidate) -> RenderableType:
    """Return the figures with where each is from."""
    grid = Table.grid(padding=(0, 3, 0, 0))
    minutes = each.minutes
    rows = [
        ("seen", f"{each.times:,} times in {each.sessions:,} sessions", "measured"),
        ("in", ", ".join(f"{name} {times:,}" for name, times in each.sources.items()), "measured"),
        ("on", "not measured" if each.days is None else f"{each.days:,} days", "measured" if each.days else ""),
        ("one takes", takes(each).plain, "" if minutes.value is None else minutes.basis),
        ("arguments that differ", f"{each.parameters}", "measured"),
        ("takes parameters", f"{each.fit:.0%} well", "estimated"),
    ]
    if each.first and each.last:
        rows.append(("first and last", f"{day(each.first)} to {day(each.last)}", "measured"))
    for label, value, basis in rows:
        grid.add_row(Text(label, "dim"), value, Text(basis, "dim italic"))
    return grid

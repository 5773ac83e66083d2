"""`jig stats`: what was used, and how it went."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import click
from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from jigsmith.app import stats as stats_app
from jigsmith.app import usage
from jigsmith.base import clock, errors, places
from jigsmith.faces.cli import output

UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
BARS = "▁▂▃▄▅▆▇█"
LONGEST_SPARK = 60  # days; longer spans are shown by week, or by several weeks
MOST_WEEKS = 53


class Since(click.ParamType[datetime]):
    """A span such as 12h, 30d or 8w, or a date such as 2026-10-01."""

    name = "span or date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Return the moment from which uses count."""
        if isinstance(value, datetime):
            return value
        span = re.fullmatch(r"(\d{1,20})([hdw])", value)
        if span:
            return before_now(int(span[1]) * (UNITS[span[2]] // UNITS["h"]))
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"'{value}' is neither a span such as 30d (h, d, w) nor a date such as 2026-10-01.", param, ctx)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def before_now(hours: int) -> datetime:
    """Return the moment so many hours ago, or the first one that computers count from; nothing was used before it."""
    now, first = clock.now(), datetime.fromtimestamp(0, UTC)
    return first if hours > (now - first) // UNITS["h"] else now - timedelta(hours=hours)


@click.command(
    epilog="""\b
Examples:
  jig stats                          the last 30 days
  jig stats --since 8w               the last eight weeks
  jig stats --tool generate          one verb, or one template by its name
  jig stats --json | jq .tools       for other programs
"""
)
@click.option("--since", type=Since(), default="30d", show_default=True, help="From when on: 12h, 30d, 8w or a date.")
@click.option("--tool", metavar="NAME", help="Only this verb or this template.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(since: datetime, tool: str | None, as_json: bool) -> None:  # noqa: FBT001 - click gives it by name
    """Show what was used, and how it went.

    Uses are recorded on this machine alone: which verb, when, how long, how it ended, how many files and lines it
    wrote. Values of arguments are never recorded. JIG_TELEMETRY=off turns it off.
    """
    found = stats_app.stats(places.home(), since=since, until=clock.now(), tool=tool)
    if as_json:
        output.emit_json(found)
    else:
        show(found, output.console(), tool)


def show(found: stats_app.Stats, console: Console, tool: str | None) -> None:
    """Show the stats on a console."""
    if found.total is None:
        console.print(Text(f"\n  {nothing(found.since, tool)}\n"))
        return
    parts = [headline(found.total), spark(found)]
    width = max(len(each.name) for each in [*found.tools, *found.templates])
    parts.append(table("verb", found.tools, width))
    if found.templates:
        parts.append(table("template", found.templates, width))
    if found.total.errors:
        parts.append(error_table(found.total.errors))
    console.print(Group(*(Padding(part, (1, 0, 0, 2), expand=False) for part in parts)), "")


def nothing(since: datetime, tool: str | None) -> str:
    """Return what is to be said when nothing is recorded: that need not mean that nothing was used."""
    of = f" of {tool!r}" if tool else ""
    hint = "`jig stats` shows all that is." if tool else "`jig tour` is a good start."
    off = " JIG_TELEMETRY is off: nothing is recorded." if usage.is_off() else ""
    return f"No use{of} is recorded since {since:%d %B %Y}.{off} {hint}"


def headline(total: stats_app.Tally) -> RenderableType:
    """Return the sums in one line."""
    text = Text.assemble((f"{total.uses:,}", "bold"), plural(total.uses, " use"), "   ")
    text.append(f"{total.well:,}", "bold green").append(" well   ")
    if total.failed:
        text.append(f"{total.failed:,}", "bold red").append(" failed   ")
    if total.stopped:
        text.append(f"{total.stopped:,}", "bold yellow").append(" broken off   ")
    text.append(f"{total.files_written:,}", "bold cyan").append(plural(total.files_written, " file") + ", ")
    text.append(f"{total.lines_written:,}", "bold cyan").append(plural(total.lines_written, " line") + " written")
    return text


def spark(found: stats_app.Stats) -> RenderableType:
    """Return a bar for each day, or for each week of a long span."""
    step = 1 if len(found.days) <= LONGEST_SPARK else 7 * -(-len(found.days) // (7 * MOST_WEEKS))
    chunks = [found.days[start : start + step] for start in range(0, len(found.days), step)]
    counts = [sum(count for _, count in chunk) for chunk in chunks]
    most = max(counts)
    text = Text(f"{found.days[0][0]:%d %b} ", "dim")
    for count in counts:
        text.append(BARS[round(count / most * (len(BARS) - 1))], "cyan" if count else "dim")
    text.append(f" {found.days[-1][0]:%d %b}", "dim")
    unit = {1: "a day", 7: "a week"}.get(step, f"in {step // 7} weeks")
    text.append(f"   at most {most:,} {unit}", "dim")
    return text


def table(title: str, tallies: list[stats_app.Tally], width: int) -> RenderableType:
    """Return a table with a row for each verb or template, whose names take `width` columns."""
    grid = Table(box=box.SIMPLE_HEAD, header_style="dim", pad_edge=False, show_edge=False)
    grid.add_column(title, style="bold", no_wrap=True, min_width=width)
    for name in ("uses", "well", "median", "slowest", "files", "lines"):
        grid.add_column(name, justify="right", no_wrap=True)
    grid.add_column("last", no_wrap=True)
    for each in tallies:
        grid.add_row(
            each.name,
            f"{each.uses:,}",
            share(each),
            seconds(each.seconds_median),
            seconds(each.seconds_most),
            f"{each.files_written:,}" if each.files_written else "[dim]–[/]",
            f"{each.lines_written:,}" if each.lines_written else "[dim]–[/]",
            f"{each.last.astimezone():%d %b %H:%M}",
        )
    return grid


def error_table(found: dict[str, int]) -> RenderableType:
    """Return which errors came how often, and what each means."""
    meanings = {
        kind.__name__: " ".join((kind.__doc__ or "").split()).partition(". ")[0] for kind in errors.every_kind()
    }
    meanings["UsageError"] = "The words on the command line did not fit together"
    grid = Table(box=box.SIMPLE_HEAD, header_style="dim", pad_edge=False, show_edge=False)
    grid.add_column("error", style="red", no_wrap=True)
    grid.add_column("times", justify="right")
    grid.add_column("what it means", style="dim")
    for name, count in found.items():
        grid.add_row(name, f"{count:,}", meanings.get(name, ""))
    return grid


def share(each: stats_app.Tally) -> Text:
    """Return how many of those that ended ended well, coloured."""
    ended = each.uses - each.stopped
    if not ended:
        return Text("–", "dim")
    percent = 100 * each.well / ended
    return Text(f"{percent:.0f} %", "green" if percent >= 95 else "yellow" if percent >= 80 else "red")


def seconds(value: float) -> str:
    """Return a duration in the unit that suits it."""
    if value < 1:
        return f"{value * 1000:.0f} ms"
    return f"{value:.1f} s" if value < 100 else f"{value / 60:.1f} min"


def plural(count: int, word: str) -> str:
    """Return the word with an s unless there is one."""
    return word if count == 1 else f"{word}s"

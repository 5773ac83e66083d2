"""`jig review`: what to do about each tool this week."""

from pathlib import Path

import click

from jigsmith.app import review as review_app
from jigsmith.faces.cli import figures_view, output, spans

HERE = Path()
COLOURS = {"fix": "31", "retire": "31", "notice": "33", "invest": "32", "keep": "32", "unproven": "2"}


@click.command(
    epilog="""\b
Examples:
  jig review
  jig review --markdown > review.md
  jig review --target 30s            slow is what takes longer, nineteen times of twenty
  jig review --json | jq '.lines[] | select(.verdict == "fix")'
"""
)
@click.option("--target", type=spans.Length(), help="How long a use may take: 30s, 2m.  [default: as long as by hand]")
@click.option("--everywhere", is_flag=True, help="The tools of all repositories.")
@click.option("--markdown", is_flag=True, help="Print it as a page.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(*, target: float | None, everywhere: bool, markdown: bool, as_json: bool) -> None:
    """Tell what to do about each tool this week: invest, fix, retire, or find out.

    Fix: its p95 is above the target or above the time by hand, or more than one use of twenty fails. Retire: unused for
    four weeks, or it costs time for certain; two weeks' notice is given. Invest: it saves for certain and is used more.
    Unproven: fewer than eight times on a side, or the interval holds 0.
    """
    found = review_app.review(HERE.cwd(), everywhere=everywhere, target=target)
    if as_json:
        output.emit_json(found)
    elif markdown:
        click.echo(review_app.to_markdown(found), nl=False)
    else:
        click.echo("\n".join(told(found)))


def told(found: review_app.Review) -> list[str]:
    """Return what is shown."""
    lines = ["", f"  {output.paint(f'Review of {found.day:%d %B %Y}', output.BOLD)}", ""]
    if not found.lines:
        lines.append("  No tool does a task yet. `jig tasks link TASK TOOL` says that one does.")
    for line in found.lines:
        was = output.paint(f"  was {line.was} last week", output.YELLOW) if line.was else ""
        verdict = output.paint(line.verdict.ljust(8), COLOURS[line.verdict])
        lines.append(f"  {verdict}  {output.paint(line.tool, output.BOLD)}  {line.why}{was}")
        facts = (
            f"{output.count(line.uses, 'use')} in four weeks, errors {figures_view.short(line.errors, percent=True)}, "
            f"p95 {figures_view.short(line.p95, ' s')}, saved {figures_view.ranged(line.saved, ' h')}"
        )
        lines.append(f"            {output.paint(facts, output.DIM)}")
    if found.candidates:
        lines += ["", f"  {output.paint('Worth building', output.BOLD)}"]
    for each in found.candidates:
        value, weeks = figures_view.ranged(each.minutes_per_week), figures_view.short(each.payback_weeks)
        lines.append(f"    {each.facts.name}  {value} min a week, pays after {weeks} weeks")
    if found.new:
        lines += ["", f"  New this week: {', '.join(found.new)}"]
    return [*lines, "", f"  {figures_view.LEGEND}", ""]

"""How long a backtest takes, and what it says of public repositories.

    ./dev bench backtest CLONE ...      prints a line for each clone; nothing of them is kept

The CPU time is that of both processes; a machine with nothing else to do needs about half of it.
"""

import resource
import sys
import time

from jigsmith.app import backtest
from jigsmith.app.backtesting import records

HEADS = ("repository", "commits", "proposed", "instances later", "lines", "words saved", "by copying",
         "their hours", "hours saved", "CPU s", "wall s", "MB")  # fmt: skip


def main() -> int:
    """Print a table."""
    print("| " + " | ".join(HEADS) + " |\n|---" + "|---:" * (len(HEADS) - 1) + "|")
    for clone in sys.argv[1:]:
        began, before = time.perf_counter(), cpu()
        found = backtest.backtest(clone)
        took = (cpu() - before, time.perf_counter() - began)
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        cells = [
            clone.rstrip("/").removesuffix("/repo").rpartition("/")[2], f"{found.commits:,}", found.proposed,
            found.instances, f"{found.lines:,}", share(found.share), share(found.copied), hours(found.minutes),
            hours(found.minutes_saved), *(f"{each:.0f}" for each in took), most,
        ]  # fmt: skip
        print("| " + " | ".join(map(str, cells)) + " |", flush=True)
        for each in found.generators[:5]:
            patterns = ", ".join(f"`{pattern}`" for pattern in each.patterns[:2])
            print(
                f"  {patterns}: {each.proposed:%b %Y}, {each.instances} then, {each.later} later, {share(each.share)}"
            )
    return 0


def cpu() -> float:
    """Return the seconds of processors that this process and its copies took so far."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def share(figure: records.Figure) -> str:
    """Return a share with its interval."""
    if figure.value is None:
        return "not measured"
    spread = "" if figure.low is None or figure.high is None else f" ({figure.low:.0%} to {figure.high:.0%})"
    return f"{figure.value:.0%}{spread}"


def hours(figure: records.Figure) -> str:
    """Return minutes as hours."""
    if figure.value is None:
        return "not measured"
    spread = "" if figure.low is None or figure.high is None else f" ({figure.low / 60:.0f} to {figure.high / 60:.0f})"
    return f"{figure.value / 60:.0f}{spread}"


if __name__ == "__main__":
    sys.exit(main())

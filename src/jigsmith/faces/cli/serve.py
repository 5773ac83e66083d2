"""`jig serve` and `jig worker`: the factory at work."""

import signal
import threading
from pathlib import Path
from types import FrameType

import click

from jigsmith.app.factory import activity, floor, serving
from jigsmith.faces.cli import ticket_view


@click.command(
    epilog="""\b
Examples:
  jig serve                              works on the tickets and jobs of this repository
  jig serve --drain 60                   when it is stopped, steps have a minute to end
  JIG_DATABASE_URL=postgresql://... jig worker     one more process, on this machine or another one
""",
)
@click.option("--drain", default=10.0, show_default=True, help="Seconds that steps have to end when it is stopped.")
def command(*, drain: float) -> None:
    """Work on tickets and jobs until it is stopped: Ctrl-C lets go of everything, and nothing is lost.

    It works for this repository and for all others in which it was started, and prints how tickets move and how runs
    of jobs end. What is under way when it stops or dies goes on at the next start, or in another worker at once.
    """
    root = Path.cwd()
    with floor.opened(root) as opened:
        repository = floor.repository_of(root)
        opened.add(repository)
        work(opened, repository, drain=drain)


def work(opened: floor.Floor, repository: Path, *, drain: float) -> None:
    """Run a worker until a signal comes."""
    stopping = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        stopping.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    worker, watched = serving.Worker(opened), activity.Activity(opened)
    several = len(opened.repositories()) > 1
    worker.start()
    click.echo(f"Working for {repository.name} ({opened.url.partition(':')[0]}). Ctrl-C stops it; nothing is lost.")

    def tell() -> None:
        for each in watched.news():
            ticket_view.news(each, repository=several)

    try:
        worker.run(stopping, every=tell)
    finally:
        click.echo("Stopping ...")
        worker.stop(drain=drain)

"""`jig serve` and `jig worker`: the factory at work, and the dashboard that shows it."""

import contextlib
import signal
import threading
import webbrowser
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

import click

from jigsmith.app.desk import places as desks
from jigsmith.app.factory import activity, floor, ledger, serving
from jigsmith.base import settings
from jigsmith.faces.cli import ticket_view

DRAIN = click.option(
    "--drain", default=10.0, show_default=True, help="Seconds that steps have to end when it is stopped."
)
LAST = 2.0  # seconds that figures that are being reckoned have to end


@click.command(
    epilog="""\b
Examples:
  jig serve                              works on tickets and jobs, and shows them at http://localhost:8765/
  jig serve --open --no-work             the dashboard alone, in the browser
  jig serve --host 0.0.0.0               for others, too: each needs a token of `jig token add`
  jig serve --drain 60                   when it is stopped, steps have a minute to end
""",
)
@DRAIN
@click.option("--host", default="127.0.0.1", show_default=True, help="The address of the dashboard.")
@click.option("--port", default=8765, show_default=True, type=click.IntRange(0, 65535), help="Its port; 0: any.")
@click.option("--login", is_flag=True, help="Demand a token on the loopback address, too: for a proxy in front of it.")
@click.option("--work/--no-work", default=True, help="Work on tickets and jobs, or show them alone.")
@click.option("--open", "browse", is_flag=True, help="Open it in the browser.")
def command(*, drain: float, host: str, port: int, login: bool, work: bool, browse: bool) -> None:
    """Work on tickets and jobs until it is stopped, and show the dashboard: Ctrl-C lets go of everything.

    It works for this repository and for all others in which it was started. What is under way when it stops or
    dies goes on at the next start, or in another worker at once. On the loopback address everybody at this machine
    may look and act; on any other one a token is needed, or a proxy that signs people in ([web] in jig.toml).
    """
    from jigsmith.faces.web import gate, server  # noqa: PLC0415 - start-up time: `jig worker` shows nothing

    with opened() as (here, repository), stopped() as stopping:
        worker = serving.Worker(here) if work else None
        desk = desks.working(worker, here) if worker else desks.watching(here)
        web = settings.load(repository).web
        rules = gate.Rules(host=host, key=server.key(here.home), web=web, login=login)
        with server.serving(desk, rules, port=port) as address:
            said = f"Working for {repository.name} ({here.url.partition(':')[0]}). " if worker else ""
            click.echo(f"{said}Dashboard: {address}  Ctrl-C stops it; nothing is lost.")
            if browse:
                webbrowser.open(address)
            run(here, worker, stopping, drain=drain) if worker else ledger.keep_up(here, stopping)
        desk.kept.close(patience=LAST)


@click.command(
    epilog="""\b
Examples:
  JIG_DATABASE_URL=postgresql://... jig worker     one more process, on this machine or another one
""",
)
@DRAIN
def worker_command(*, drain: float) -> None:
    """Work on tickets and jobs in one more process, without a dashboard, until it is stopped.

    On Postgres as many of them as wanted share the work, on as many machines; when one dies, the others go on with
    what it had.
    """
    with opened() as (here, repository), stopped() as stopping:
        click.echo(f"Working for {repository.name} ({here.url.partition(':')[0]}). Ctrl-C stops it; nothing is lost.")
        run(here, serving.Worker(here), stopping, drain=drain)


@contextlib.contextmanager
def opened() -> Iterator[tuple[floor.Floor, Path]]:
    """Open the factory, with the repository that this runs in as one of those it works for."""
    with floor.opened(Path.cwd()) as here:
        repository = floor.repository_of(Path.cwd())
        here.add(repository)
        yield here, repository


@contextlib.contextmanager
def stopped() -> Iterator[threading.Event]:
    """Yield what is set when a signal comes."""
    stopping = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        stopping.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    yield stopping


def run(here: floor.Floor, worker: serving.Worker, stopping: threading.Event, *, drain: float) -> None:
    """Run a worker until a signal comes, and print how tickets move and how runs of jobs end."""
    watched, several = activity.Activity(here), len(here.repositories()) > 1
    worker.start()

    def tell() -> None:
        for each in watched.news():
            ticket_view.news(each, repository=several)

    try:
        worker.run(stopping, every=tell)
    finally:
        click.echo("Stopping ...")
        worker.stop(drain=drain)

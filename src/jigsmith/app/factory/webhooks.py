"""What GitHub tells by a webhook: believed by its signature, taken once, and looked at on the forge at once."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from jigsmith.app.factory.floor import Floor
from jigsmith.base import clock, errors, settings
from jigsmith.engines.forge.github import webhook
from jigsmith.flows.tickets import intake
from jigsmith.store.factory import database, deliveries

LARGEST = webhook.LARGEST


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of a delivery."""

    event: str
    again: bool  # it was taken before
    tickets: tuple[int, ...]  # that were made


def take(floor: Floor, raw: bytes, headers: Mapping[str, str]) -> Taken:
    """Take a delivery, `raw` as it came. A label that was put on makes a ticket at once; answers in comments are read
    by the dispatcher's next look. Raises ForgeRefused: it is not from GitHub, or no repository here is meant.
    """
    repository, configured = meant(floor, raw)
    secret = os.environ.get(configured.forge.webhook_secret_env, "").strip()
    delivery = webhook.read(raw, headers, secret=secret)
    with database.begin(floor.store) as connection:
        if not deliveries.first(connection, delivery.key, now=clock.now()):
            return Taken(event=delivery.event, again=True, tickets=())
    made: list[int] = []
    if isinstance(delivery.happening, webhook.Labelled):
        made = intake.poll(floor.world(repository))
    return Taken(event=delivery.event, again=False, tickets=tuple(made))


def meant(floor: Floor, raw: bytes) -> tuple[Path, settings.Settings]:
    """Return the repository that a delivery names: nothing else of it is believed before its signature is checked."""
    try:
        name = str(json.loads(raw)["repository"]["full_name"]).lower()
    except (ValueError, KeyError, TypeError) as error:
        raise errors.ForgeRefused("a delivery of the webhook is refused: it names no repository") from error
    for path in floor.repositories():
        configured = settings.load(path)
        if configured.forge.kind == "github" and configured.forge.repo.lower() == name:
            return path, configured
    raise errors.ForgeRefused("a delivery of the webhook is refused: its repository is none of those here")

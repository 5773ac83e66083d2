"""How a forge on GitHub is opened: by a token, or as a GitHub App."""

import threading
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from jigsmith.base import clock, errors
from jigsmith.base import forge_settings as configured
from jigsmith.base.forge_settings import Forge as Settings
from jigsmith.engines.forge.github.auth import App, Token
from jigsmith.engines.forge.github.client import Client, World
from jigsmith.engines.forge.github.forge import Account, Github
from jigsmith.engines.forge.records import Forge


def github(settings: Settings, environment: Mapping[str, str], *, now: Callable[[], datetime] = clock.now,
           sleep: Callable[[float], None] = time.sleep) -> Forge:  # fmt: skip
    """Return the forge that the settings name. Raises ConfigInvalid; asks GitHub nothing yet.

    `environment`: what the names of variables in the settings stand for.
    """
    if not settings.repo:
        raise errors.ConfigInvalid("'forge.repo' is missing: owner/name", where="jig.toml")
    world = World(now=now, sleep=sleep, pace=settings.pace, patience=settings.patience)
    client, account = (_app if settings.app_id else _person)(settings, environment, world)
    return Github(client, account, settings, sleep=sleep)


class Opened:
    """Forges that stay open, one for each way they are set up: so that ETags and tokens are kept between polls."""

    def __init__(self) -> None:
        self._forges: dict[Settings, Forge] = {}
        self._lock = threading.Lock()

    def forge(self, settings: Settings, environment: Mapping[str, str]) -> Forge:
        """Return the forge that the settings name, opened once. Raises ConfigInvalid."""
        with self._lock:
            if settings not in self._forges:
                self._forges[settings] = github(settings, environment)
            return self._forges[settings]

    def close(self) -> None:
        """Close them all."""
        with self._lock:
            for forge in self._forges.values():
                forge.close()
            self._forges.clear()


def _person(settings: Settings, environment: Mapping[str, str], world: World) -> tuple[Client, Account]:
    what = f"a token for {settings.host}"
    token = Token(configured.required(environment, settings.token_env, what))
    client = Client(settings.api, token, world)

    def login() -> str:
        return settings.login or str(client.get("/user")["login"])

    return client, Account(login=login, token=token.token, is_app=False)


def _app(settings: Settings, environment: Mapping[str, str], world: World) -> tuple[Client, Account]:
    key = configured.private_key(settings, environment)
    app = App(settings.app_id, key, buy=lambda signed: _buy(settings, signed, world), now=world.now)
    client = Client(settings.api, app, world)

    def login() -> str:
        return settings.login or str(_as_app(settings, app.signed(), world, ("GET", "/app"))["slug"]) + "[bot]"

    return client, Account(login=login, token=app.token, is_app=True)


def _buy(settings: Settings, signed: str, world: World) -> tuple[str, str]:
    """Return an installation token that reaches this repository alone, and its end."""
    number = (
        settings.installation or _as_app(settings, signed, world, ("GET", f"/repos/{settings.repo}/installation"))["id"]
    )
    body = {"repositories": [settings.repo.partition("/")[2]]}
    call = ("POST", f"/app/installations/{number}/access_tokens")
    bought = _as_app(settings, signed, world, call, body=body)
    return str(bought["token"]), str(bought["expires_at"])


def _as_app(settings: Settings, signed: str, world: World, call: tuple[str, str], *, body: Any = None) -> Any:
    """Return what GitHub answers the App itself."""
    client = Client(settings.api, Token(signed), world)
    try:
        return client.ask(*call, body=body, repeatable=True).data
    finally:
        client.close()

"""Sending a message to a target as apprise has it, such as `slack://TOKEN/#channel` or `mailto://...`."""

import logging
import re
from collections.abc import Mapping

from jigsmith.base import errors

MOST = 3000  # characters of a message: chats cut off what is longer, or refuse it


def address(target: str, *, environment: Mapping[str, str]) -> str:
    """Return a target with its `${NAME}` filled in. Raises NotifyFailed for a variable that is not set."""

    def value(found: re.Match[str]) -> str:
        if not environment.get(found[1]):
            raise errors.NotifyFailed(f"the environment variable {found[1]} is not set", do=f"Set {found[1]}.")
        return environment[found[1]]

    return re.sub(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}", value, target)


def send(target: str, *, title: str, body: str, bad: bool, environment: Mapping[str, str]) -> None:
    """Send a message. Raises NotifyFailed, with what is wrong and without the address, which may hold a secret."""
    import apprise  # noqa: PLC0415 - start-up time: 0.3 s, only where somebody is told

    told = apprise.Apprise()
    with apprise.LogCapture(level=logging.WARNING) as heard:  # type: ignore[no-untyped-call]
        if not told.add(address(target, environment=environment)):
            do = "See the notifications of apprise for how an address is written."
            raise errors.NotifyFailed(f"'{kind(target)}://...' is no address that apprise knows", do=do)
        text = body if len(body) <= MOST else f"{body[: MOST - 2]} …"
        level = apprise.NotifyType.FAILURE if bad else apprise.NotifyType.SUCCESS
        sent = told.notify(title=title, body=text, notify_type=level)
        complaints = heard.getvalue()
    if not sent:
        raise errors.NotifyFailed(f"{kind(target)} did not take the message: {first(complaints)}")


def kind(target: str) -> str:
    """Return what kind of target it is: the scheme of its address."""
    return target.partition("://")[0]


def first(complaints: str) -> str:
    """Return the first complaint, without the addresses in it."""
    lines = [re.sub(r"\S+://\S+", "…", line) for line in complaints.splitlines() if line.strip()]
    return lines[0].strip() if lines else "it does not say why"

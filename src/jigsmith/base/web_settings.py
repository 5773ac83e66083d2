"""Settings: `[web]` in jig.toml, who may reach the dashboard from elsewhere."""

from typing import Annotated, Literal

import msgspec

Role = Literal["look", "act", "administer"]


class Web(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The dashboard that `jig serve` shows. On the loopback address it needs none of this."""

    names: Annotated[
        list[str],
        msgspec.Meta(
            title="Names",
            description="Under which it is reached from elsewhere; a request for another one is refused.",
            examples=[["jig.example.org"]],
        ),
    ] = []
    user_header: Annotated[
        str,
        msgspec.Meta(
            pattern=r"^[A-Za-z0-9-]{0,80}$",
            title="Header of the user",
            description="In which a proxy that has signed somebody in (by OIDC) says who it is. Empty: there is none.",
            examples=["X-Forwarded-User"],
        ),
    ] = ""
    proxies: Annotated[
        tuple[str, ...],
        msgspec.Meta(
            title="Proxies",
            description="Addresses or networks from which that header, and X-Forwarded-Proto, are believed.",
            examples=[["10.0.0.0/24"]],
        ),
    ] = ("127.0.0.1", "::1")
    roles: Annotated[
        dict[str, Role],
        msgspec.Meta(
            title="Roles", description="By user: look, act or administer.", examples=[{"alice": "administer"}]
        ),
    ] = {}
    others: Annotated[
        Role, msgspec.Meta(title="Others", description="The role of users whom `roles` does not name.")
    ] = "look"

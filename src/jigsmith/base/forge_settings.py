"""`[forge]` of jig.toml: where issues and pull requests live, and by what jigsmith shows who it is."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

import msgspec

from jigsmith.base import errors

LOOPBACK = ("127.0.0.1", "::1", "localhost")


class Forge(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where issues and pull requests live. Secrets never stand here: only the names of variables that hold them."""

    kind: Annotated[
        Literal["local", "github"],
        msgspec.Meta(title="Kind", description="`local`: on this machine, in jigsmith's own store. `github`: GitHub."),
    ] = "local"
    repo: Annotated[
        str,
        msgspec.Meta(
            pattern=r"^$|^[A-Za-z0-9_][A-Za-z0-9_-]*/[A-Za-z0-9_.-]+$",
            title="Repository",
            description="On GitHub: owner/name.",
            examples=["acme/shop"],
        ),
    ] = ""
    url: Annotated[
        str,
        msgspec.Meta(
            pattern="^https?://[^/]+/?$",
            title="Address",
            description="Of a GitHub Enterprise Server, as one opens it in a browser.",
            examples=["https://github.example.com"],
        ),
    ] = "https://github.com"
    token_env: Annotated[
        str, msgspec.Meta(title="Token", description="The environment variable that holds a token.")
    ] = "GITHUB_TOKEN"  # noqa: S105 - a name
    login: Annotated[
        str,
        msgspec.Meta(
            title="Login",
            description="Whose token it is. Needed only where GitHub does not say so itself, as with that of Actions.",
            examples=["github-actions[bot]"],
        ),
    ] = ""
    app_id: Annotated[
        str, msgspec.Meta(title="App", description="Id or client id of a GitHub App, in place of a token.")
    ] = ""
    installation: Annotated[
        int, msgspec.Meta(ge=0, title="Installation", description="Of the App; 0: the one of the repository.")
    ] = 0
    private_key_env: Annotated[
        str, msgspec.Meta(title="Key", description="The environment variable that holds the App's private key (PEM).")
    ] = ""
    private_key_path: Annotated[
        str, msgspec.Meta(title="Key file", description="The file that holds it; `~` is the home folder.")
    ] = ""
    webhook_secret_env: Annotated[
        str, msgspec.Meta(title="Webhook secret", description="The environment variable that holds the secret.")
    ] = "GITHUB_WEBHOOK_SECRET"  # noqa: S105 - a name
    pace: Annotated[
        float,
        msgspec.Meta(ge=0, title="Pace", description="Seconds between two calls that write; GitHub asks for one."),
    ] = 1.0
    patience: Annotated[
        float,
        msgspec.Meta(
            ge=0, title="Patience", description="Longest wait in seconds inside a call, for a limit to be over."
        ),
    ] = 30.0

    @property
    def host(self) -> str:
        """The address without a slash at its end. Raises ConfigInvalid: a secret would go over the net in clear."""
        url = urlsplit(self.url)
        if url.scheme != "https" and url.hostname not in LOOPBACK:
            raise errors.ConfigInvalid("'forge.url' has to begin with https://", where="jig.toml")
        return self.url.rstrip("/")

    @property
    def api(self) -> str:
        """Where its REST API is."""
        name = urlsplit(self.host).netloc
        if name in ("github.com", "www.github.com"):
            return "https://api.github.com"
        if name.endswith(".ghe.com"):
            return f"https://api.{name}"
        return f"{self.host}/api/v3"

    @property
    def graphql(self) -> str:
        """Where its GraphQL API is."""
        return f"{self.api.removesuffix('/v3')}/graphql"

    @property
    def git(self) -> str:
        """Where branches are pushed to."""
        return f"{self.host}/{self.repo}.git"


def private_key(settings: Forge, environment: Mapping[str, str]) -> str:
    """Return the private key of an App. Raises ConfigInvalid."""
    if settings.private_key_env:
        return required(environment, settings.private_key_env, "the App's private key")
    if not settings.private_key_path:
        what = "'forge.app_id' needs 'forge.private_key_env' or 'forge.private_key_path'"
        raise errors.ConfigInvalid(what, where="jig.toml")
    path = Path(settings.private_key_path).expanduser()
    try:
        return path.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise errors.ConfigInvalid(f"the App's private key cannot be read: {error}", where=str(path)) from error


def required(environment: Mapping[str, str], name: str, what: str) -> str:
    """Return an environment variable. Raises ConfigInvalid: it is not set."""
    value = environment.get(name, "").strip()
    if not value:
        raise errors.ConfigInvalid(f"{name} is not set: it holds {what}", where="[forge]", do=f"Set {name}.")
    return value

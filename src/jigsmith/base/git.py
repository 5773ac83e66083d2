"""How git is started everywhere: without pager, prompts and locks, with no settings from the environment but a name."""

import os

WORDS = ("git", "--no-optional-locks", "--no-pager", "-c", "core.quotePath=false", "-c", "core.fsmonitor=false")


def environment() -> dict[str, str]:
    """Return the environment of a git that listens to its arguments alone, in the C locale, and asks nobody. As whom
    it commits is the user's affair.
    """
    who = ("GIT_AUTHOR_", "GIT_COMMITTER_")
    kept = {name: value for name, value in os.environ.items() if name.startswith(who) or not name.startswith("GIT_")}
    return kept | {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0"}

"""What all agents have in common: what is around them, how they ask a person, and how an end is read."""

import json
import os
import re
import shutil
from pathlib import Path
from typing import Any

from jigsmith.engines.agents.records import Order, Outcome, Reason

SYSTEM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
RULES = """You work unattended in a clone of a git repository, in a box without a network. Nobody answers meanwhile.
Commit what you change, on the branch that is checked out; leave other branches, tags and settings of git alone.
Where you can decide, decide, and say so in your last message. Only when you cannot go on without an answer from a
person, end your turn with a last line of this form, and nothing after it:
BLOCKED: the question, in one line"""
"""Added to the task of whoever changes code."""
BLOCKED = re.compile(r"^\W{0,4}BLOCKED\W{0,4}:\W{0,3}\s*(\S.*)$")
STOPPED: dict[str, tuple[Outcome, Reason, str]] = {
    "cancelled": ("cancelled", "", "It was cancelled."),
    "wall": ("failed", "wall", "It took longer than it may."),
    "idle": ("failed", "idle", "It said nothing for longer than it may."),
    "killed": ("failed", "killed", "Somebody killed it, or the machine had no memory left."),
}
LIMITS: dict[str, tuple[Outcome, Reason, str]] = {
    "memory": ("failed", "memory", "It used more memory than it may."),
    "processes": ("failed", "processes", "It had more processes than it may."),
    "output": ("failed", "output", "It printed more than it may."),
}


def surroundings(order: Order, *programs: str) -> dict[str, str]:
    """Return the whole environment of an agent whose programs may lie in folders of their own; makes its home."""
    temporary = order.home / "tmp"
    temporary.mkdir(parents=True, exist_ok=True)
    folders = [str(Path(found).parent) for program in programs if (found := shutil.which(program))]
    path = os.pathsep.join(dict.fromkeys([*folders, *SYSTEM_PATH.split(os.pathsep)]))
    own = {
        "PATH": path,
        "HOME": str(order.home),
        "TMPDIR": str(temporary),
        "USER": "agent",
        "LOGNAME": "agent",
        "SHELL": "/bin/sh",
        "LANG": "C.UTF-8",
        "TERM": "dumb",
        "NO_COLOR": "1",
        "CI": "1",
        "GIT_TERMINAL_PROMPT": "0",
    }
    return own | dict(order.environment)


def task(order: Order) -> str:
    """Return the prompt, with the rules for whoever changes code."""
    return f"{order.prompt}\n\n{RULES}" if order.schema is None else order.prompt


def question(text: str) -> str:
    """Return the question that a last message ends with; empty when it asks none."""
    lines = [line.strip() for line in text.splitlines() if line.strip(" `*_")]
    found = BLOCKED.match(lines[-1]) if lines else None
    return found[1].strip(" *_`") if found else ""


def parsed(line: bytes) -> dict[str, Any] | None:
    """Return a line as the JSON object that it is; None: it is none."""
    if not line.lstrip().startswith(b"{"):
        return None
    try:
        value = json.loads(line)
    except ValueError:  # also bytes that are no UTF-8
        return None
    return value if isinstance(value, dict) else None


def stopped(why: str, detail: str) -> tuple[Outcome, Reason, str] | None:
    """Return how an attempt ended that did not end by itself; None: it did."""
    return LIMITS.get(detail) if why == "limit" else STOPPED.get(why)


def number(value: object) -> int:
    """Return a count that came from outside; 0 for what is none."""
    return int(value) if isinstance(value, int | float) and not isinstance(value, bool) and value > 0 else 0


def folder(value: object) -> dict[str, Any]:
    """Return a JSON object that came from outside; an empty one for what is none."""
    return value if isinstance(value, dict) else {}


def rows(value: object) -> list[dict[str, Any]]:
    """Return the objects of a JSON list that came from outside."""
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []

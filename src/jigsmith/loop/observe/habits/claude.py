"""The transcripts of Claude Code: a JSON object on each line of `projects/**/*.jsonl`, in a form that changes.

So it is read tolerantly: records of a kind that is not known are passed over and counted. Prompts that a person wrote
and commands that the agent ran are taken; what files held and commands answered is never looked at. A session that was
resumed or forked repeats records: each is taken once, by its uuid.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from jigsmith.loop.observe.habits import lines, redact
from jigsmith.loop.observe.habits.tally import Tally
from jigsmith.loop.observe.records import Said, Typed

NAME = "claude"
LONGEST = 8 << 20  # bytes of a record; longer ones hold files or images
PROMPT = 4_000  # characters of a prompt that are looked at
SILENT = frozenset(
    """
    summary system attachment progress file-history-snapshot queue-operation custom-title tag agent-name agent-color
    agent-setting last-prompt pr-link mode permission-mode ai-title worktree-state content-replacement result
    task-summary speculation-accept
    """.split()  # noqa: SIM905 - read as a list
)
"""Kinds of records in which nobody says or does anything."""
_MACHINE = re.compile(
    r"\s*(<[a-z-]+>|\[Request interrupted|Caveat: |\[Image|This session is being continued|API Error)"
)


class Line(msgspec.Struct):
    """What is read of a record."""

    type: str
    uuid: str | None = None
    sessionId: str | None = None  # noqa: N815 - its name there
    timestamp: str | None = None
    isMeta: bool | None = None  # noqa: N815
    isSidechain: bool | None = None  # noqa: N815
    isCompactSummary: bool | None = None  # noqa: N815
    message: msgspec.Raw = msgspec.Raw()


class Block(msgspec.Struct):
    """A piece of a message."""

    type: str = ""
    text: str = ""
    id: str = ""
    name: str = ""
    input: Any = None
    tool_use_id: str = ""


class Message(msgspec.Struct):
    """A message of the Messages API."""

    content: str | list[Block] = ""


_line, _message = msgspec.json.Decoder(Line), msgspec.json.Decoder(Message)


def read(folder: Path, tally: Tally) -> Iterator[Typed | Said]:
    """Yield prompts and commands of all transcripts below a folder. Raises FileUnreadable."""
    seen: set[str] = set()
    for path in sorted(folder.rglob("*.jsonl")):
        if path.is_file():
            yield from _Transcript(path, tally).read(seen)


class _Transcript:
    """One file."""

    def __init__(self, path: Path, tally: Tally) -> None:
        self._path, self._tally = path, tally
        self._running: dict[str, tuple[str, float, str]] = {}  # id of a call to session, begin and command

    def read(self, seen: set[str]) -> Iterator[Typed | Said]:
        for raw in lines.lines(self._path, longest=LONGEST):
            if raw is None:
                self._tally.too_long += 1
            elif raw.strip():
                self._tally.records += 1
                yield from self._record(raw, seen)
        for session, when, text in self._running.values():
            yield Typed(NAME, session, when, None, text)

    def _record(self, raw: bytes, seen: set[str]) -> Iterator[Typed | Said]:
        try:
            line = _line.decode(raw)
            if line.type in SILENT:
                return
            message = _message.decode(line.message)
            when = datetime.fromisoformat(line.timestamp or "").timestamp()
        except (msgspec.DecodeError, ValueError, OverflowError, RecursionError, OSError):
            self._tally.unknown += 1
            return
        if line.type not in ("user", "assistant"):
            self._tally.unknown += 1
        elif line.uuid is None or line.uuid not in seen:
            seen.add(line.uuid or "")
            session = line.sessionId or self._path.stem
            yield from (self._asked if line.type == "user" else self._done)(line, message, session, when)

    def _asked(self, line: Line, message: Message, session: str, when: float) -> Iterator[Typed | Said]:
        """Yield a prompt, and the commands whose answers came."""
        if isinstance(message.content, str):
            texts = [message.content]
        else:
            texts = [block.text for block in message.content if block.type == "text"]
            for block in message.content:
                call = self._running.pop(block.tool_use_id, None) if block.type == "tool_result" else None
                if call:
                    yield Typed(NAME, call[0], call[1], max(0.0, when - call[1]), call[2])
        if line.isMeta or line.isSidechain or line.isCompactSummary:
            return
        text = " ".join(text for text in texts if text and not _MACHINE.match(text))[:PROMPT]
        if text.strip():
            yield Said(NAME, session, when, None, redact.redacted(text))

    def _done(self, _line: Line, message: Message, session: str, when: float) -> Iterator[Typed | Said]:
        """Remember the commands that the agent runs, until their answers come."""
        for block in message.content if isinstance(message.content, list) else ():
            command = block.input.get("command") if block.name == "Bash" and isinstance(block.input, dict) else None
            if block.type == "tool_use" and isinstance(command, str) and len(command) <= lines.LONGEST:
                self._running[block.id] = (session, when, command)
        yield from ()

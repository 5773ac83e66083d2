"""Hooks: the commands of a template. They run only after consent to what they are, and never through a shell."""

import json
import os
import re
import shlex
import signal
import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jigsmith.base import clock, digests, errors
from jigsmith.engines.templates import expressions, records
from jigsmith.engines.templates import format as formats

if TYPE_CHECKING:
    import subprocess

_PRIVATE = 0xF0000  # characters that mean nothing to anybody stand for the expressions while a command is split
SECONDS = 600
"""How long one command may take."""
_KEPT = re.compile(
    r"PATH|HOME|USER|LOGNAME|SHELL|LANG|LC_\w+|TZ|TMPDIR|TEMP|TMP|SYSTEMROOT|COMSPEC|PATHEXT|APPDATA|LOCALAPPDATA"
    r"|USERPROFILE|JIG_HOME|JIG_TELEMETRY|VIRTUAL_ENV|NVM_\w+|JAVA_HOME|GOPATH|GOROOT|CARGO_HOME|RUSTUP_HOME|NO_COLOR|CI",
    re.IGNORECASE,
)
_FILES = re.compile(r"\s*files\s*")


def words(command: str | list[str], marks: formats.Delimiters | None) -> list[str]:
    """A command as a list of words, expressions whole. TemplateInvalid: a quote is not closed, or there is no word."""
    if not isinstance(command, str):
        found = command
    else:
        start, end = (marks or formats.Delimiters()).variable
        tags = re.findall(re.escape(start) + ".*?" + re.escape(end), command, re.DOTALL)
        for number, tag in enumerate(tags):
            command = command.replace(tag, chr(_PRIVATE + number), 1)
        try:
            found = shlex.split(command)
        except ValueError as error:
            raise errors.TemplateInvalid(f"the hook {command!r} cannot be split into words: {error}") from error
        table = {_PRIVATE + number: tag for number, tag in enumerate(tags)}
        found = [word.translate(table) for word in found]
    if not found or not found[0]:
        raise errors.TemplateInvalid("a hook is empty")
    return found


def _all_words(template: formats.Template) -> list[list[list[str]]]:
    """Every command of a template by what it is for: hooks before and after, formatters, checks, steps."""
    marks = template.delimiters
    checks = [each.run for each in template.validate if not isinstance(each, str)]
    before, after = ([_bare(each) for each in hooks] for hooks in (template.hooks.before, template.hooks.after))
    kinds = (before, after, [*template.format.values()], checks)
    steps = [step.run for step in template.steps]
    return [[words(command, marks) for command in commands] for commands in (*kinds, steps)]


def _bare(command: records.Command) -> str | list[str]:
    """A hook without its condition: consent is to what runs, whenever that is."""
    return command.run if isinstance(command, records.Hook) else command


def digest(root: Path, template: formats.Loaded, *, runs_in: Path | None = None) -> str:
    """What consent is given to: the project, the commands, and the files that these name in the folder they run in."""
    hooks = _all_words(template)
    folder = runs_in or root
    seen = {word: _content(folder, template, word) for commands in hooks for command in commands for word in command}
    whole = [str(root.resolve()), template.name, hooks, sorted(seen.items())]
    return digests.sha256(json.dumps(whole).encode())


def _content(root: Path, template: formats.Loaded, word: str) -> str:
    """The hash of the file that a word names, if it names one. Devices and pipes are none: they may never end."""
    for place in (root / word, template.origin.parent / word):
        try:
            found = digests.sha256(place.read_bytes()) if stat.S_ISREG(place.stat().st_mode) else ""
        except (OSError, ValueError):
            continue
        if found:
            return found
    return ""


def trusted(root: Path, template: formats.Loaded, home: Path, *, steps: bool = True) -> bool:
    """Whether there is nothing to run (without `steps`, but for these), or the user has consented to it: in this
    project, or in the one whose template it is.
    """
    if formats.is_shipped(template) or not commands(template, steps=steps):
        return True
    for owner in dict.fromkeys((root.resolve(), formats.project_of(template).resolve())):
        place = home / "trust" / digest(owner, template, runs_in=root)
        if os.path.isfile(place):  # noqa: PTH113 - False where it may not be looked at
            return True
    return False


def trust(root: Path, template: formats.Loaded, home: Path) -> str:
    """Record the user's consent to the hooks as they are now; returns the digest. WriteFailed."""
    found = digest(root, template)
    note = {
        "template": template.name,
        "root": str(root.resolve()),
        "since": clock.now().isoformat(),
        "hooks": commands(template),
    }
    place = home / "trust" / found
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(json.dumps(note, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        do = "Allow writing there, or set JIG_HOME to a folder that is yours. Nothing is allowed yet."
        raise errors.WriteFailed(f"cannot be written: {error.strerror}", where=str(place), do=do) from error
    return found


def listed(template: formats.Template) -> list[str]:
    """The hooks as one would type them, those before first."""
    return [command for commands in _all_words(template)[:2] for command in map(shown, commands)]


def commands(template: formats.Template, *, steps: bool = True) -> list[str]:
    """All commands as one would type them: hooks, formatters, checks, and steps if they are to run."""
    kinds = _all_words(template) if steps else _all_words(template)[:-1]
    return list(dict.fromkeys(shown(command) for kind in kinds for command in kind))


def shown(command: Sequence[str]) -> str:
    """A command as one would type it."""
    return " ".join(map(_shown, command))


def _shown(word: str) -> str:
    return (
        word
        if re.fullmatch(r"[\w ./:=@%+,{}\[\]|-]+", word) and (" " not in word or "{" in word)
        else shlex.quote(word)
    )


def refuse_untrusted(root: Path, template: formats.Loaded, home: Path, *, steps: bool = False) -> None:
    """HookNotTrusted, with the commands, unless the user has consented to them. `steps`: those will run too."""
    if not trusted(root, template, home, steps=steps):
        told = "; ".join(f"`{command}`" for command in commands(template, steps=steps))
        raise errors.HookNotTrusted(
            f"the template wants to run {told}",
            where=str(template.origin),
            do=f"If you want that: `jig trust {template.name}`, then run it again. Nothing was written.",
        )


def rendered(
    template: formats.Loaded, commands: Sequence[records.Command], values: Mapping[str, Any], files: Sequence[str]
) -> list[list[str]]:
    """The words of each command that is wanted, with values filled in; the word `{{ files }}` becomes one word for each
    file.
    """
    start, end = (template.delimiters or formats.Delimiters()).variable
    where = expressions.Where(f"{template.origin}: hooks")
    found = []
    for command in commands:
        if isinstance(command, records.Hook) and not expressions.holds(command.when, values, where=where):
            continue
        here: list[str] = []
        for word in words(_bare(command), template.delimiters):
            inner = word[len(start) : -len(end)]
            if word.startswith(start) and word.endswith(end) and _FILES.fullmatch(inner) and "files" not in values:
                here += files
            else:
                here.append(expressions.render(word, values, template.delimiters, where=where))
        found.append(here)
    return found


def run(commands: Sequence[Sequence[str]], root: Path, extra: Mapping[str, str]) -> None:
    """Run the commands in the project, one after the other; HookFailed with the end of what the command said."""
    for command in commands:
        ended = call(command, root, extra=extra)
        if ended.code:
            tail = b"\n".join((ended.out + ended.said).splitlines()[-20:]).decode(errors="replace")
            raise errors.HookFailed(f"the hook `{shlex.join(command)}` ended with {ended.code}\n{tail}".rstrip())


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended."""

    code: int
    out: bytes
    said: bytes
    """On stderr, if that was kept apart."""


def call(
    command: Sequence[str], folder: Path, *, extra: Mapping[str, str], given: bytes | None = None
) -> Ended:  # fmt: skip
    """Run one command in a clean environment and a process group of its own. With `given` on its stdin its stdout is
    kept apart from stderr. HookFailed: it cannot be started, or takes longer than SECONDS.
    """
    import subprocess  # noqa: PLC0415 - start-up time: most templates have no hooks

    shown = shlex.join(command)
    environment = {key: value for key, value in os.environ.items() if _KEPT.fullmatch(key)} | dict(extra)
    stdin, stderr = (subprocess.DEVNULL, subprocess.STDOUT) if given is None else (subprocess.PIPE, subprocess.PIPE)
    try:
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdin=stdin, stdout=subprocess.PIPE, stderr=stderr,
            start_new_session=True,
        )  # fmt: skip
    except (OSError, ValueError) as error:
        raise errors.HookFailed(f"the command `{shown}` cannot be started: {error}") from error
    try:
        out, said = process.communicate(given, timeout=SECONDS)
    except subprocess.TimeoutExpired as error:
        stop(process)
        raise errors.HookFailed(f"the command `{shown}` took more than {SECONDS} seconds") from error
    except BaseException:
        stop(process)
        raise
    return Ended(process.returncode, out or b"", said or b"")


def stop(process: "subprocess.Popen[Any]") -> None:
    """End the command with all that it started."""
    if os.name == "posix":
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    if process.stdout:
        process.stdout.close()
    process.wait()

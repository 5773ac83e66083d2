"""Taking over jobs: from a crontab, or from a `nightly-jobs.config.ts`, into jig.toml with its comments kept.

The TypeScript is parsed, never run: `export default { schedule, jobs: [{ name, command, onSuccess, onFailure }] }`,
also inside a call such as `defineConfig({...})`, and with constants of the same file.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomlkit

from jigsmith.app.factory import jobs_script as script
from jigsmith.base import errors, places, settings

KEYS = {"onSuccess": "on_success", "onFailure": "on_failure", "onRecovery": "on_recovery", "onSkipped": "on_skipped"}
PLAIN = {"name", "schedule", "timezone", "command", "steps", "timeout", "retries", "environment"}
NAMES = {
    "@hourly": "0 * * * *", "@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *", "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What was taken over."""

    jobs: tuple[dict[str, Any], ...]
    targets: tuple[str, ...]  # of [notify] that hooks name and whose addresses are still to be given
    left_out: tuple[str, ...]  # what could not be taken over, and why
    text: str  # of jig.toml


def read(path: Path) -> Imported:
    """Read a crontab or a configuration; `text` is empty yet. Raises JobUnfit, FileUnreadable."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise errors.FileUnreadable(f"cannot be read: {error}", where=str(path)) from error
    notes: list[str] = []
    is_script = path.suffix in {".ts", ".mts", ".cts", ".js", ".mjs"}
    jobs = list(_configured(text, str(path), notes) if is_script else _crontab(text, notes))
    named = [word for job in jobs for key in KEYS.values() for word in job.get(key, []) if word.startswith("notify-")]
    targets = tuple(dict.fromkeys(word.removeprefix("notify-") for word in named))
    return Imported(jobs=tuple(_with_names(jobs)), targets=targets, left_out=tuple(notes), text="")


def into(root: Path, found: Imported) -> Imported:
    """Return what was found with the text that jig.toml would have. Raises JobUnfit for a name that is there."""
    path = root / places.CONFIG
    there = path.read_text(encoding="utf-8") if path.exists() else ""
    document = tomlkit.parse(there)
    before = settings.parse(there, where=str(path))
    taken = {job.name for job in before.jobs} & {job["name"] for job in found.jobs}
    if taken:
        what = f"jig.toml has jobs of that name already: {', '.join(sorted(taken))}"
        raise errors.JobUnfit(what, where=str(path), do="Rename them in what is imported, or delete them in jig.toml.")
    jobs = document.get("jobs")
    if jobs is None:
        jobs = tomlkit.aot()
        document.append("jobs", jobs)
    for job in found.jobs:
        table = tomlkit.table()
        for key, value in job.items():
            table.add(key, value)
        jobs.append(table)
    missing = [name for name in found.targets if name not in before.notify.targets]
    if missing:
        notify = document.setdefault("notify", tomlkit.table())
        targets = notify.setdefault("targets", tomlkit.inline_table())
        for name in missing:
            targets[name] = f"${{{re.sub('[^A-Z0-9]', '_', name.upper())}_URL}}"
    text = tomlkit.dumps(document)
    settings.parse(text, where=str(path))
    return Imported(jobs=found.jobs, targets=tuple(missing), left_out=found.left_out, text=text)


def write(root: Path, found: Imported) -> None:
    """Write jig.toml. Raises WriteFailed."""
    path = root / places.CONFIG
    try:
        new = path.with_name(f"{path.name}.new")
        new.write_text(found.text, encoding="utf-8")
        new.replace(path)
    except OSError as error:
        raise errors.WriteFailed(f"cannot be written: {error.strerror}", where=str(path)) from error


def _crontab(text: str, notes: list[str]) -> Iterator[dict[str, Any]]:
    """Yield the jobs of a crontab: a line each, with the variables and the time zone that stand above it."""
    environment: dict[str, str] = {}
    comment = ""
    for number, line in enumerate(text.splitlines(), start=1):
        stripped = line.strip()
        setting = re.match(r"([A-Za-z_]\w*)\s*=\s*(.*)$", stripped)
        if stripped.startswith("#"):
            comment = stripped.lstrip("# ")
        elif setting:
            environment[setting[1]] = setting[2].strip("\"'")
        elif stripped:
            job = _cron_line(stripped, environment, comment)
            comment = ""
            if isinstance(job, str):
                notes.append(f"line {number}: {job}")
            else:
                yield job
        else:
            comment = ""


def _cron_line(line: str, environment: Mapping[str, str], comment: str) -> dict[str, Any] | str:
    """Return the job of a line, or why it is left out."""
    words = line.split(None, 1) if line.startswith("@") else line.split(None, 5)
    schedule = NAMES.get(words[0], "") if line.startswith("@") else " ".join(words[:5])
    command = words[-1] if len(words) == (2 if line.startswith("@") else 6) else ""
    if not schedule:
        return f"'{words[0]}' is no time of day"
    if not command:
        return "it has no command"
    if re.search(r"(?<!\\)%", command):
        return "a `%` in its command stands for lines on its input, which a job has not"
    zone = environment.get("CRON_TZ") or environment.get("TZ") or ""
    own = {key: value for key, value in environment.items() if key not in {"CRON_TZ", "TZ", "MAILTO", "SHELL", "PATH"}}
    job: dict[str, Any] = {"name": _name(comment or command), "schedule": schedule}
    job |= {"timezone": zone} if zone else {}
    job |= {"command": command.replace("\\%", "%")}
    return job | ({"environment": own} if own else {})


def _configured(text: str, where: str, notes: list[str]) -> Iterator[dict[str, Any]]:
    """Yield the jobs of a TypeScript configuration. Raises JobUnfit."""
    found = script.exported(text, where, notes)
    if not isinstance(found, dict) or not isinstance(found.get("jobs"), list):
        do = "It is to hold `export default { schedule, jobs: [{ name, command }] }`."
        raise errors.JobUnfit("no jobs are exported here", where=where, do=do)
    common = {key: found[key] for key in ("schedule", "timezone") if isinstance(found.get(key), str)}
    for entry in found["jobs"]:
        if not isinstance(entry, dict) or not isinstance(entry.get("command", entry.get("steps")), str | list):
            notes.append(f"a job without a command that can be read: {entry!r}")
            continue
        yield _entry(common | entry, notes)


def _entry(entry: Mapping[str, Any], notes: list[str]) -> dict[str, Any]:
    """Return an entry of a configuration as a job of jig.toml."""
    job: dict[str, Any] = {"name": _name(str(entry.get("name") or entry.get("command")))}
    for key, value in entry.items():
        if key in KEYS:
            words = value if isinstance(value, list) else [value]
            hooks = [_hook(str(word)) for word in words]
            job[KEYS[key]] = [hook for hook in hooks if hook]
            notes += [f"{job['name']}: the hook {word!r} is not known" for word in words if not _hook(str(word))]
        elif key == "timeout" and isinstance(value, int | float):
            job[key] = f"{max(1, round(value / 1000))}s"  # milliseconds, as JavaScript has it
        elif key in PLAIN - {"name"}:
            job[key] = value
        elif key != "name":
            notes.append(f"{job['name']}: `{key}` is left out")
    return job


def _hook(word: str) -> str:
    """Return a hook as jig.toml has it; empty: it is none."""
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", word).lower()
    name = {"create-pull-request": "create-pr", "open-issue": "create-issue", "notify": "notify-default"}.get(
        name, name
    )
    known = {"create-pr", "create-issue", "save-report"}
    return name if name in known or re.fullmatch(r"notify-[a-z0-9][a-z0-9_-]*", name) else ""


def _name(text: str) -> str:
    """Return a text as the name of a job."""
    word = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", text)
    return re.sub(r"[^a-z0-9]+", "-", word.lower()).strip("-")[:40].strip("-") or "job"


def _with_names(jobs: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield the jobs, a number at the names that come twice."""
    seen: dict[str, int] = {}
    for job in jobs:
        seen[job["name"]] = seen.get(job["name"], 0) + 1
        number = seen[job["name"]]
        yield job | ({"name": f"{job['name']}-{number}"} if number > 1 else {})

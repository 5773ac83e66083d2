"""Cookiecutter: `cookiecutter.json`, the folder whose name is an expression, and hooks.

The format is documented at https://cookiecutter.readthedocs.io.
"""

import fnmatch
import json
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from jigsmith.base import errors
from jigsmith.loop.build.importing import commands, jinja, notes, places, sources
from jigsmith.loop.build.importing.cookiecutter_names import CONTEXT, Names
from jigsmith.loop.build.importing.syntax import Expr

FILE = "cookiecutter.json"
_SETTINGS = frozenset(
    {"_copy_without_render", "_extensions", "_new_lines", "_jinja2_env_vars", "__prompts__", "_template", "templates"}
)
_TITLES = ("project_name", "repo_name", "project_slug", "package_name", "app_name", "plugin_name")
"""What the name of an instance is for, the first that is there."""


def is_here(root: Path) -> bool:
    """Whether a folder holds a template of cookiecutter."""
    return (root / FILE).is_file()


def imported(root: Path, name: str, *, today: date) -> list[notes.Import]:
    """The template in a folder. TemplateInvalid, FileUnreadable."""
    into = notes.Import(name=name)
    raw, lines = _read(root)
    reader = _Cookiecutter(root, into, (raw, lines), today=today)
    reader.parameters()
    reader.files()
    reader.hooks()
    return [into]


def _read(root: Path) -> tuple[dict[str, Any], Mapping[str, int]]:
    text = sources.text_of(root, FILE)
    try:
        raw = json.loads(text)
    except json.JSONDecodeError as error:
        where = f"{root / FILE}:{error.lineno}"
        raise errors.TemplateInvalid(f"not valid JSON: {error.msg}", where=where, do="Correct it there.") from error
    if not isinstance(raw, dict):
        raise errors.TemplateInvalid("not a table of variables", where=str(root / FILE), do="Correct it there.")
    lines = {}
    for key in raw:
        found = re.search(rf"^.*?{re.escape(json.dumps(key))}\s*:", text, re.MULTILINE)
        lines[key] = text.count("\n", 0, found.end()) + 1 if found else 1
    return raw, lines


class _Cookiecutter:
    """Reads one template."""

    def __init__(
        self, root: Path, into: notes.Import, read: tuple[dict[str, Any], Mapping[str, int]], *, today: date
    ) -> None:
        raw, lines = read
        self.root = root
        self.into = into
        self.raw = raw
        self.lines = lines
        self.today = today
        self.folder = next(
            (
                each.name
                for each in sorted(root.iterdir())
                if each.is_dir() and "{{" in each.name and CONTEXT in each.name
            ),
            "",
        )
        self.constants = {
            key: value
            for key, value in raw.items()
            if key.startswith("_") and not key.startswith("__") and key not in _SETTINGS
        }
        self.known = {key: notes.identifier(key) for key in raw if key not in _SETTINGS and key not in self.constants}
        into.reserved |= set(self.known.values())
        variables = raw.get("_jinja2_env_vars", {})
        self.env = jinja.Jinja(
            into=into,
            names=Names(raw, self.known, self.constants).names,
            load=self.load,
            trim=bool(variables.get("trim_blocks")),
            lstrip=bool(variables.get("lstrip_blocks")),
            tags={"now": self.now},
        )

    def where(self, key: str) -> str:
        return f"{FILE}:{self.lines.get(key, 1)}"

    def load(self, name: str) -> tuple[str, str] | None:
        """A file that a text includes: from the folder of templates, or from the root."""
        for folder in (self.root / self.folder, self.root / "templates"):
            path = sources.inside(self.root, (folder / name).relative_to(self.root).as_posix())
            if path:
                return path, sources.text_of(self.root, path)
        return None

    def now(self, rest: str, where: str) -> Expr:
        shown = (re.findall(r"""['"]([^'"]*)['"]""", rest) or ["%Y-%m-%d"])[-1]
        return self.into.date(shown, where, self.today)

    # ------------------------------------------------------------------------------------------------ parameters
    def parameters(self) -> None:
        if "templates" in self.raw or ("template" in self.raw and isinstance(self.raw["template"], list)):
            self.into.say(self.where("templates"), "it offers several templates; import the folder of each")
        for extension in self.raw.get("_extensions", []):
            self.into.say(
                self.where("_extensions"),
                f"the extension `{extension}` is code; what its filters and tags do is not here",
            )
        title = next(
            (
                key
                for key in _TITLES
                if key in self.known and isinstance(self.raw[key], str) and "{{" not in self.raw[key]
            ),
            None,
        )
        for key, value in self.raw.items():
            if key in self.known and key != "name":
                entry = self.parameter(key, value)
                if key == title and "name" not in self.raw:
                    entry |= {"default": "{{ name }}", "examples": [value]} if value else {"default": "{{ name }}"}
                self.into.parameters[self.known[key]] = entry
                if self.known[key] != key:
                    self.into.say(self.where(key), f"the variable `{key}` is called `{self.known[key]}`", lost=False)

    def parameter(self, key: str, value: Any) -> dict[str, Any]:
        entry = self.typed(key, value)
        prompt = self.raw.get("__prompts__", {}).get(key)
        words = prompt.get("__prompt__") if isinstance(prompt, dict) else prompt
        if isinstance(words, str):
            entry["help"] = words
        if key.startswith("__"):
            entry["when"] = False
        return entry

    def typed(self, key: str, value: Any) -> dict[str, Any]:
        if isinstance(value, bool):
            return {"type": "boolean", "default": value}
        if isinstance(value, list) and all(isinstance(each, str | int | float) for each in value) and value:
            choices = [each for each in value if not isinstance(each, str) or "{{" not in each]
            if len(choices) < len(value):
                self.into.say(self.where(key), f"a choice of `{key}` is an expression; it is left out")
            return {"type": "choice", "choices": choices, "default": choices[0]} if choices else {}
        if isinstance(value, list | dict):
            return {
                "type": "table" if isinstance(value, dict) else "list",
                "default": self.rendered(key, value),
                **self.items(key, value),
            }
        if value is None:
            return {"default": ""}
        return {"default": self.rendered(key, value if isinstance(value, str) else str(value))}

    def items(self, key: str, value: Any) -> dict[str, Any]:
        """What is known about the fields of a table."""
        if not isinstance(value, dict):
            return {}
        if all(isinstance(each, str) for each in value.values()):
            return {}
        return {"items": {notes.identifier(name): self.typed(key, each) for name, each in value.items()}}

    def rendered(self, key: str, value: Any) -> Any:
        """A default with its expressions in the words of this engine."""
        if isinstance(value, str):
            return self.env.text(value, self.where(key))
        if isinstance(value, dict):
            return {
                notes.identifier(name)
                if any(not isinstance(each, str) for each in value.values())
                else name: self.rendered(key, each)
                for name, each in value.items()
            }
        return [self.rendered(key, each) for each in value] if isinstance(value, list) else value

    # ------------------------------------------------------------------------------------------------ files and hooks
    def files(self) -> None:
        if not self.folder:
            raise errors.TemplateInvalid(
                "there is no folder whose name is an expression",
                where=str(self.root),
                do="Name the folder of a cookiecutter template.",
            )
        for source in sources.walk(self.root, self.folder):
            self.file(source)

    def file(self, source: sources.Source) -> None:
        where = places.place(self.env, source.path, source.path)
        if any(self.never(each) for each in where.conditions):
            self.into.say(source.path, "it is never made by this tool; it is left out", lost=False)
            return
        entry = where.entry()
        if source.link is not None:
            self.into.files.append(entry | {"link": self.env.text(source.link, source.path)})
            return
        text = source.text
        if text is None:
            self.into.say(source.path, sources.no_text(source))
            return
        if "\r\n" in text.partition("\n")[0] + "\n":
            entry["newline"] = "crlf"
        patterns = self.raw.get("_copy_without_render", [])
        inner = source.path.partition("/")[2]
        if any(fnmatch.fnmatch(candidate, pattern) for pattern in patterns for candidate in _with_folders(inner)):
            sources.add(self.into, entry | sources.verbatim(text), text.replace("\r\n", "\n"), source=source)
            return
        sources.add(self.into, entry, self.env.text(text, source.path), source=source)

    def never(self, condition: str) -> bool:
        """Whether a condition is a variable that is always empty."""
        known = self.into.parameters.get(condition, {})
        return known.get("when") is False and known.get("default") == ""

    def hooks(self) -> None:
        for path in sorted((self.root / "hooks").glob("*")) if (self.root / "hooks").is_dir() else []:
            stage = path.stem
            if path.is_file() and stage in ("pre_prompt", "pre_gen_project", "post_gen_project"):
                target = self.into.after if stage == "post_gen_project" else self.into.before
                found = commands.of_script(sources.read(self.root, f"hooks/{path.name}"), self.into)
                target.extend(self.env.text(each, f"hooks/{path.name}") for each in found)


def _with_folders(path: str) -> list[str]:
    """A path and all folders that it is in."""
    parts = path.split("/")
    return ["/".join(parts[: number + 1]) for number in range(len(parts))]

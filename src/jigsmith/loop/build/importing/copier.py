"""Copier: `copier.yml`, the files beside it or in its `_subdirectory`, names with conditions, tasks.

The format is documented at https://copier.readthedocs.io.
"""

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pathspec

from jigsmith.base import errors
from jigsmith.engines.templates import records
from jigsmith.loop.build.importing import (
    commands,
    copier_names,
    copier_questions,
    copier_yaml,
    jinja,
    notes,
    places,
    sources,
    syntax,
)

_EXCLUDED = ("copier.yaml", "copier.yml", "~*", "*.py[co]", "__pycache__", ".git", ".DS_Store", ".svn")
_MARKS = {
    "variable": ("variable_start_string", "variable_end_string"),
    "block": ("block_start_string", "block_end_string"),
    "comment": ("comment_start_string", "comment_end_string"),
}
_SAID = {
    "_migrations": "what old versions need is not carried over; `jig update` merges three ways by itself",
    "_external_data": "data of other templates has no counterpart",
    "_message_before_copy": "a message before generating has no counterpart",
    "_message_before_update": "a message before updating has no counterpart",
    "_message_after_update": "a message after updating has no counterpart",
}
_WHOLE_IF = re.compile(r"\{%-?\s*if\s+(.*?)\s*-?%\}(.*?)(?:\{%-?\s*else\s*-?%\}(.*?))?\{%-?\s*endif\s*-?%\}", re.DOTALL)


def is_here(root: Path) -> bool:
    """Whether a folder holds a template of copier."""
    return any((root / name).is_file() for name in copier_yaml.FILES)


def imported(root: Path, name: str, *, today: date) -> list[notes.Import]:
    """The template in a folder. TemplateInvalid, FileUnreadable."""
    into = notes.Import(name=name)
    config = copier_yaml.read(root)
    reader = _Copier(root, into, config, today)
    reader.questions.read()
    reader.files()
    reader.rest()
    return [into]


def _marks(operations: dict[str, Any]) -> records.Delimiters:
    usual = records.Delimiters()
    given = {
        key: tuple(operations.get(end, getattr(usual, key)[i]) for i, end in enumerate(pair))
        for key, pair in _MARKS.items()
    }
    return records.Delimiters(**{key: (str(pair[0]), str(pair[1])) for key, pair in given.items()})


class _Copier:
    """Reads one template."""

    def __init__(self, root: Path, into: notes.Import, config: copier_yaml.Config, today: date) -> None:
        self.root = root
        self.into = into
        self.config = config
        operations = config.value("_envops") or {}
        marks = _marks(operations)
        into.delimiters = None if marks == records.Delimiters() else marks
        lenient = operations.get("undefined") != "jinja2.StrictUndefined"
        known = {key: notes.identifier(key) for key in config.questions}
        state = copier_names.Known(known=known, pending=set(known))
        names = copier_names.Names(into=into, config=config, questions=state, today=today, lenient=lenient)
        self.env = jinja.Jinja(
            into=into,
            names=names.names,
            load=self.load,
            lenient=lenient,
            marks=marks,
            trim=bool(operations.get("trim_blocks")),
            lstrip=bool(operations.get("lstrip_blocks")),
            keep_newline=operations.get("keep_trailing_newline", True) is not False,
        )
        self.questions = copier_questions.Questions(self.env, config, state)
        suffix = config.value("_templates_suffix")
        self.suffix = ".jinja" if suffix is None else str(suffix)
        for key in ("line_statement_prefix", "line_comment_prefix", "autoescape"):
            if operations.get(key):
                into.say(config.where("_envops"), f"the setting `{key}` of Jinja has no counterpart")

    def load(self, name: str) -> tuple[str, str] | None:
        path = sources.inside(self.root, name)
        return (path, sources.text_of(self.root, path)) if path else None

    # ------------------------------------------------------------------------------------------------ files
    def files(self) -> None:
        self.excluded = self.patterns("_exclude", _EXCLUDED if not self.config.value("_subdirectory") else ())
        self.once = self.patterns("_skip_if_exists", ())
        for folder, condition in self.folders():
            for source in sources.walk(self.root, folder):
                for each in self.followed(source):
                    self.file(each, folder, condition)

    def followed(self, source: sources.Source) -> list[sources.Source]:
        """A file, or what the link stands for that it is."""
        if source.link is None or self.config.value("_preserve_symlinks"):
            return [source]
        found = sources.behind(self.root, source)
        if found is None:
            self.into.say(source.path, "a link that leads to no file of the template; it is left out")
        return found or []

    def folders(self) -> list[tuple[str, str]]:
        """Where the files are, each with the condition for it."""
        given = str(self.config.value("_subdirectory") or "")
        text = re.sub(r"\{%-?\s*raw\s*-?%\}(.*?)\{%-?\s*endraw\s*-?%\}", r"\1", given)
        start, end = self.env.marks.variable
        found = re.fullmatch(rf"(.*?){re.escape(start)}\s*(\w+)\s*{re.escape(end)}(.*)", given)
        if found and (choices := self.into.parameters.get(found[2], {}).get("choices")):
            each = [
                (f"{found[1]}{choice}{found[3]}", f"{found[2]} == {syntax.write(syntax.Const(choice))}")
                for choice in choices
            ]
            return [(folder, condition) for folder, condition in each if (self.root / folder).is_dir()]
        folder = sources.folder_inside(self.root, text)
        if folder is None:
            where = f"{self.root}/{self.config.where('_subdirectory')}"
            raise errors.TemplateInvalid(
                f"the folder {text!r} is not there", where=where, do="Correct `_subdirectory`."
            )
        return [(folder, "")]

    def patterns(self, key: str, default: Sequence[str]) -> list[tuple[str, str]]:
        """Patterns of paths, each with the condition under which it counts."""
        given = self.config.value(key)
        found: list[tuple[str, str]] = []
        for pattern in default if given is None else given:
            whole = _WHOLE_IF.fullmatch(str(pattern).strip())
            where = self.config.where(key)
            if whole:
                condition = self.env.expression(whole[1], where, kind="boolean")
                found.append((whole[2], syntax.write(condition)))
                found += [(whole[3], syntax.write(syntax.Unary("not", condition)))] if whole[3] else []
            else:
                found.append((str(pattern), ""))
        return [(pattern, condition) for pattern, condition in found if pattern.strip()]

    def file(self, source: sources.Source, folder: str, condition: str) -> None:
        path = source.path[len(folder) + 1 :] if folder else source.path
        if "_copier_conf.answers_file" in path or path.startswith(".copier-answers"):
            self.into.say(source.path, "the record of an instance takes the place of the file of answers", lost=False)
            return
        is_template = path.endswith(self.suffix)
        inner = re.fullmatch(rf"(.*){re.escape(self.suffix)}(\{{%-?\s*endif\s*-?%\}})", path) if self.suffix else None
        target = inner[1] + inner[2] if inner else path[: len(path) - len(self.suffix)] if is_template else path
        if target.rpartition("/")[2] == "":
            return
        conditions = self.left_in(target)
        if conditions is None:
            return
        entry = self.entry(target, source, [*([condition] if condition else []), *conditions])
        self.add(source, entry, is_template=is_template or bool(inner))

    def left_in(self, target: str) -> list[str] | None:
        """What must hold so that a file is not excluded; None: it is."""
        found = []
        for pattern, condition in self.excluded:
            if _matches(pattern, target):
                if not condition:
                    return None
                found.append(f"not ({condition})")
        return found

    def entry(self, target: str, source: sources.Source, conditions: list[str]) -> dict[str, object]:
        place = places.place(self.env, target, source.path)
        whole = places.Place(path=place.path, conditions=(*conditions, *place.conditions), each=place.each)
        entry = whole.entry()
        if any(
            _matches(pattern, target) or self.env.text(pattern, source.path) == place.path for pattern, _ in self.once
        ):
            entry["policy"] = "once"
        return entry

    def add(self, source: sources.Source, entry: dict[str, object], *, is_template: bool) -> None:
        if source.link is not None:
            self.into.files.append(entry | {"link": self.env.text(source.link, source.path)})
            return
        text = source.text
        if text is None:
            self.into.say(source.path, sources.no_text(source))
        elif is_template:
            local = str(entry.get("each", "")).split(" ")[:1]
            sources.add(self.into, entry, self.env.text(text, source.path, local), source=source)
        else:
            keep = {"newline": "keep"} if "\r\n" in text else {}
            sources.add(self.into, entry | keep | sources.verbatim(text, self.env.given), text, source=source)

    # ------------------------------------------------------------------------------------------------ all else
    def rest(self) -> None:
        for key, what in _SAID.items():
            if self.config.value(key):
                self.into.say(self.config.where(key), f"`{key}`: {what}", lost=key != "_migrations")
        for extension in self.config.value("_jinja_extensions") or []:
            what = f"the extension `{extension}` is code; what its filters and tags do is not here"
            self.into.say(self.config.where("_jinja_extensions"), what)
        for number, task in enumerate(self.config.value("_tasks") or []):
            self.task(task, self.config.where("_tasks", number))
        message = self.config.value("_message_after_copy")
        if isinstance(message, str):
            self.into.next.append(self.env.text(message.strip(), self.config.where("_message_after_copy")))

    def task(self, task: Any, where: str) -> None:
        command, when = (task.get("command"), task.get("when")) if isinstance(task, dict) else (task, None)
        if isinstance(task, dict) and task.get("working_directory"):
            self.into.say(where, f"the task `{command}` runs in another folder; it does not run here")
        elif isinstance(command, list):
            self.hook([self.env.text(str(word), where) for word in command], when, where)
        elif isinstance(command, str) and commands.plain(command):
            self.hook(self.env.text(command, where), when, where)
        else:
            self.into.say(where, f"the task `{str(command)[:100]}` needs a shell; it does not run here")

    def hook(self, command: str | list[str], when: Any, where: str) -> None:
        start, end = map(re.escape, self.env.marks.variable)
        found = re.fullmatch(rf"\s*{start}-?(.*?)-?{end}\s*", str(when), re.DOTALL)
        if when in (None, True) or re.search(r"_copier_operation\s*==\s*['\"]copy", str(when)):
            self.into.after.append(command)
        elif found and "_copier" not in found[1] and self.env.marks.variable[0] not in found[1]:
            condition = syntax.write(self.env.expression(found[1], where, kind="boolean"))
            self.into.after.append({"run": command, "when": condition})
        else:
            self.into.say(where, f"when the task `{command}` runs is more than one expression; it does not run here")


def _matches(pattern: str, path: str) -> bool:
    return pathspec.GitIgnoreSpec.from_lines([pattern]).match_file(path)

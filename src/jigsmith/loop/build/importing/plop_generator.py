"""One generator of plop: its prompts are parameters, its actions files and injections."""

import re
from collections.abc import Iterator
from typing import Any

from jigsmith.loop.build.importing import injections, notes, prompts, sources
from jigsmith.loop.build.importing.plop_actions import Action, Body, all_of, one
from jigsmith.loop.build.importing.plop_setup import Found
from jigsmith.loop.build.importing.plop_words import Words
from jigsmith.loop.build.importing.script import Code, Scope
from jigsmith.loop.build.importing.script_expressions import Script


class Generator:
    """Reads one generator."""

    def __init__(self, scope: Scope, into: notes.Import, found: Found) -> None:
        self.scope = scope
        self.into = into
        self.found = found
        self.names: dict[str, str] = {}
        self.words = Words(into, found)

    def read(self, config: Any, where: str) -> None:
        """Read all of it."""
        if not isinstance(config, dict):
            self.into.say(where, "the generator is made by code; nothing of it can be read")
            return
        if isinstance(config.get("description"), str):
            self.into.description = config["description"]
        listed = config.get("prompts", [])
        if isinstance(listed, Code) and listed.is_function:
            self.into.say(listed.where, "prompts that code asks are not carried over")
        self.names = self.words.names = prompts.read(
            listed if isinstance(listed, list) else [], self.into, self.script, where
        )
        for action in self.actions(config.get("actions", []), where):
            self.action(action)
        if not (self.into.files or self.into.inject):
            self.into.say(where, "no action of it could be read")

    def script(self, scope: Scope, answers: frozenset[str] = frozenset()) -> Script:
        """How expressions in a script are read."""
        return Script(scope=scope, answers=answers, parameters=self.names)

    # ------------------------------------------------------------------------------------------------ actions
    def actions(self, value: Any, where: str) -> Iterator[Action]:
        """The actions, those that a function gives with their conditions."""
        if isinstance(value, list):
            for each in value:
                yield from one(self.into, each, (), where)
        elif isinstance(value, Code) and value.is_function:
            yield from Body(value, self.names, self.script, self.into).actions()
        else:
            self.into.say(where, "the actions are worked out by code; none of them is here")

    def action(self, action: Action) -> None:
        """Carry one action over, or say why not."""
        value, kind = action.value, action.value.get("type")
        where = action.where
        for key in ("skip", "transform"):
            if isinstance(value.get(key), Code):
                self.into.say(value[key].where, f"`{key}` of the action is code; it does not run here")
                if key == "transform" and kind == "modify":
                    return
        if kind == "add":
            self.add(action)
        elif kind == "addMany":
            self.add_many(action)
        elif kind in ("modify", "append"):
            self.inject(action)
        else:
            self.into.say(where, f"an action of the kind `{kind}` is code; it does not run here")

    def entry(self, path: str, action: Action) -> dict[str, object] | None:
        """A file's place; None: it is outside of the project."""
        env = self.words.env(action.value)
        plain = injections.relative(path, self.scope.module.path)
        if plain is None:
            self.into.say(action.where, f"the path `{path}` is not below the folder; it is left out")
            return None
        found: dict[str, object] = {"path": env.text(plain, action.where)}
        if action.conditions and (condition := all_of(action.conditions)) != "true":
            found["when"] = condition
        return found

    def template(self, action: Action) -> tuple[str, str, sources.Source | None] | None:
        """The text of an action's template, its place, and the file; None: it cannot be had, which is said."""
        value = action.value
        if isinstance(value.get("template"), str):
            return value["template"], action.where, None
        name = value.get("templateFile")
        if isinstance(name, str):
            plain = injections.relative(name, self.scope.module.path)
            path = sources.inside(self.scope.reader.root, plain) if plain is not None and "{{" not in plain else None
            source = sources.read(self.scope.reader.root, path) if path else None
            if source is not None and source.text is not None:
                return source.text, source.path, source
            what = "is no text" if source else "is chosen by an answer" if "{{" in name else "is not to be found"
            self.into.say(action.where, f"the file `{name}` {what}; the action is left out")
        elif "template" in value or "templateFile" in value:
            self.into.say(action.where, "the template of the action is worked out by code; it is left out")
        else:
            return "", action.where, None
        return None

    def add(self, action: Action) -> None:
        """An action that makes one file."""
        path = action.value.get("path")
        found = self.template(action) if isinstance(path, str) else None
        if not isinstance(path, str):
            self.into.say(action.where, "the path of an action is worked out by code; it is left out")
        if found is None or not isinstance(path, str):
            return
        entry = self.entry(path, action)
        if entry is not None:
            self.write(entry, found, action)

    def write(self, entry: dict[str, object], found: tuple[str, str, sources.Source | None], action: Action) -> None:
        """Put a file into the template."""
        body, where, source = found
        if action.value.get("skipIfExists"):
            entry["policy"] = "once"
        if "\r\n" in body:
            entry["newline"] = "crlf"
        made = self.words.env(action.value).text(body, where)
        sources.add(self.into, entry, made, source=source or sources.Source(path=str(entry["path"]), data=b""))

    def add_many(self, action: Action) -> None:
        """An action that makes many files."""
        value = action.value
        patterns = value.get("templateFiles")
        patterns = [patterns] if isinstance(patterns, str) else patterns
        destination, base = value.get("destination"), value.get("base", "")
        if not (
            isinstance(patterns, list)
            and all(isinstance(each, str) for each in patterns)
            and isinstance(destination, str)
            and isinstance(base, str)
        ):
            self.into.say(action.where, "the files of the action are worked out by code; it is left out")
            return
        if any("{{" in each for each in [*patterns, base]):
            self.into.say(action.where, "which files are taken depends on an answer; the action is left out")
            return
        endings = value.get("stripExtensions", ["hbs"])
        for source, inner in self.matching(patterns, base):
            target = _stripped(inner, endings if isinstance(endings, list) else [])
            if source.text is None:
                self.into.say(source.path, sources.no_text(source))
                continue
            entry = self.entry(f"{destination.rstrip('/')}/{target}", action)
            if entry is not None:
                self.write(entry, (source.text, source.path, source), action)

    def matching(self, patterns: list[str], base: str) -> Iterator[tuple[sources.Source, str]]:
        """The files that patterns name, each with its path below the base."""
        home = self.scope.module.path
        plain = [found for each in patterns if (found := injections.relative(each.removeprefix("!"), home)) is not None]
        start = injections.relative(base, home) if base else None
        for source in sources.walk(self.scope.reader.root):
            if any(_globbed(source.path, pattern) for pattern in plain):
                below = start.rstrip("/") + "/" if start else ""
                if not source.path.startswith(below):
                    continue
                yield source, source.path[len(below) :] if below else source.path.partition("/")[2] or source.path

    def inject(self, action: Action) -> None:
        """An action that changes a file."""
        path = action.value.get("path")
        found = self.template(action) if isinstance(path, str) else None
        if found is None or not isinstance(path, str):
            return
        entry = self.entry(path, action)
        if entry is None:
            return
        env = self.words.env(action.value)
        pattern = action.value.get("pattern")
        place = injections.by_pattern(
            pattern, found[0], kind=str(action.value["type"]), separator=action.value.get("separator", "\n")
        )
        if isinstance(place, str):
            self.into.say(action.where, f"the change of `{path}` {place}; it is left out")
            return
        entry["content"] = env.text(place.content, found[1])
        injections.add(self.into, entry, place, where=action.where, root=self.scope.reader.root)


def _stripped(path: str, endings: list[str]) -> str:
    folder, _, name = path.rpartition("/")
    stem, dot, ending = name.rpartition(".")
    if dot and ending in endings and ("." in stem.lstrip(".") or stem.startswith(".")):
        name = stem
    return f"{folder}/{name}" if folder else name


def _globbed(path: str, pattern: str) -> bool:
    """Whether a path is named by a pattern in which `**` stands for any folders."""
    pattern = pattern.rstrip("/")
    if not re.search(r"[*?\[{]", pattern):
        return path == pattern or path.startswith(f"{pattern}/")
    made = (
        re.escape(pattern)
        .replace(r"\*\*/", "(?:.*/)?")
        .replace(r"\*\*", ".*")
        .replace(r"\*", "[^/]*")
        .replace(r"\?", "[^/]")
    )
    return re.fullmatch(made, path) is not None

"""The questions of a copier template as parameters."""

import re
from typing import Any

from jigsmith.loop.build.importing import copier_names, copier_yaml, jinja, jinja_expressions, notes, syntax

_TYPES = {"str": "string", "int": "integer", "float": "number", "bool": "boolean", "path": "string"}
_TITLES = ("project_name", "repository_name", "repo_name", "project_slug", "package_name", "app_name")
"""What the name of an instance is for, the first that is there."""
_YES = {"yes": True, "on": True, "y": True, "no": False, "off": False, "n": False}
_NOT = re.compile(
    r"""\{%-?\s*if\s+not\s+\(?\s*(\w+)\s*(?:\|\s*regex_search\(\s*r?(['"])(.*?)\2\s*\))?
    \s*\)?\s*-?%\}.*\{%-?\s*endif\s*-?%\}""",
    re.DOTALL | re.VERBOSE,
)


class Questions:
    """The questions of one template, and what its variables are called here."""

    def __init__(self, env: jinja.Jinja, config: copier_yaml.Config, state: copier_names.Known) -> None:
        self.env = env
        self.into = env.into
        self.config = config
        self.state = state
        self.known = state.known
        self.into.reserved |= set(self.known.values())

    def read(self) -> None:
        """Make a parameter of each question."""
        static = (key for key in _TITLES if key in self.known and self.is_static(key))
        title = next(static, None) if "name" not in self.known else None
        for key, raw in self.config.questions.items():
            if key == "name":
                self.state.pending.discard(key)
                continue
            entry = self.parameter(key, raw if isinstance(raw, dict) else {"default": raw})
            if key == title:
                before = entry.get("default")
                start, end = self.env.marks.variable
                entry |= {"default": f"{start} name {end}"}
                entry |= {"examples": [before]} if before else {}
            self.into.parameters[self.known[key]] = entry
            self.state.pending.discard(key)

    def is_static(self, key: str) -> bool:
        """Whether a question has a text as its default, or none."""
        raw = self.config.questions[key]
        default = raw.get("default", "") if isinstance(raw, dict) else raw
        return (
            isinstance(default, str)
            and not self.is_worked_out(default)
            and not (isinstance(raw, dict) and raw.get("choices"))
        )

    def is_worked_out(self, default: Any) -> bool:
        """Whether a default is an expression."""
        marks = self.env.marks
        return isinstance(default, str) and (marks.variable[0] in default or marks.block[0] in default)

    def parameter(self, key: str, raw: dict[str, Any]) -> dict[str, Any]:
        """A question as a parameter."""
        entry = self.typed(key, raw)
        if isinstance(raw.get("help"), str):
            entry["help"] = " ".join(raw["help"].split())
        if raw.get("placeholder"):
            entry["examples"] = [str(raw["placeholder"])]
        if raw.get("when") is not None:
            entry |= self.when(key, raw["when"])
        if raw.get("validator"):
            entry |= self.validator(key, str(raw["validator"]))
        return entry

    def typed(self, key: str, raw: dict[str, Any]) -> dict[str, Any]:
        """The type of a question, with its default and its choices."""
        where = self.config.where(key, "default")
        default = raw.get("default")
        kind = str(raw.get("type") or {bool: "bool", int: "int", float: "float", str: "str"}.get(type(default), "yaml"))
        if raw.get("choices") and kind != "bool":
            return self.choice(key, raw, kind)
        if self.is_worked_out(default):
            return self.worked_out(key, str(default), kind, where)
        if kind in _TYPES:
            entry: dict[str, Any] = {"type": _TYPES[kind]} if _TYPES[kind] != "string" else {}
            return entry | self.default(key, default, kind, given="default" in raw)
        if isinstance(default, list | dict):
            return {
                "type": "list" if isinstance(default, list) else "table",
                "default": default,
                **self.fields(key, default),
            }
        return {"default": "" if default is None else str(default)}

    def default(self, key: str, default: Any, kind: str, *, given: bool) -> dict[str, Any]:
        """The default of a question that is no expression."""
        if not given:
            return {}
        if default is None:
            self.into.say(
                self.config.where(key, "default"), f"the default of `{key}` is none; it is an empty text", lost=False
            )
            return {"default": ""} if kind in ("str", "path") else {}
        if kind == "bool":
            return {"default": _YES.get(str(default).lower(), bool(default))}
        if kind in ("int", "float"):
            try:
                return {"default": int(default) if kind == "int" else float(default)}
            except (TypeError, ValueError):
                return {}
        return {"default": self.env.text(str(default), self.config.where(key, "default"))}

    def worked_out(self, key: str, default: str, kind: str, where: str) -> dict[str, Any]:
        """A default that is an expression: only texts have that here."""
        entry: dict[str, Any] = {"default": self.env.text(default, where)}
        if kind == "bool":
            entry = {"type": "choice", "choices": ["true", "false"], "default": self.yes_or_no(default, where)}
        elif kind in ("int", "float"):
            entry["pattern"] = r"-?\d+" if kind == "int" else r"-?\d+(\.\d+)?"
        elif kind not in _TYPES:
            self.into.say(where, f"the default of `{key}` is worked out, so that it is a text here")
        if kind in ("bool", "int", "float"):
            self.state.texts[self.known[key]] = kind
        return entry

    def yes_or_no(self, default: str, where: str) -> str:
        """A default that is an expression of a boolean, as one of two words."""
        (start, end), (open_, close) = self.env.marks.variable, self.env.marks.block
        inner = default.strip().removeprefix(start).removesuffix(end)
        if start not in inner and open_ not in inner:
            test = syntax.write(self.env.expression(inner, where, kind="boolean"))
            return f"{start} 'true' if {test} else 'false' {end}"
        said = f"{open_} set said {close}{self.env.text(default.strip(), where)}{open_} endset {close}"
        return f"{said}{start} 'true' if said | trim | lower in ['true', 'yes', 'on', 'y', '1'] else 'false' {end}"

    def fields(self, key: str, default: list[Any] | dict[str, Any]) -> dict[str, Any]:
        """What is known about the items of a list or the fields of a table."""
        tables = [each for each in default if isinstance(each, dict)] if isinstance(default, list) else []
        if tables:
            names = {name: tables[0][name] for name in tables[0]}
            return {
                "items": {
                    notes.identifier(name): {"default": value} if isinstance(value, str) else {}
                    for name, value in names.items()
                }
            }
        if default in ([], {}):
            self.into.say(
                self.config.where(key), f"the items of `{key}` are texts, unless you declare `items`", lost=False
            )
        return {}

    def choice(self, key: str, raw: dict[str, Any], kind: str) -> dict[str, Any]:
        """A question with choices."""
        default, where = raw.get("default"), self.config.where(key, "default")
        if isinstance(raw["choices"], str):
            what = f"the choices of `{key}` are worked out; any text can be given"
            self.into.say(self.config.where(key, "choices"), what)
            return {"default": self.env.text(str(default), where)} if default else {}
        values = self.values(key, raw["choices"], kind)
        if raw.get("multiselect"):
            if self.is_worked_out(default):
                self.into.say(where, f"the default of `{key}` is worked out; here it is an empty list")
            return {"type": "list", "choices": values, "default": default if isinstance(default, list) else []}
        entry: dict[str, Any] = {"type": "choice", "choices": values}
        if self.is_worked_out(default):
            if kind in ("int", "float"):
                self.state.texts[self.known[key]] = kind
                entry["choices"] = [str(value) for value in values]
            return entry | {"default": self.env.text(str(default), where)}
        plain = self.plain(default, kind)
        return entry | ({"default": plain} if default is not None and plain in values else {})

    def values(self, key: str, given: Any, kind: str) -> list[Any]:
        """What can be chosen; what is no plain value is left out, which is said."""
        where = self.config.where(key, "choices")
        listed = [tuple(each) if isinstance(each, list) and len(each) == 2 else (each, each) for each in given]
        found: list[Any] = []
        for label, value in given.items() if isinstance(given, dict) else listed:
            plain = value.get("value") if isinstance(value, dict) else value
            if isinstance(value, dict) and value.get("validator"):
                self.into.say(where, f"when {label!r} can be chosen is not carried over")
            if not isinstance(plain, str | int | float):
                self.into.say(where, f"the choice {label!r} is no plain value; it is left out")
            elif self.plain(plain, kind) not in found:
                found.append(self.plain(plain, kind))
        return found

    def plain(self, value: Any, kind: str) -> Any:
        """A value as it is of its type."""
        if kind == "str":
            return str(value)
        return int(value) if kind == "int" and str(value).lstrip("-").isdigit() else value

    def when(self, key: str, when: Any) -> dict[str, Any]:
        """When a question is asked."""
        if not isinstance(when, bool):
            start, end = self.env.marks.variable
            where = self.config.where(key, "when")
            found = re.fullmatch(rf"\s*{re.escape(start)}-?(.*?)-?{re.escape(end)}\s*", str(when), re.DOTALL)
            if found and start not in found[1]:
                return {"when": syntax.write(self.env.expression(found[1], where, kind="boolean"))}
            word = str(when).strip().lower()
            if word not in ("true", "false", *_YES):
                self.into.say(where, f"when `{key}` is asked for is more than one expression; it is always asked for")
                return {}
            when = word == "true" or _YES.get(word, False)
        return {} if when else {"when": False}

    def validator(self, key: str, validator: str) -> dict[str, Any]:
        """A check that is by one pattern, or that there is something."""
        where = self.config.where(key, "validator")
        found = _NOT.fullmatch(validator.strip())
        if not found or found[1] != key:
            self.into.say(where, f"the check of `{key}` has no counterpart; write a `pattern` for it")
            return {}
        pattern = jinja_expressions.unquoted(f"'{found[3]}'") if found[3] else ".+"
        try:
            re.compile(pattern)
        except re.error as error:
            self.into.say(where, f"the pattern of `{key}` is none here: {error}")
            return {}
        return {"pattern": notes.whole_pattern(pattern)}

"""Prompts: the questions of inquirer and enquirer as parameters."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from jigsmith.loop.build.importing import functions, nodes, notes, syntax
from jigsmith.loop.build.importing.nodes import part, text
from jigsmith.loop.build.importing.script import Code, Literal, Scope
from jigsmith.loop.build.importing.script_expressions import Script
from jigsmith.loop.build.importing.syntax import Untranslatable

_TEXTS = frozenset({"input", "text", "password", "invisible", "editor", "string", "snippet"})
_CHOICES = frozenset({"list", "rawlist", "expand", "select", "autocomplete", "search", "search-list"})
_LISTS = frozenset({"checkbox", "multiselect", "checkbox-plus"})
_YES = frozenset({"confirm", "toggle"})
_SOMETHING = re.compile(
    r"""=>\ ?!!\w+$ | \.length\ (?:>|>=|===?|<=?)\ ?[01]\b | if\ \(!\w+(?:\.trim\(\))?\)
    | if\ \(\w+\)\ (?:\{\ )?return\ true | =>\ ?\w+(?:\.trim\(\))?\ \?\ true\ :""",
    re.VERBOSE,
)
"""How one writes that something must be there."""
_NUMBERS = frozenset({"number", "numeral"})
Reading = Callable[[Scope, frozenset[str]], Script]
"""How the expressions of a script are read, where some names hold the answers."""


def read(listed: list[Any], into: notes.Import, reading: Reading, where: str, *, yes: bool = True) -> dict[str, str]:
    """Make a parameter of each prompt; gives the names they have here by those they have there. `yes`: what a question
    of yes or no without a default is.
    """
    plain = [each for each in listed if isinstance(each, dict) and isinstance(each.get("name"), str)]
    for each in listed:
        if isinstance(each, Code) or (isinstance(each, dict) and not isinstance(each.get("name"), str)):
            into.say(each.where if isinstance(each, Code) else where, "a prompt is worked out by code; it is left out")
    names = {each["name"]: notes.identifier(each["name"]) for each in plain}
    into.reserved |= set(names.values())
    title = None if "name" in names else next((each["name"] for each in plain if _is_title(each)), None)
    reader = _Prompts(into, reading, where, names, yes=yes)
    for each in plain:
        reader.where = each.where if isinstance(each, Literal) else where
        entry = reader.parameter(each)
        if each["name"] == "name":
            entry = {key: value for key, value in entry.items() if key in ("help", "pattern")}
            if not entry:
                continue
        if each["name"] == title:
            entry["default"] = "{{ name }}"
        into.parameters[names[each["name"]]] = entry
    return names


def _is_title(prompt: dict[str, Any]) -> bool:
    return (
        prompt.get("type", "input") in _TEXTS
        and "name" in prompt["name"].lower()
        and not isinstance(prompt.get("default"), Code)
    )


class _Prompts:
    """Reads prompts one by one."""

    def __init__(self, into: notes.Import, reading: Reading, where: str, names: dict[str, str], *, yes: bool) -> None:
        self.yes = yes
        self.into = into
        self.reading = reading
        self.where = where
        self.names = names

    def parameter(self, prompt: dict[str, Any]) -> dict[str, Any]:
        entry = self.typed(prompt)
        if isinstance(prompt.get("message"), str):
            entry["help"] = prompt["message"].strip()
        when = prompt.get("when", prompt.get("skip"))
        if when is not None:
            entry |= self.when(when, negated="when" not in prompt)
        if isinstance(prompt.get("validate"), Code):
            entry |= self.validate(prompt["validate"])
        for key in ("filter", "result", "format", "transformer"):
            if isinstance(prompt.get(key), Code) and key in ("filter", "result"):
                self.into.say(
                    prompt[key].where, f"`{key}` of the prompt `{prompt['name']}` changes what is given, by code"
                )
        return entry

    def typed(self, prompt: dict[str, Any]) -> dict[str, Any]:
        kind = prompt.get("type", "input")
        default = prompt.get("default", prompt.get("initial"))
        if kind in _YES:
            return {"type": "boolean", "default": default if isinstance(default, bool) else self.yes}
        if kind in _NUMBERS:
            return {"type": "number", **({"default": default} if isinstance(default, int | float) else {})}
        if kind in _CHOICES:
            return self.choice(prompt, default)
        if kind in _LISTS:
            return self.several(prompt, default)
        if kind not in _TEXTS:
            self.into.say(
                self.where, f"the prompt `{prompt['name']}` is of the kind `{kind}`; here it is a text", lost=False
            )
        return self.default(default)

    def default(self, default: Any) -> dict[str, Any]:
        if isinstance(default, Code):
            expr = self.result(default)
            return {"default": f"{{{{ {syntax.write(expr)} }}}}"} if expr is not None else {}
        return (
            {"default": str(default)}
            if isinstance(default, str | int | float) and not isinstance(default, bool)
            else {}
        )

    def result(self, code: Code) -> syntax.Expr | None:
        """What a function of the answers gives; None: it is code that is not read, which is said."""
        try:
            return result(code, self.reading, self.names)
        except Untranslatable as error:
            self.into.say(code.where, f"{error} is code; it is left out")
            return None

    def values(self, prompt: dict[str, Any]) -> list[tuple[Any, bool]]:
        """The values to choose from, each with whether it is chosen at the start."""
        given = prompt.get("choices")
        if not isinstance(given, list):
            where = given.where if isinstance(given, Code) else self.where
            self.into.say(where, f"the choices of `{prompt['name']}` are worked out by code; any text can be given")
            return []
        found: list[tuple[Any, bool]] = []
        for each in given:
            value = each.get("value", each.get("name")) if isinstance(each, dict) else each
            if isinstance(value, str | int | float) and value not in [known for known, _ in found]:
                found.append((value, isinstance(each, dict) and bool(each.get("checked") or each.get("enabled"))))
        return found

    def choice(self, prompt: dict[str, Any], default: Any) -> dict[str, Any]:
        values = [value for value, _ in self.values(prompt)]
        if not values:
            return self.default(default)
        if isinstance(default, int) and default not in values and 0 <= default < len(values):
            default = values[default]
        return {"type": "choice", "choices": values, "default": default if default in values else values[0]}

    def several(self, prompt: dict[str, Any], default: Any) -> dict[str, Any]:
        values = self.values(prompt)
        chosen = [value for value, on in values if on] or (default if isinstance(default, list) else [])
        entry: dict[str, Any] = {"type": "list", "default": [each for each in chosen if isinstance(each, str)]}
        return entry | ({"choices": [value for value, _ in values]} if values else {})

    def when(self, when: Any, *, negated: bool) -> dict[str, Any]:
        if isinstance(when, bool):
            return {"when": False} if when == negated else {}
        if not isinstance(when, Code):
            return {}
        expr = self.result(when)
        if expr is None:
            return {}
        return {"when": syntax.write(syntax.Unary("not", expr) if negated else expr)}

    def validate(self, code: Code) -> dict[str, Any]:
        """A check by one pattern, or that there is something, as a pattern."""
        shown = text(code.node)
        patterns = list(nodes.inside(code.node, "regex"))
        if len(patterns) == 1 and ".test(" in shown:
            pattern = text(part(patterns[0], "pattern"))
            try:
                re.compile(pattern)
            except re.error:
                pattern = ""
            if pattern:
                return {"pattern": notes.whole_pattern(pattern)}
        plain = re.sub(r"\s+", " ", shown)
        if not patterns and _SOMETHING.search(plain):
            return {"pattern": "(?s:.+)"}
        self.into.say(code.where, "the check of a prompt is code; write a `pattern` for it")
        return {}


def result(code: Code, reading: Reading, names: Mapping[str, str]) -> syntax.Expr:
    """What a function of the answers gives; Untranslatable: it does more than that."""
    node = functions.returned(code.node) if code.is_function else code.node
    if node is None:
        raise Untranslatable(f"`{code.text[:80]}`")
    answers = frozenset(name for name in functions.parameters_of(code.node)[:1] if name)
    script_ = reading(code.scope.inner(dict(functions.declared(code.node))), answers)
    script_.parameters = {**script_.parameters, **names}
    return script_.expression(node)

"""The answers of a hygen action: prompts in its script, what that works out, and options of the command line."""

import re
from pathlib import Path
from typing import Any

from jigsmith.loop.build.importing import dialect, functions, nodes, notes, prompts, script
from jigsmith.loop.build.importing.nodes import Node, part, text
from jigsmith.loop.build.importing.script import Code, Scope
from jigsmith.loop.build.importing.script_expressions import Script
from jigsmith.loop.build.importing.syntax import Const, Expr, Filter, Name, Untranslatable

PROMPTS = ("index.js", "index.ts", "prompt.cjs", "prompt.js", "prompt.ts")
_OTHERS = frozenset(
    """h attributes locals process require ts actionfolder templates console Object Math Date subaction""".split()  # noqa: SIM905
)
"""Names that hygen itself gives, and that have no counterpart."""


class Answers:
    """What the names in the texts of one action mean."""

    def __init__(self, root: Path, folder: str, into: notes.Import) -> None:
        self.folder = folder
        self.into = into
        self.names: dict[str, str] = {}
        self.derived: dict[str, Expr] = {}
        self.seen: dict[str, str] = {}
        """Options of the command line, with where they are first used."""
        self.reader = script.Reader(root)
        self.place = ""
        """What is read just now."""

    def given(self, name: str) -> Expr:
        """What a name stands for that no prompt declares."""
        special: dict[str, Expr] = {
            "name": Name("name"), "Name": Filter(Name("name"), "capfirst"), "names": Filter(Name("name"), "plural"),
            "Names": Filter(Filter(Name("name"), "plural"), "capfirst"), "cwd": Const("."),
            "generator": Const(self.folder.split("/")[-2]), "action": Const(self.folder.split("/")[-1]),
        }  # fmt: skip
        if name in special:
            return special[name]
        if name in _OTHERS or not re.fullmatch(r"[A-Za-z_$][\w$]*", name):
            raise Untranslatable(f"`{name}`")
        key = notes.identifier(name)
        self.seen.setdefault(key, self.place)
        return Name(key)

    def script(self, scope: Scope, answers: frozenset[str] = frozenset()) -> Script:
        """How expressions are read."""
        return Script(
            scope=scope,
            answers=answers | {"locals"},
            parameters=self.names,
            helpers=dialect.HYGEN,
            given_by=self.given,
        )

    def prompts(self, file: str) -> None:
        """Read the script of an action."""
        self.place = f"{file}:1"
        main = self.reader.exported(file, "default", 0)
        if isinstance(main, list):
            self.names = self.asked(main, f"{file}:1")
            return
        code = next(
            (main[key] for key in ("prompt", "params") if isinstance(main, dict) and isinstance(main.get(key), Code)),
            None,
        )
        if code is None:
            self.into.say(f"{file}:1", "the prompts are worked out by code; they are not carried over")
            return
        found = self.objects(code)
        self.names = self.asked(found, code.where)
        self.results(code)
        if not found and not self.derived:
            self.into.say(
                code.where, "the prompts are worked out by code; what they give is given as parameters", lost=False
            )

    def asked(self, listed: list[Any], where: str) -> dict[str, str]:
        """Make parameters of prompts."""
        names = prompts.read(listed, self.into, self.script, where, yes=False)
        for name in list(names):
            if "-" in name:  # hygen gives it in camel case too
                names[re.sub(r"-(\w)", lambda m: m[1].upper(), name)] = names[name]
        return names

    def objects(self, code: Code) -> list[Any]:
        """The prompts that are written out in a function."""
        scope = code.scope.inner(dict(functions.declared(code.node)))
        found: list[Any] = []
        for node in nodes.inside(code.node, "object"):
            value = self.reader.value(node, scope)
            is_prompt = (
                isinstance(value, dict)
                and isinstance(value.get("name"), str)
                and ("type" in value or "message" in value)
            )
            if is_prompt and value["name"] not in [each["name"] for each in found]:
                found.append(value)
        return found

    def results(self, code: Code) -> None:
        """What a function adds to the answers."""
        for function in nodes.inside(code.node, *nodes.FUNCTIONS):
            node = functions.returned_last(function)
            if node is None or node.type != "object":
                continue
            scope = code.scope.inner(dict(functions.declared(function)))
            answers = frozenset(name for name in functions.parameters_of(function)[:1] if name) | {"args", "answers"}
            for pair in node.named_children:
                self.result(pair, scope, answers)

    def result(self, pair: Node, scope: Scope, answers: frozenset[str]) -> None:
        """One of these, as an expression."""
        if pair.type == "spread_element":
            return
        key = nodes.key(part(pair, "key")) if pair.type == "pair" else text(pair)
        if key in ("type", "message", "prompt", "params") or (pair.type != "pair" and key in self.names):
            return
        try:
            expr = self.script(scope, answers).expression(part(pair, "value") if pair.type == "pair" else pair)
        except Untranslatable as error:
            self.into.say(scope.where(pair), f"`{key}` is worked out by {error}, which is code; it is a parameter here")
            return
        if expr != Name(self.names.get(key, key)):
            self.derived[key] = expr
            self.names.pop(key, None)

"""Plop: the generators of a plopfile, read and not run; prompts are parameters, actions are files and injections.

The format is documented at https://plopjs.com/documentation.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from jigsmith.base import errors
from jigsmith.loop.build.importing import (
    dialect,
    functions,
    handlebars,
    injections,
    notes,
    prompts,
    script,
    sources,
    syntax,
)
from jigsmith.loop.build.importing.script import Code, Node, Scope, part, text
from jigsmith.loop.build.importing.script_expressions import Script
from jigsmith.loop.build.importing.syntax import Expr, Name, Untranslatable

FILES = tuple(f"plopfile.{ending}" for ending in ("js", "mjs", "cjs", "ts", "mts", "cts"))
_SET = {"setHelper": "helpers", "addHelper": "helpers", "setPartial": "partials", "addPartial": "partials"}
MAX_GENERATORS = 200


@dataclass(slots=True)
class _Found:
    """What a plopfile sets up."""

    generators: dict[str, tuple[Any, str]] = field(default_factory=dict)
    helpers: dict[str, Any] = field(default_factory=dict)
    partials: dict[str, Any] = field(default_factory=dict)
    lost: list[tuple[str, str]] = field(default_factory=list)


def is_here(root: Path) -> bool:
    """Whether a folder holds a plopfile."""
    return any((root / name).is_file() for name in FILES)


def imported(root: Path, name: str, *, today: date) -> list[notes.Import]:
    """One template for each generator. TemplateInvalid, FileUnreadable."""
    _ = today
    file = next((each for each in FILES if (root / each).is_file()), None)
    return read(root, file or FILES[0], name)


def read(root: Path, file: str, name: str) -> list[notes.Import]:
    """One template for each generator of the plopfile `file`."""
    reader = script.Reader(root)
    module = reader.module(file)
    found = _Found()
    main = reader.exported(file, "default", 0)
    if isinstance(main, dict) and "default" in main:
        main = main["default"]
    if not (isinstance(main, Code) and main.is_function):
        raise errors.TemplateInvalid(
            "it exports no function", where=str(root / file), do="Name a folder with a plopfile."
        )
    _Setup(found).function(main)
    if not found.generators:
        raise errors.TemplateInvalid(
            "it sets up no generator that can be read", where=str(root / file), do="Name another folder."
        )
    single = len(found.generators) == 1
    made = []
    for key, (config, where) in list(found.generators.items())[:MAX_GENERATORS]:
        into = notes.Import(name=name if single and name else notes.template_name(key))
        for place, what in found.lost:
            into.say(place, what)
        _Generator(reader.scope(module), into, found).read(config, where)
        made.append(into)
    return made


class _Setup:
    """Follows what a plopfile does with `plop`."""

    def __init__(self, found: _Found, depth: int = 0) -> None:
        self.found = found
        self.depth = depth
        self.direct: set[str] = set()
        """Methods that are taken out of `plop`."""

    def function(self, code: Code) -> None:
        """Go through a function whose first parameter is `plop`."""
        plop = next(iter(functions.parameters_of(code.node)), "plop")
        self.direct |= set(functions.taken_apart(code.node))
        body = part(code.node, "body")
        names = {
            key: value for statement in body.named_children for key, value in script.declarations(statement).items()
        }
        scope = code.scope.inner(names)
        self.walk(body, plop, scope)

    def walk(self, node: Node, plop: str, scope: Scope) -> None:
        """Go through all calls in a node; what is done for each item of a list that is known, once for each."""
        if node.type == "call_expression" and text(part(node, "function").child_by_field_name("property")) == "forEach":
            items = scope.reader.value(part(part(node, "function"), "object"), scope)
            each = scope.reader.value(part(node, "arguments").named_children[0], scope)
            if isinstance(items, list) and isinstance(each, Code) and each.is_function:
                for item in items[:MAX_GENERATORS]:
                    bound: dict[str, Any] = dict(zip(functions.parameters_of(each.node), [item], strict=False))
                    self.walk(part(each.node, "body"), plop, scope.inner({**functions.declared(each.node), **bound}))
                return
        if node.type == "call_expression":
            self.call(node, plop, scope)
        for child in node.named_children:
            self.walk(child, plop, scope)

    def call(self, call: Node, plop: str, scope: Scope) -> None:
        function = part(call, "function")
        nodes = [each for each in part(call, "arguments").named_children if each.type != "comment"]
        reader = scope.reader
        if function.type == "member_expression" and text(part(function, "object")) == plop:
            self.on_plop(text(part(function, "property")), nodes, call, scope)
        elif function.type == "identifier" and text(function) in self.direct:
            self.on_plop(text(function), nodes, call, scope)
        elif any(text(each) == plop for each in nodes) and self.depth < script.MAX_DEPTH:
            target = reader.value(function, scope)
            if isinstance(target, Code) and target.is_function:
                _Setup(self.found, self.depth + 1).function(target)

    def on_plop(self, method: str, nodes: list[Node], call: Node, scope: Scope) -> None:
        where = scope.where(call)
        values = [scope.reader.value(each, scope) for each in nodes]
        if method == "setGenerator" and len(values) == 2:
            if isinstance(values[0], str):
                self.found.generators[values[0]] = values[1], where
            else:
                self.found.lost.append(
                    (where, f"the name of the generator `{text(nodes[0])}` is worked out; it is left out")
                )
        elif method in _SET and len(values) == 2 and isinstance(values[0], str):
            getattr(self.found, _SET[method])[values[0]] = values[1]
        elif method in ("load", "setActionType", "addActionType", "addPrompt", "setPrompt"):
            named = f" `{values[0]}`" if values and isinstance(values[0], str) else ""
            what = {"load": "the pack", "addPrompt": "the kind of prompt", "setPrompt": "the kind of prompt"}.get(
                method, "the kind of action"
            )
            self.found.lost.append((where, f"{what}{named} is code; what it adds is not here"))


@dataclass(frozen=True, slots=True)
class _Action:
    """One action, with the conditions under which it is done."""

    value: Any
    conditions: tuple[Expr, ...]
    where: str


class _Generator:
    """Reads one generator."""

    def __init__(self, scope: Scope, into: notes.Import, found: _Found) -> None:
        self.scope = scope
        self.into = into
        self.found = found
        self.names: dict[str, str] = {}
        self.data: dict[str, Expr] = {}

    def read(self, config: Any, where: str) -> None:
        if not isinstance(config, dict):
            self.into.say(where, "the generator is made by code; nothing of it can be read")
            return
        if isinstance(config.get("description"), str):
            self.into.description = config["description"]
        listed = config.get("prompts", [])
        if isinstance(listed, Code) and listed.is_function:
            self.into.say(listed.where, "prompts that code asks are not carried over")
        self.names = prompts.read(listed if isinstance(listed, list) else [], self.into, self.script, where)
        for action in self.actions(config.get("actions", []), where):
            self.action(action)
        if not (self.into.files or self.into.inject):
            self.into.say(where, "no action of it could be read")

    def script(self, scope: Scope, answers: frozenset[str] = frozenset()) -> Script:
        """How expressions in a script are read."""
        return Script(scope=scope, answers=answers, parameters=self.names)

    # ------------------------------------------------------------------------------------------------ actions
    def actions(self, value: Any, where: str) -> Iterator[_Action]:
        """The actions, those that a function gives with their conditions."""
        if isinstance(value, list):
            for each in value:
                yield from self.one(each, (), where)
        elif isinstance(value, Code) and value.is_function:
            yield from _Body(self, value).actions()
        else:
            self.into.say(where, "the actions are worked out by code; none of them is here")

    def one(self, each: Any, conditions: tuple[Expr, ...], where: str) -> Iterator[_Action]:
        if isinstance(each, dict):
            yield _Action(each, conditions, where)
        elif isinstance(each, Code):
            shown = "an action that is a function" if each.is_function else f"the action `{each.text[:80]}`"
            self.into.say(each.where, f"{shown} is code; it does not run here")

    def env(self, action: dict[str, Any]) -> handlebars.Handlebars:
        data = action.get("data")
        self.data = (
            {key: syntax.Const(value) for key, value in data.items() if isinstance(value, str | int | float | bool)}
            if isinstance(data, dict)
            else {}
        )
        booleans = frozenset(key for key, value in self.into.parameters.items() if value.get("type") == "boolean")
        given = {key: self.helper(key, value) for key, value in self.found.helpers.items() if isinstance(value, Code)}
        blocks = {
            key: helper
            for key, value in self.found.helpers.items()
            if isinstance(value, Code) and (helper := self.block(value))
        }
        partials = {key: value for key, value in self.found.partials.items() if isinstance(value, str)}
        return handlebars.Handlebars(
            into=self.into,
            resolve=self.resolve,
            helpers={**dialect.PLOP, **given},
            blocks=blocks,
            partials=partials,
            booleans=booleans,
        )

    def resolve(self, name: str) -> Expr:
        if name in self.names:
            return Name(self.names[name])
        if name in self.data:
            return self.data[name]
        raise Untranslatable(f"the variable `{name}`")

    def helper(self, name: str, code: Code) -> dialect.Helper:
        """A helper whose function is one expression of what it is given."""

        def helper(args: tuple[Expr, ...]) -> Expr:
            returned = functions.returned(code.node)
            if returned is None:
                raise Untranslatable(f"the helper `{name}`, which is code")
            bound: dict[str, Any] = dict(zip(functions.parameters_of(code.node), args, strict=False))
            return Script(scope=code.scope.inner(bound)).expression(returned)

        return helper

    def block(self, code: Code) -> dialect.Helper | None:
        """A block helper that chooses between its two parts; None: it does something else."""
        body = part(code.node, "body")
        found = next(
            (
                each
                for each in script.inside(body, "ternary_expression", "if_statement")
                if ".fn(" in text(part(each, "consequence"))
            ),
            None,
        )
        if found is None:
            return None
        condition = part(found, "condition")

        def helper(args: tuple[Expr, ...]) -> Expr:
            bound: dict[str, Any] = dict(zip(functions.parameters_of(code.node), args, strict=False))
            return Script(scope=code.scope.inner(bound)).expression(condition)

        return helper

    def action(self, action: _Action) -> None:
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

    def entry(self, path: str, action: _Action) -> dict[str, object] | None:
        """A file's place; None: it is outside of the project."""
        env = self.env(action.value)
        plain = injections.relative(path, self.scope.module.path)
        if plain is None:
            self.into.say(action.where, f"the path `{path}` is not below the folder; it is left out")
            return None
        found: dict[str, object] = {"path": env.text(plain, action.where)}
        if action.conditions and (condition := _all(action.conditions)) != "true":
            found["when"] = condition
        return found

    def template(self, action: _Action) -> tuple[str, str, sources.Source | None] | None:
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

    def add(self, action: _Action) -> None:
        path = action.value.get("path")
        found = self.template(action) if isinstance(path, str) else None
        if not isinstance(path, str):
            self.into.say(action.where, "the path of an action is worked out by code; it is left out")
        if found is None or not isinstance(path, str):
            return
        entry = self.entry(path, action)
        if entry is not None:
            self.write(entry, found, action)

    def write(self, entry: dict[str, object], found: tuple[str, str, sources.Source | None], action: _Action) -> None:
        body, where, source = found
        if action.value.get("skipIfExists"):
            entry["policy"] = "once"
        if "\r\n" in body:
            entry["newline"] = "crlf"
        made = self.env(action.value).text(body, where)
        sources.add(self.into, entry, made, source=source or sources.Source(path=str(entry["path"]), data=b""))

    def add_many(self, action: _Action) -> None:
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
                self.into.say(source.path, "no text: a template holds text only; it is left out")
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

    def inject(self, action: _Action) -> None:
        path = action.value.get("path")
        found = self.template(action) if isinstance(path, str) else None
        if found is None or not isinstance(path, str):
            return
        entry = self.entry(path, action)
        if entry is None:
            return
        env = self.env(action.value)
        pattern = action.value.get("pattern")
        place = injections.by_pattern(
            pattern, found[0], kind=str(action.value["type"]), separator=action.value.get("separator", "\n")
        )
        if isinstance(place, str):
            self.into.say(action.where, f"the change of `{path}` {place}; it is left out")
            return
        entry["content"] = env.text(place.content, found[1])
        injections.add(self.into, entry, place, where=action.where, root=self.scope.reader.root)


def _all(conditions: tuple[Expr, ...]) -> str:
    wanted = [each for each in conditions if each != syntax.Unary("not", _NEVER)]
    if not wanted:
        return "true"
    found = wanted[0]
    for each in wanted[1:]:
        found = syntax.Binary("and", found, each)
    return syntax.write(found)


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


class _Body:
    """Goes through a function that gives actions."""

    def __init__(self, generator: _Generator, code: Code) -> None:
        self.generator = generator
        self.into = generator.into
        names = functions.parameters_of(code.node)
        self.answers = frozenset(name for name in names[:1] if name)
        self.code = code
        self.scope = code.scope.inner(
            {name: Name(generator.names[name]) for name in functions.taken_apart(code.node) if name in generator.names}
        )
        self.found: list[_Action] = []
        self.lists: dict[str, list[_Action]] = {}

    def actions(self) -> list[_Action]:
        body = part(self.code.node, "body")
        if body.type != "statement_block":
            return self.listed(body, ())
        self.statements(body, ())
        return self.found

    def statements(self, block: Node, conditions: tuple[Expr, ...]) -> None:
        for statement in block.named_children:
            self.statement(statement, conditions)
            if statement.type == "if_statement" and _leaves(part(statement, "consequence")):
                conditions = (*conditions, syntax.Unary("not", self.condition(part(statement, "condition"))))

    def statement(self, statement: Node, conditions: tuple[Expr, ...]) -> None:
        kind = statement.type
        if kind in ("lexical_declaration", "variable_declaration"):
            self.declare(statement, conditions)
        elif kind == "if_statement":
            self.branch(statement, conditions)
        elif kind == "return_statement" and statement.named_children:
            self.found += self.listed(statement.named_children[0], conditions)
        elif kind == "statement_block":
            self.statements(statement, conditions)
        elif kind == "expression_statement":
            self.expression(script.bare(statement.named_children[0]), conditions)
        elif kind not in ("comment", "empty_statement", "function_declaration", "return_statement"):
            self.into.say(
                self.scope.where(statement), f"`{' '.join(text(statement).split())[:80]}` is code; it does not run here"
            )

    def declare(self, statement: Node, conditions: tuple[Expr, ...]) -> None:
        for name, value in script.declarations(statement).items():
            if script.bare(value).type == "array":
                self.lists[name] = self.listed(value, conditions)
            else:
                self.scope.names[name] = value
        for pattern in script.inside(statement, "object_pattern"):
            for each in script.inside(pattern, "shorthand_property_identifier_pattern"):
                if text(each) in self.generator.names:
                    self.scope.names[text(each)] = Name(self.generator.names[text(each)])

    def branch(self, statement: Node, conditions: tuple[Expr, ...]) -> None:
        condition = self.condition(part(statement, "condition"))
        if condition != _NEVER:
            self.statement(part(statement, "consequence"), (*conditions, condition))
        other = statement.child_by_field_name("alternative")
        if other is not None:
            inner = other.named_children[0] if other.type == "else_clause" else other
            self.statement(inner, (*conditions, syntax.Unary("not", condition)))

    def condition(self, node: Node) -> Expr:
        reader = self.generator.script(self.scope, self.answers)
        return self.into.translated(lambda: reader.expression(node), text(node), self.scope.where(node), kind="boolean")

    def expression(self, node: Node, conditions: tuple[Expr, ...]) -> None:
        """`actions.push(...)`, `actions = actions.concat(...)`."""
        if node.type == "call_expression" and text(part(part(node, "function"), "property")) in ("push", "unshift"):
            name = text(part(part(node, "function"), "object"))
            for each in part(node, "arguments").named_children:
                self.lists.setdefault(name, []).extend(self.element(each, conditions))
        elif node.type == "assignment_expression":
            self.lists[text(part(node, "left"))] = self.listed(part(node, "right"), conditions)
        else:
            self.into.say(
                self.scope.where(node), f"`{' '.join(text(node).split())[:80]}` is code; it does not run here"
            )

    def listed(self, node: Node, conditions: tuple[Expr, ...]) -> list[_Action]:
        """The actions of an expression that is a list of them."""
        node = script.bare(node)
        if node.type == "array":
            return [
                action
                for each in node.named_children
                if each.type != "comment"
                for action in self.element(each, conditions)
            ]
        if node.type == "identifier" and text(node) in self.lists:
            known = self.lists[text(node)]
            return [_Action(each.value, _joined(conditions, each.conditions), each.where) for each in known]
        if node.type == "ternary_expression":
            condition = self.condition(part(node, "condition"))
            yes = self.listed(part(node, "consequence"), (*conditions, condition))
            return yes + self.listed(part(node, "alternative"), (*conditions, syntax.Unary("not", condition)))
        if node.type == "binary_expression" and text(part(node, "operator")) == "&&":
            return self.listed(part(node, "right"), (*conditions, self.condition(part(node, "left"))))
        if node.type == "call_expression":
            return self.called(node, conditions)
        value = self.generator.scope.reader.value(node, self.scope)
        if isinstance(value, list):
            return [action for each in value for action in self.generator.one(each, conditions, self.scope.where(node))]
        self.into.say(
            self.scope.where(node), f"`{' '.join(text(node).split())[:80]}` is code; its actions are not here"
        )
        return []

    def called(self, node: Node, conditions: tuple[Expr, ...]) -> list[_Action]:
        """`a.concat(b)`, `list.filter(Boolean)`."""
        function = part(node, "function")
        name, args = text(function.child_by_field_name("property")), part(node, "arguments").named_children
        if name == "concat":
            parts = [part(function, "object"), *args]
            return [
                action
                for each in parts
                for action in (
                    self.listed(each, conditions)
                    if script.bare(each).type != "object"
                    else self.element(each, conditions)
                )
            ]
        if name == "filter" and len(args) == 1 and text(args[0]) == "Boolean":
            return self.listed(part(function, "object"), conditions)
        self.into.say(
            self.scope.where(node), f"`{' '.join(text(node).split())[:80]}` is code; its actions are not here"
        )
        return []

    def element(self, node: Node, conditions: tuple[Expr, ...]) -> list[_Action]:
        """The actions of one member of a list."""
        node = script.bare(node)
        if node.type == "spread_element":
            return self.listed(node.named_children[0], conditions)
        if node.type == "ternary_expression":
            condition = self.condition(part(node, "condition"))
            yes = self.element(part(node, "consequence"), (*conditions, condition))
            return yes + self.element(part(node, "alternative"), (*conditions, syntax.Unary("not", condition)))
        if node.type == "binary_expression" and text(part(node, "operator")) == "&&":
            return self.element(part(node, "right"), (*conditions, self.condition(part(node, "left"))))
        if node.type in ("null", "undefined", "false", "array"):
            return []
        value = self.generator.scope.reader.value(node, self.scope)
        return list(self.generator.one(value, conditions, self.scope.where(node)))


_NEVER = syntax.Unary("not", syntax.Const(True))


def _leaves(block: Node) -> bool:
    """Whether a block ends with a `return`."""
    last = block if block.type != "statement_block" else block.named_children[-1] if block.named_children else None
    return last is not None and last.type == "return_statement"


def _joined(outer: tuple[Expr, ...], inner: tuple[Expr, ...]) -> tuple[Expr, ...]:
    return (*outer, *(each for each in inner if each not in outer))

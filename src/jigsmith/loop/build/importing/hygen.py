"""Hygen: `_templates/GENERATOR/ACTION`, texts with front matter and EJS, prompts in a script.

The format is documented at https://www.hygen.io/docs/templates.
"""

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from jigsmith.base import errors
from jigsmith.loop.build.importing import (
    commands,
    dialect,
    ejs,
    functions,
    injections,
    jinja_expressions,
    notes,
    pieces,
    prompts,
    script,
    sources,
    syntax,
)
from jigsmith.loop.build.importing.pieces import Tag
from jigsmith.loop.build.importing.script import Code, Node, Scope, part, text
from jigsmith.loop.build.importing.script_expressions import Script
from jigsmith.loop.build.importing.syntax import Const, Expr, Filter, Name, Untranslatable

FOLDERS = ("_templates", ".hygen", "templates")
PROMPTS = ("index.js", "index.ts", "prompt.cjs", "prompt.js", "prompt.ts")
_FRONT = re.compile(r"\ufeff?---[ \t]*\n(.*?)^---\s*$\n?", re.DOTALL | re.MULTILINE)
_KNOWN = frozenset(
    {
        "to",
        "inject",
        "before",
        "after",
        "prepend",
        "append",
        "at_line",
        "skip_if",
        "unless_exists",
        "force",
        "sh",
        "from",
        "eof_last",
        "message",
    }
)


def is_here(root: Path) -> bool:
    """Whether a folder holds templates of hygen."""
    return _folder(root) is not None


def _folder(root: Path) -> str | None:
    found = next((name for name in FOLDERS if any((root / name).glob("*/*/*.t"))), None)
    return found if found is not None else "" if any(root.glob("*/*/*.t")) and root.name in FOLDERS else None


def imported(root: Path, name: str, *, today: date) -> list[notes.Import]:
    """One template for each action. TemplateInvalid, FileUnreadable."""
    _ = today
    folder = _folder(root)
    if folder is None:
        raise errors.TemplateInvalid(
            "there is no _templates/GENERATOR/ACTION", where=str(root), do="Name the folder that holds _templates."
        )
    start = root / folder
    actions = sorted(
        {
            path.parent.relative_to(root).as_posix()
            for path in start.glob("*/*/**/*")
            if path.is_file() and path.suffix == ".t"
        }
    )
    tops = sorted({"/".join(each.split("/")[: (2 if not folder else 3)]) for each in actions})
    made = []
    for action in tops:
        generator, verb = action.split("/")[-2:]
        own = generator if verb == "new" else f"{generator}-{verb}"
        into = notes.Import(name=name if len(tops) == 1 and name else notes.template_name(own))
        _Action(root, action, into).read()
        made.append(into)
    return made


class _HygenScript(Script):
    """Names that nothing declares are what one gives on hygen's command line."""

    __slots__ = ("action",)

    def given(self, name: str) -> Expr:
        """A parameter, or what hygen makes of the name."""
        return self.action.given(name)


class _Action:
    """Reads one action."""

    def __init__(self, root: Path, folder: str, into: notes.Import) -> None:
        self.root = root
        self.folder = folder
        self.into = into
        self.names: dict[str, str] = {}
        self.derived: dict[str, Expr] = {}
        self.seen: dict[str, str] = {}
        self.reader = script.Reader(root)
        self.home = Scope(self.reader, script.Module(folder, None))  # type: ignore[arg-type]  # no file: no names

    def read(self) -> None:
        file = next((f"{self.folder}/{name}" for name in PROMPTS if (self.root / self.folder / name).is_file()), None)
        if file:
            self.prompts(file)
        found = [
            each
            for each in sources.walk(self.root, self.folder)
            if not each.path.endswith(tuple(f"/{name}" for name in (*PROMPTS, ".hygenignore")))
        ]
        for source in found:
            self.file(source)
        for name in self.seen:
            if name not in self.into.parameters and name != "name":
                self.into.parameters[name] = {"default": ""}
                self.into.say(
                    self.seen[name],
                    f"`{name}` is not asked for but given to hygen as an option; here it is a text, empty by default",
                    lost=False,
                )

    def given(self, name: str) -> Expr:
        """What a name stands for that no prompt declares."""
        special = {
            "name": Name("name"), "Name": Filter(Name("name"), "capfirst"), "names": Filter(Name("name"), "plural"),
            "Names": Filter(Filter(Name("name"), "plural"), "capfirst"), "cwd": Const("."),
            "generator": Const(self.folder.split("/")[-2]), "action": Const(self.folder.split("/")[-1]),
        }  # fmt: skip
        if name in special:
            return special[name]
        if name in (
            "h",
            "attributes",
            "locals",
            "process",
            "require",
            "ts",
            "actionfolder",
            "templates",
            "console",
            "Object",
            "Math",
            "Date",
            "subaction",
        ):
            raise Untranslatable(f"`{name}`")
        key = notes.identifier(name)
        self.seen.setdefault(key, self.place)
        return Name(key)

    place = ""
    """What is read just now."""

    def script(self, scope: Scope, answers: frozenset[str] = frozenset({"locals"})) -> Script:
        """How expressions are read."""
        made = _HygenScript(
            scope=scope, answers=answers | {"locals"}, parameters=self.names, helpers=dialect.HYGEN, free=True
        )
        made.action = self
        return made

    # ------------------------------------------------------------------------------------------------ prompts
    def prompts(self, file: str) -> None:
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
        names = prompts.read(listed, self.into, self.script, where, yes=False)
        for name in list(names):
            if "-" in name:  # hygen gives it in camel case too
                names[re.sub(r"-(\w)", lambda m: m[1].upper(), name)] = names[name]
        return names

    def objects(self, code: Code) -> list[Any]:
        """The prompts that are written out in a function."""
        scope = code.scope.inner(dict(functions.declared(code.node)))
        found: list[Any] = []
        for node in script.inside(code.node, "object"):
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
        for function in script.inside(code.node, *script.FUNCTIONS):
            node = functions.returned_last(function)
            if node is None or node.type != "object":
                continue
            scope = code.scope.inner(dict(functions.declared(function)))
            answers = frozenset(name for name in functions.parameters_of(function)[:1] if name) | {"args", "answers"}
            for pair in node.named_children:
                self.result(pair, scope, answers)

    def result(self, pair: Node, scope: Scope, answers: frozenset[str]) -> None:
        if pair.type == "spread_element":
            return
        key = script.key(part(pair, "key")) if pair.type == "pair" else text(pair)
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

    # ------------------------------------------------------------------------------------------------ files
    def env(self) -> ejs.Ejs:
        booleans = frozenset(key for key, value in self.into.parameters.items() if value.get("type") == "boolean")
        scope = self.home.inner(dict(self.derived))
        return ejs.Ejs(into=self.into, reading=self.script, scope=scope, booleans=booleans)

    def file(self, source: sources.Source) -> None:
        self.place = f"{source.path}:1"
        body = source.text
        found = _FRONT.match(body.replace("\r\n", "\n")) if body is not None else None
        if body is None or not found:
            self.into.say(source.path, "it has no front matter; it is left out")
            return
        head = _attributes(found[1])
        rest = body.replace("\r\n", "\n")[found.end() :]
        above = found.group().count("\n")
        for key in head.keys() - _KNOWN:
            self.into.say(f"{source.path}:1", f"`{key}` of the front matter has no counterpart")
        if "to" in head:
            self.write(source, head, rest, above)
        if "sh" in head:
            self.shell(source, head["sh"], rest)

    def shell(self, source: sources.Source, line: str, body: str) -> None:
        command = re.sub(r"<%[=-]\s*cwd\s*%>/?", "", line)
        plain = re.sub(r"<%.*?%>", "x", command)
        if not commands.plain(plain) or body.strip():
            self.into.say(f"{source.path}:1", f"the command `{line[:100]}` needs a shell; it does not run here")
            return
        self.into.after.append(self.env().text(command, f"{source.path}:1"))

    def write(self, source: sources.Source, head: Mapping[str, str], rest: str, above: int) -> None:
        entry = self.entry(source, head)
        if entry is None:
            return
        if head.get("from"):
            path = sources.inside(self.root, f"{self.folder.rpartition('/')[0].rpartition('/')[0]}/{head['from']}")
            if path is None:
                self.into.say(f"{source.path}:1", f"the file {head['from']} is not to be found; it is left out")
                return
            content = pieces.assemble([pieces.Text(sources.text_of(self.root, path))])
        else:
            content = self.env().text(rest, f"{source.path}:{above + 1}")
        if head.get("inject") == "true":
            self.inject(source, head, entry | {"content": content})
            return
        if head.get("unless_exists") == "true":
            entry["policy"] = "once"
        if not self.replaces(source, entry):
            return
        sources.add(self.into, entry, content, source=source)

    def replaces(self, source: sources.Source, entry: dict[str, object]) -> bool:
        """Whether the file is the one for its place: of two, the later one overwrites the other there."""
        same = [
            each
            for each in self.into.files
            if each["path"] == entry["path"] and "when" not in each and "when" not in entry
        ]
        if same and entry.get("policy") == "once":
            self.into.say(
                f"{source.path}:1",
                "another file is in its place before it, so that it is never made; it is left out",
                lost=False,
            )
            return False
        for each in same:
            self.into.files.remove(each)
            self.into.sources.pop(str(each["source"]), None)
            self.into.say(
                f"{source.path}:1", f"it takes the place of another file of the same action, {each['path']}", lost=False
            )
        return True

    def entry(self, source: sources.Source, head: Mapping[str, str]) -> dict[str, object] | None:
        """Where the file goes, and when."""
        where = f"{source.path}:1"
        conditions: list[str] = []
        target = re.sub(r"^<%[=-]\s*cwd\s*%>/", "", head["to"])
        found = self.env().pieces(target, where)
        if len(found) == 1 and isinstance(found[0], Tag):
            path, condition = self.chosen(target, where)
            if path is None:
                return None
            conditions += [condition] if condition else []
        else:
            path = pieces.assemble(found)
        if "skip_if" in head and "<%" in head["skip_if"]:
            skip = self.env().pieces(head["skip_if"], where)
            if len(skip) == 1 and isinstance(skip[0], Tag):
                conditions.append(f"not ({skip[0].inner})")
        entry: dict[str, object] = {"path": path.removeprefix("./").lstrip("/")}
        return entry | ({"when": " and ".join(conditions)} if conditions else {})

    def chosen(self, target: str, where: str) -> tuple[str | None, str]:
        """A path that is worked out whole, with the condition under which there is one."""
        tag = self.env().pieces(target, where)[0]
        try:
            expr = jinja_expressions.parse(tag.inner if isinstance(tag, Tag) else "")
        except Untranslatable:
            return None, ""
        empty = (Const(None), Const(""), Const(False))
        if isinstance(expr, syntax.Choice) and expr.no in empty:
            return _path(expr.yes), syntax.write(expr.test)
        if isinstance(expr, syntax.Choice) and expr.yes in empty:
            return _path(expr.no), syntax.write(syntax.Unary("not", expr.test))
        if isinstance(expr, syntax.Binary) and expr.op == "and":
            return _path(expr.right), syntax.write(expr.left)
        return _path(expr), ""

    def inject(self, source: sources.Source, head: Mapping[str, str], entry: dict[str, object]) -> None:
        where = f"{source.path}:1"
        content = str(entry["content"])
        key = next((key for key in ("before", "after", "prepend", "append", "at_line") if key in head), None)
        if key is None or key == "at_line":
            self.into.say(
                where, f"a place by {'the number of a line' if key else 'nothing'} is no place here; it is left out"
            )
            return
        if key in ("prepend", "append"):
            place = injections.Place(content=content, side="start" if key == "prepend" else "end")
        else:
            pattern = re.sub(r"^/(.*)/[a-z]*$", r"\1", head[key].removeprefix("!!js/regexp").strip())
            if "<%" in pattern:
                self.into.say(where, f"the place `{pattern}` is worked out; it is left out")
                return
            place = injections.Place(content=content, pattern=pattern, side=key)
        injections.add(self.into, entry, place, where=where, root=self.root)


def _path(expr: Expr) -> str:
    """An expression as a path."""
    found: list[pieces.Piece] = []
    while isinstance(expr, syntax.Binary) and expr.op == "~":
        found.insert(0, _piece(expr.right))
        expr = expr.left
    return pieces.assemble([_piece(expr), *found])


def _piece(expr: Expr) -> pieces.Piece:
    if isinstance(expr, Const) and isinstance(expr.value, str):
        return pieces.Text(expr.value)
    return Tag("output", syntax.write(expr))


def _attributes(head: str) -> dict[str, str]:
    """The front matter: a key on each line, its value as text."""
    found: dict[str, str] = {}
    key = ""
    for line in head.splitlines():
        match = re.match(r"(\w+)\s*:(?:\s+(.*))?$", line)
        if match:
            key = match[1]
            value = (match[2] or "").strip()
            quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
            found[key] = value[1:-1] if quoted else "" if value in ("|", ">", "|-", ">-") else value
        elif key and line.startswith((" ", "\t")) and line.strip():
            found[key] = f"{found[key]}\n{line.strip()}".strip()
    return found

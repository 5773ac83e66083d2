"""Hygen: `_templates/GENERATOR/ACTION`, texts with front matter and EJS, prompts in a script.

The format is documented at https://www.hygen.io/docs/templates.
"""

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import tree_sitter

from jigsmith.base import errors
from jigsmith.engines.trees import syntax as trees
from jigsmith.loop.build.importing import (
    commands,
    ejs,
    injections,
    jinja_expressions,
    notes,
    pieces,
    script,
    sources,
    syntax,
)
from jigsmith.loop.build.importing.hygen_answers import PROMPTS, Answers
from jigsmith.loop.build.importing.hygen_front import FRONT, attributes, path_of
from jigsmith.loop.build.importing.pieces import Tag
from jigsmith.loop.build.importing.script import Scope
from jigsmith.loop.build.importing.syntax import Const, Untranslatable

FOLDERS = ("_templates", ".hygen", "templates")
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


class _Action:
    """Reads one action."""

    def __init__(self, root: Path, folder: str, into: notes.Import) -> None:
        self.root = root
        self.folder = folder
        self.into = into
        self.answers = Answers(root, folder, into)
        nothing = tree_sitter.Parser(trees.grammar("javascript")).parse(b"").root_node
        self.home = Scope(self.answers.reader, script.Module(folder, nothing))

    def read(self) -> None:
        file = next((f"{self.folder}/{name}" for name in PROMPTS if (self.root / self.folder / name).is_file()), None)
        if file:
            self.answers.prompts(file)
        found = [
            each
            for each in sources.walk(self.root, self.folder)
            if not each.path.endswith(tuple(f"/{name}" for name in (*PROMPTS, ".hygenignore")))
        ]
        for source in found:
            self.file(source)
        for name in self.answers.seen:
            if name not in self.into.parameters and name != "name":
                self.into.parameters[name] = {"default": ""}
                self.into.say(
                    self.answers.seen[name],
                    f"`{name}` is not asked for but given to hygen as an option; here it is a text, empty by default",
                    lost=False,
                )

    # ------------------------------------------------------------------------------------------------ files
    def env(self) -> ejs.Ejs:
        booleans = frozenset(key for key, value in self.into.parameters.items() if value.get("type") == "boolean")
        scope = self.home.inner(dict(self.answers.derived))
        return ejs.Ejs(into=self.into, reading=self.answers.script, scope=scope, booleans=booleans)

    def file(self, source: sources.Source) -> None:
        self.answers.place = f"{source.path}:1"
        body = source.text
        found = FRONT.match(body.replace("\r\n", "\n")) if body is not None else None
        if body is None or not found:
            self.into.say(source.path, "it has no front matter; it is left out")
            return
        head = attributes(found[1])
        rest = body.replace("\r\n", "\n")[found.end() :]
        above = found.group().count("\n")
        for key in head.keys() - _KNOWN:
            self.into.say(f"{source.path}:1", f"`{key}` of the front matter has no counterpart")
        if "to" in head:
            self.write(source, head, rest, above)
        if "sh" in head:
            self.shell(source, head, rest)

    def shell(self, source: sources.Source, head: Mapping[str, str], body: str) -> None:
        line = head["sh"]
        command = re.sub(r"<%[=-]\s*cwd\s*%>/?", "", line)
        plain = re.sub(r"<%.*?%>", "x", command)
        if not commands.plain(plain) or (body.strip() and "to" not in head):
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
        empty = (Const(None), Const(""), Const(value=False))
        if isinstance(expr, syntax.Choice) and expr.no in empty:
            return path_of(expr.yes), syntax.write(expr.test)
        if isinstance(expr, syntax.Choice) and expr.yes in empty:
            return path_of(expr.no), syntax.write(syntax.Unary("not", expr.test))
        if isinstance(expr, syntax.Binary) and expr.op == "and":
            return path_of(expr.right), syntax.write(expr.left)
        return path_of(expr), ""

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

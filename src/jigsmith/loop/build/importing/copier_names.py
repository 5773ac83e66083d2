"""The variables in the expressions of a copier template, by the names they have here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from jigsmith.loop.build.importing import copier_yaml, jinja_expressions, notes, syntax
from jigsmith.loop.build.importing.syntax import Attr, Binary, Const, Expr, Filter, Item, Name, Untranslatable


@dataclass(slots=True, kw_only=True)
class Known:
    """What is known of the questions so far."""

    known: Mapping[str, str]
    """By the names they have there: those they have here."""
    pending: set[str]
    """Those that are not read yet: what is asked earlier sees nothing of them."""
    texts: dict[str, str] = field(default_factory=dict)
    """Parameters that are texts here and are of another type there, as their defaults are worked out."""


@dataclass(slots=True, kw_only=True)
class Names:
    """What a variable stands for."""

    into: notes.Import
    config: copier_yaml.Config
    questions: Known
    today: date
    lenient: bool
    """Whether a variable that nobody sets is empty."""

    def names(self, expr: Expr, local: frozenset[str]) -> Expr:
        """An expression of copier with variables as they are called here."""
        return syntax.change(
            syntax.change(expr, lambda part: self.conf(part, local)), lambda part: self.variable(part, local)
        )

    def conf(self, part: Expr, local: frozenset[str]) -> Expr:  # noqa: PLR0911 - one for each
        """What copier knows about itself."""
        match part:
            case Attr(Name("_copier_conf"), "sep"):
                return Const("/")
            case Attr(Name("_copier_conf"), "answers_file"):
                return Const(".copier-answers.yml")
            case Attr(Name("_copier_conf"), "os"):
                return Const("linux")
            case Item(Name("_copier_answers"), Const(str() as key)) | Attr(Name("_copier_answers"), key) if (
                key in self.questions.known
            ):
                return Name(key)
            case Filter(Const(str() as shown), "strftime", ()):
                return self.into.date(shown, self.config.where(), self.today)
            case syntax.Test(Name(id), "defined", _, negated) if id not in {*self.questions.known, *local}:
                return Const(negated)
        return part

    def variable(self, part: Expr, local: frozenset[str]) -> Expr:  # noqa: PLR0911 - one for each
        """A part of an expression, if it is a variable of the questions."""
        if not isinstance(part, Name) or part.id in local or part.id in jinja_expressions.STATED:
            return part
        if part.id in self.into.parameters and part.id not in self.into.reserved:
            return part
        if part.id == "_folder_name":
            return Name("name")
        if part.id == "_copier_operation":
            return Const("copy")
        if (
            part.id not in self.questions.known
            and self.lenient
            and not self.config.value("_jinja_extensions")
            and not part.id.startswith("_")
        ):
            self.into.say(self.config.where(), f"`{part.id}` is set nowhere in it, and is empty", lost=False)
            return Const("")
        if part.id not in self.questions.known:
            raise Untranslatable(f"the variable `{part.id}`")
        if part.id in self.questions.pending:
            return Const("")
        kind, name = self.questions.texts.get(self.questions.known[part.id]), Name(self.questions.known[part.id])
        if kind == "bool":
            return Binary("==", name, Const("true"))
        return Filter(name, kind) if kind else name

"""Check: all that can be told about a template from its text."""

from collections.abc import Iterator, Mapping

from jigsmith.engines.templates import records
from jigsmith.engines.templates.linting import (
    collisions,
    declared,
    findings,
    known,
    placing,
    reached,
    reading,
    scanning,
    shapes,
    shells,
    statements,
    texts,
    values,
)
from jigsmith.engines.templates.linting import seen as seeing


def lint(template: records.Template, *, is_base: bool = False) -> list[findings.Finding]:
    """What is wrong with a template, or may be, errors first. One of the kind `part`, or on which others are known to
    build (`is_base`), may use names that it does not declare, and declare what it does not use.
    """
    report, seen = findings.Report(template, is_base or template.kind == "part"), seeing.Seen()
    for piece in texts.of(template, seen):
        _Piece(report, piece, seen).check()
    reached.check(report)
    placing.check(report)
    declared.check(report, seen)
    shells.check(report)
    return report.sorted()


def unused(template: records.Template) -> set[shapes.Key]:
    """The parameters that no text takes, and the fields that no text takes of a parameter that is taken; none where a
    text does not parse, so that nobody can tell.
    """
    report, seen = findings.Report(template), seeing.Seen()
    for piece in texts.of(template, seen):
        _Piece(report, piece, seen).check()
    known = () if report.is_partial else _keys(template.parameters, ())
    return {key for key in known if not seen.used[key] and key != ("name",)}


def _keys(parameters: Mapping[str, records.Parameter], above: shapes.Key) -> Iterator[shapes.Key]:
    for name, each in parameters.items():
        yield (*above, name)
        yield from _keys(each.items or {}, (*above, name))


class _Piece:
    """Checks one text."""

    def __init__(self, report: findings.Report, piece: texts.Piece, seen: seeing.Seen) -> None:
        self.report = report
        self.piece = piece
        self.inside = values.Values(seen, dict(piece.names), self.say)

    def say(self, what: tuple[findings.Severity, findings.Kind, str], line: int, do: str) -> None:
        if what[1] == "choice" and not self.report.is_own(self.piece.place):
            return  # the parameter has fewer choices here than where the text was written
        if what[1] == "undeclared" and self.report.is_base:
            what, do = ("info", *what[1:]), "Whoever includes this has to declare it."
        self.report.add(what, self.piece.place, line=line, do=do)

    def check(self) -> None:
        piece = self.piece
        source = f"{{{{ ({piece.text}) }}}}" if piece.bare else piece.text
        wrong = known.syntax_error(source, piece.marks)
        if wrong:
            self.unparsed(*wrong)
            return
        swallowed = collisions.by_accident(piece.text, piece.path) if piece.marks is None else None
        if swallowed:
            self.say(("warning", "delimiters", _looks(swallowed[0])), swallowed[1], collisions.advice(piece.text))
        try:
            self.follow()
        except (scanning.Unreadable, RecursionError):
            statements.by_engine(self.inside, source, piece.marks)

    def follow(self) -> None:
        piece = self.piece
        if piece.bare:
            self.inside.shape(reading.read(piece.text))
            return
        self.known = set(self.inside.names())
        statements.Text(self.inside, self.is_foreign).follow(piece.text, piece.marks)

    def is_foreign(self, tag: scanning.Tag) -> bool:
        """Whether a tag is none of ours; if so it is said."""
        if tag.kind == "block":
            self.known.update(word.text for word in tag.words if word.kind == "name")
        found = collisions.foreign(self.piece.text, tag, self.piece.path, self.known)
        if not found:
            return False
        severity: findings.Severity = "error" if found[1] else "warning"
        self.say((severity, "delimiters", _looks(found[0])), tag.line, collisions.advice(self.piece.text))
        return True

    def unparsed(self, what: str, line: int) -> None:
        piece = self.piece
        self.report.is_partial = True
        found = None if piece.bare or not piece.path else collisions.unparsed(piece.text, piece.path, line)
        if found:
            said = f"{_looks(found[0])}, and does not parse: {what}"
            self.say(("error", "delimiters", said), found[1], collisions.advice(piece.text))
        else:
            self.say(("error", "syntax", what), line, "Correct it.")


def _looks(label: str) -> str:
    return f"this looks like {label}, which belongs to the output"

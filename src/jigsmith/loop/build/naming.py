"""Names for parameters, taken from the code around them: the key, attribute or keyword that stands before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from jigsmith.engines.templates import names
from jigsmith.loop.build import plan

RESERVED = frozenset(
    """name loop self true false none not and or in is if else elif for endif endfor set range dict items item namespace
    joiner cycler super""".split()  # noqa: SIM905
)
DULL = frozenset(
    """const let var new return self this static public private protected final async await export default def function
    fn func str int bool float char void string number r f b u rb the a an of to and or is in for with use using require
    module exports type val object any none null true false undefined super print echo end do then override readonly
    partial optional type_checking""".split()  # noqa: SIM905
)
MEANING = dict(
    pair.split("/")
    for pair in """class/class_name interface/interface_name extends/base implements/base import/import_name from/module
    def/function function/function func/function fn/function package/package namespace/namespace_name
    struct/struct_name enum/enum_name trait/trait_name @/decorator raise/error throw/error catch/error
    except/error if/condition elif/condition while/condition""".split()  # noqa: SIM905
)
LISTS = dict(
    pair.split("=")
    for pair in """import=imports from=imports def=methods async=methods function=functions class=classes export=exports
    interface=interfaces case=cases use=imports using=imports const=constants let=variables var=variables if=conditions
    @=decorators #=comments func=functions fn=functions type=types struct=structs enum=enums elif=branches
    return=returns public=members private=members /=comments *=notes -=entries <=elements""".split()  # noqa: SIM905
)
TYPES = frozenset(("class", "interface", "struct", "type", "export", "data", "record"))
STATEMENTS = frozenset(("class", "if", "elif", "else", "for", "while", "try", "except", "switch", "case", "interface"))
IMPORTS = frozenset(("import", "from", "use", "using", "require", "include"))
LONGEST, SHORT = 32, 2  # characters of a name; words of what it may be qualified with


class Names:
    """Hands out names, each once."""

    def __init__(self, reserved: Iterable[str] = RESERVED) -> None:
        self._taken = set(reserved)

    def fresh(self, candidates: Sequence[str], qualifiers: Sequence[str] = ()) -> str:
        """The first of the candidates that is free; else one with a qualifier before it; else a numbered one."""
        clean = [c for c in (_clean(c) for c in candidates) if c] or ["value"]
        for name in clean:
            if self._take(name):
                return name
        for qualifier in qualifiers:
            name = _clean(f"{qualifier}_{clean[0]}")
            if name != clean[0] and self._take(name):
                return name
        number = 2
        while not self._take(f"{clean[0]}_{number}"):
            number += 1
        return f"{clean[0]}_{number}"

    def _take(self, name: str) -> bool:
        if name in self._taken:
            return False
        self._taken.add(name)
        return True


def _clean(text: str) -> str:
    words = names.split(text)
    while words and words[0][:1].isdigit():
        words = words[1:]
    snake = "_".join(words)
    if not snake.isascii() or not snake.isidentifier():
        return ""
    return snake if len(snake) <= LONGEST else snake[:LONGEST].rpartition("_")[0]


def of_cell(cell: plan.Cell) -> list[str]:
    """Names for what stands in a cell, best first."""
    found: list[str] = []
    for token in reversed(cell.before):
        lower = token.lower()
        if lower in MEANING:
            found.append(MEANING[lower])
        elif token[:1].isalpha() and lower not in DULL:
            found.append(token)
        if len(found) == 2:
            break
    if not found:
        found.extend(_by_punctuation(cell))
    found.extend(p for p in qualifiers(cell.path) if p.lower() not in DULL and p.lower() not in MEANING)
    return found or ["text"]


def qualifiers(path: Sequence[str]) -> list[str]:
    """What the rows around are called, nearest first, where that is short enough to be part of a name."""
    return [p for p in reversed(path) if p and len(names.split(p)) <= SHORT and p.lower() not in DULL | STATEMENTS]


def _by_punctuation(cell: plan.Cell) -> list[str]:
    """Names that the marks around a cell suggest: `x: y` is a name and its type, `x = y` a name and its value."""
    before = next((t for t in reversed(cell.before) if t), "")
    called = cell.after in ("(", "<")
    if before == ".":
        return ["method" if called else "attribute"]
    if before in ("(", ",", "["):
        return ["function" if called else "argument" if before == "(" else "entry"]
    if not before and called:
        return ["function"]
    if before in (":", "=", "=>"):
        return ["type" if before == ":" and not cell.prose else "value"]
    return ["name", "key"] if cell.after in (":", "=", "=>", "(", "?") and not before else []


def of_loop(loop: plan.Loop) -> list[str]:
    """Names for a list, best first."""
    head = [p.text for p in loop.line.parts if isinstance(p, plan.Literal)][:2]
    label = next((p for p in reversed(loop.line.path) if p.lower() not in DULL), "")
    found = [LISTS[word.lower()] for word in head[:1] if word.lower() in LISTS]
    if loop.line.path[-1:] and loop.line.path[-1].lower() in TYPES and head[:1] == [":"]:
        found.append("fields")
    if label and label.lower() not in MEANING:
        found.append(names.plural(names.STYLES["snake"](label)))
    found.extend(names.plural(word) for word in head if word[:1].isalpha() and word.lower() not in DULL)
    return [*found, "entries"]


def of_flag(lines: Iterable[plan.Line]) -> list[str]:
    """Names for an option, from the identifiers in the lines that it brings; code says more than comments, and of a
    comment two words say more than one.
    """
    single: list[str] = []
    phrases: list[str] = []
    for line in sorted(lines, key=lambda x: (is_comment(x), -x.words)):
        words = list(_identifiers(line.parts))
        if words and words[0].lower() in IMPORTS:
            words.reverse()
        telling = [w for w in words if len(w) > 1 and w.lower() not in DULL and w.lower() not in MEANING][:3]
        if not is_comment(line):
            single += telling
        phrases += [f"{a}_{b}" for a, b in pairwise(telling)] + telling
    return [f"with_{names.STYLES['snake'](w)}" for w in (*single, *phrases, "extra")]


def is_comment(line: plan.Line) -> bool:
    """Whether the line is a comment or a text for people."""
    first = line.parts[0] if line.parts else None
    return isinstance(first, plan.Literal) and first.text[:1] in ("#", "/", "*", '"')


def _identifiers(parts: Iterable[plan.Part]) -> Iterable[str]:
    for part in parts:
        if isinstance(part, plan.Literal) and part.text[:1].isalpha():
            yield part.text
        elif isinstance(part, plan.Nested):
            for inner in part.body.parts:
                yield from _identifiers(inner.parts if isinstance(inner, plan.Line) else inner.line.parts)

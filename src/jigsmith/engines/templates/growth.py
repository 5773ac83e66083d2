"""Growth: what statements and filters do to the size of a text, for `tame`."""

import re
from functools import lru_cache

from jigsmith.engines.templates import names, records, sizes

_BLOCKS = ("if", "elif", "else", "endif", "for", "endfor", "set")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'', re.DOTALL)
_FILTER = re.compile(r"\|\s*(\w+)\s*(?:\(([^()]*)\))?")
_PLAIN_ARGS = re.compile(r"""(?:\s*(?:\w+\s*=\s*)?(?:""|\d{1,3}|true|false|True|False)\s*,?)*""")
_SMALL = (
    *(
        "lower",
        "upper",
        "trim",
        "length",
        "count",
        "first",
        "last",
        "sort",
        "unique",
        "reverse",
        "int",
        "float",
        "bool",
    ),
    *("abs", "round", "min", "max", "lstrip", "rstrip", "items", "keys", "capitalize", "title", "safe"),
)
_GROWTH = dict.fromkeys(_SMALL, 2) | dict.fromkeys(("string", "json", "tojson", "escape", "e"), 8)
_GROWTH |= dict.fromkeys((*names.STYLES, "capitals", "capfirst"), sizes.STYLED)
_BY_TEXT = ("join", "replace", "indent", "slug")
"""Filters that put what they are given in again and again."""
_WILD = re.compile(r"[~*+\"']|\brecursive\b|[])]\s*\(|\b(?!(?:in|and|or|not|is|if|else|elif)\b)\w+\s*\(")
_OWN_TEXTS = re.compile(r'\s*""(?:\s+if\s[^"|,]*(?:\s+else\s+"")?)?\s*')
_PATH = re.compile(r"(?:[^\W\d]\w*\s*\.\s*)*([^\W\d]\w*)")
_WORD = re.compile(r"[^\W\d]\w*")


@lru_cache(maxsize=256)
def tags(source: str, marks: records.Delimiters) -> tuple[sizes.Tag, ...] | None:
    """All tags. None: there is something in it of which it is not known how large it gets."""
    found, depth = [], 0
    for match in _pattern(marks).finditer(source):
        kind, code = match.lastgroup, (match[match.lastgroup or ""] or "").strip("+-")
        word, _, rest = code.strip().partition(" ") if kind == "block" else ("", "", code)
        if kind == "comment":
            continue
        if kind == "open" or (kind == "block" and word not in _BLOCKS) or (word == "set" and "=" not in rest):
            return None
        depth += (word == "for") - (word == "endfor")
        left = rest.partition("=" if word == "set" else " in ")[0] if word in ("set", "for") else ""
        one = tag(rest, tuple(_WORD.findall(left)), max(depth, 0), loops=word == "for")
        if one is None:
            return None
        found.append(one._replace(shows=_shown(word, rest, one)))
    return tuple(found)


def longest_between(source: str, marks: records.Delimiters) -> int:
    """Characters of the longest text between two tags."""
    spans = [match.span() for match in _pattern(marks).finditer(source)]
    begins, ends = [0, *(end for _, end in spans)], [*(begin for begin, _ in spans), len(source)]
    return max(end - begin for begin, end in zip(begins, ends, strict=True))


def _shown(word: str, rest: str, one: sizes.Tag) -> str | None:
    """The name under which what a tag shows is kept; see `sizes.Tag.shows`."""
    if word == "for":
        return "" if _PATH.fullmatch(rest.partition(" in ")[2].strip()) else None
    if word:
        return "" if word != "set" and one.growth == one.copies == 1 else None
    if _OWN_TEXTS.fullmatch(_STRING.sub('""', rest)):
        return ""
    path = _PATH.fullmatch(rest.strip())
    return path[1] if path else None


@lru_cache(maxsize=32)
def _pattern(marks: records.Delimiters) -> re.Pattern[str]:
    """What is shown and a statement, without the beginning of another in it; a comment; or a beginning alone."""
    kinds = {"variable": marks.variable, "block": marks.block, "comment": marks.comment}
    starts = "|".join(re.escape(start) for start, _ in kinds.values())
    inside = rf"(?:{_STRING.pattern}|(?!{starts})[^\"'])"
    parts = [
        f"{re.escape(start)}(?P<{kind}>{'.' if kind == 'comment' else inside}*?){re.escape(end)}"
        for kind, (start, end) in sorted(kinds.items(), key=lambda item: -len(item[1][0]))
    ]
    return re.compile("|".join([*parts, f"(?P<open>{starts})"]), re.DOTALL)


def tag(code: str, binds: tuple[str, ...] = (), depth: int = 0, *, loops: bool = False) -> sizes.Tag | None:
    """What a tag says; None: it has an operator, a filter or a call of which it is not known how much it gives."""
    bare, growth = _STRING.sub('""', code), 1
    for found in _FILTER.finditer(bare):
        factor = _factor(found[1], found[2] or "", len(code))
        if not factor:
            return None
        growth *= factor
    cut = any(bare.count(opening) != bare.count(closing) for opening, closing in ("{}", "[]", "()"))
    if cut or _WILD.search(_FILTER.sub(" ", bare).replace('""', " ")):
        return None
    return sizes.Tag(len(code), growth, code.count(",") + 1, frozenset(_WORD.findall(bare)), binds, depth, loops=loops)


def _factor(name: str, args: str, length: int) -> int:
    """How many times as large a filter makes what it is given, at most; 0: that is not known."""
    if name in ("default", "d"):
        return 0 if "|" in args else 1
    if not _PLAIN_ARGS.fullmatch(args) or (args and name in ("json", "tojson")):
        return 0
    return 200 + length if name in _BY_TEXT else _GROWTH.get(name, 0)

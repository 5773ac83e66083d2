"""Output of programs as HTML: escaped first, then its colours; nothing else of what terminals obey is let through."""

import re

from markupsafe import Markup, escape

SGR = re.compile(r"\x1b\[([0-9;]*)m")
OTHER = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]"  # control sequences
    r"|\x1b[\]PX^_].*?(?:\x07|\x1b\\|$)"  # titles, links and other strings
    r"|\x1b[ -/]*[0-~]"  # two-character ones
    r"|[\x00-\x08\x0b-\x1f\x7f]",  # what is left of control characters
    re.DOTALL,
)
COLOURS = {**{30 + n: f"c{n}" for n in range(8)}, **{90 + n: f"c{n}" for n in range(8)}}
MOST = 400  # classes are opened for so many changes of colour on a page; then it is plain


def html(text: str) -> Markup:
    """Return output with its colours as spans. A line that was written over by carriage returns shows its last state."""
    lines = [line.rstrip("\r").rpartition("\r")[2] for line in text.split("\n")]
    parts = SGR.split("\n".join(lines))
    made, classes = [Markup(escape(OTHER.sub("", parts[0])))], frozenset[str]()
    for index in range(1, len(parts), 2):
        classes = changed(classes, parts[index])
        piece = escape(OTHER.sub("", parts[index + 1]))
        if piece:
            plain = not classes or index > 2 * MOST
            made.append(piece if plain else Markup('<span class="{}">{}</span>').format(" ".join(sorted(classes)), piece))
    return Markup("").join(made)


def changed(classes: frozenset[str], codes: str) -> frozenset[str]:
    """Return the classes after a sequence of codes; of 256 and true colours none is kept."""
    numbers = [int(code or 0) for code in codes.split(";") if len(code) < 4]
    if 38 in numbers or 48 in numbers:
        return classes
    for number in numbers:
        if number == 0:
            classes = frozenset()
        elif number == 1:
            classes |= {"b"}
        elif number == 2:
            classes |= {"dim"}
        elif number in COLOURS:
            classes = frozenset(each for each in classes if not each.startswith("c")) | {COLOURS[number]}
        elif number == 39:
            classes = frozenset(each for each in classes if not each.startswith("c"))
        elif number == 22:
            classes -= {"b", "dim"}
    return classes

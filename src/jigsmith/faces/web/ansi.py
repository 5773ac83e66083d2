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
COLOURS = {base + n: f"c{n}" for base in (30, 90) for n in range(8)}
SPAN = Markup('<span class="{}">{}</span>')
MOST = 400  # so many changes of colour are followed on a page; then it is plain


def html(text: str) -> Markup:
    """Return output with its colours as spans. Of a line that was written over the last state is shown."""
    lines = [line.rstrip("\r").rpartition("\r")[2] for line in text.split("\n")]
    first, *rest = SGR.split("\n".join(lines))
    made, classes = [escape(OTHER.sub("", first))], frozenset[str]()
    for index, (codes, piece) in enumerate(zip(rest[::2], rest[1::2], strict=True)):
        classes = changed(classes, codes)
        safe = escape(OTHER.sub("", piece))
        coloured = classes and index < MOST and safe
        made.append(SPAN.format(" ".join(sorted(classes)), safe) if coloured else safe)
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

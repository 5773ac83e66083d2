"""The script that a text of EJS amounts to: its texts and outputs are calls in it."""

import re
from dataclasses import dataclass, field

_TAG = re.compile(r"<%(?P<open>[%_=\-#]?)(?P<body>(?:.*?))(?P<close>[-_]?)%>", re.DOTALL)


@dataclass(slots=True)
class Program:
    """The script that a text amounts to."""

    parts: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    wholes: list[str] = field(default_factory=list)
    """The tags of outputs as they are written."""

    def say(self, text: str) -> None:
        """Say a text."""
        if text:
            self.texts.append(text)
            self.parts.append(f";__t({len(self.texts) - 1});" + "\n" * text.count("\n"))


def program(text: str) -> Program:
    """The script, with as many lines before each part as there are in the text."""
    found = Program()
    at = 0
    for tag in _TAG.finditer(text):
        if tag.start() < at:
            continue
        before = text[at : tag.start()]
        at = tag.end()
        if tag["open"] == "%":  # `<%%`: said as `<%`
            found.say(before + "<%")
            at = tag.start() + 3
            continue
        if tag["open"] == "_":
            before = before.rstrip(" \t")
        found.say(before)
        code = tag["body"]
        if tag["open"] in ("=", "-"):
            found.wholes.append(tag.group())
            found.parts.append(
                f";__e({len(found.wholes) - 1},({code}\n));"
                if "//" in code
                else f";__e({len(found.wholes) - 1},({code}));"
            )
        elif tag["open"] != "#":
            found.parts.append(f"{code}\n" if "//" in code else code)
        else:
            found.parts.append("\n" * code.count("\n"))
        if tag["close"]:
            rest = text[at:]
            skip = len(rest) - len(rest.lstrip(" \t")) if tag["close"] == "_" else 0
            skip += rest[skip:].startswith("\n")
            found.parts.append("\n" * rest[:skip].count("\n"))
            at += skip
    found.say(text[at:].replace("%%>", "%>"))
    return found

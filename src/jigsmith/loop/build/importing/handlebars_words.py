"""The words in one tag of Handlebars: paths, helpers, literals and what is in parentheses."""

import re

from jigsmith.loop.build.importing.syntax import Untranslatable

_WORD = re.compile(
    r"""\s*(?:(?P<string>"[^"]*"|'[^']*')|(?P<number>-?\d+(?:\.\d+)?(?![\w.]))|(?P<hash>[\w@$-]+)=
    |(?P<bars>\|[^|]*\|)|(?P<open>\()|(?P<close>\))|(?P<path>(?:\.\./)*(?:[@\w$.\-/]|\[[^\]]*\])+))""",
    re.VERBOSE,
)


class Words:
    """The words in a tag, one by one; `kind` is empty at the end."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.kind = ""
        self.value = ""
        self.word()

    def word(self) -> str:
        """The next word; the one after it is seen then."""
        value = self.value
        found = _WORD.match(self.text, self.at)
        if found is None:
            if self.text[self.at :].strip():
                raise Untranslatable(f"`{self.text}`")
            self.kind, self.value = "", ""
        else:
            self.at = found.end()
            self.kind = str(found.lastgroup)
            self.value = found[self.kind]
        return value

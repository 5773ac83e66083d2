"""Reduce: from a command line to what it does. Program, sub-command and flags stay; each argument becomes a slot.

What stays is what is known or looks like a name, and not what is left over when secrets are taken out: a password in a
place that nobody thought of is an argument, and a word that no program is called by is not kept either.
"""

import re
from collections.abc import Collection, Iterator, Sequence

from jigsmith.engines.gauges import secrets
from jigsmith.loop.observe.habits import programs
from jigsmith.loop.observe.records import Step

LONGEST = 10_000  # characters of a line that is read
MOST = 60  # commands of one line
UNKNOWN = "…"  # stands for a program that is not known
_HEREDOC = re.compile(r"(?<!<)<<-?[ \t]*(['\"]?)([A-Za-z_]\w*)\1")
_PLAIN = re.compile(r"[\w ./:=@%+,~^?*\[\]{}!-]*+\Z")
_TOKEN = re.compile(
    r"""
    \\\n
  | \d*+(?:>>|>\||>&|<<<|<<-?|<>|<&|[<>])
  | &>>?|&&|\|\||\|&|;;|[;&|()\n]
  | (?: [^\s;&|()<>'"\\`$]++ | \\. | '[^']*+' | "(?:[^"\\]|\\.)*+" | `[^`]*+`
      | \$\((?:[^()]++|\([^()]*+\))*+\) | \$\{[^}]*+\} | \$ )++
  | [^\s]
    """,
    re.VERBOSE | re.DOTALL,
)
_ENDS = frozenset(("&&", "||", ";", "&", ";;", "\n", "(", ")"))
_PIPES = frozenset(("|", "|&"))
_REDIRECTION = re.compile(r"\d*+(?:&>>?|>>|>\||>&|<<<|<<-?|<>|<&|[<>])$")
_ASSIGNS = re.compile(r"[A-Za-z_]\w*\+?=")
_NAME = re.compile(r"[a-z][a-z_-]{0,23}$")  # of a program that is not known: an alias, a tool of one's own
_FILE = re.compile(r"[A-Za-z][A-Za-z_.-]{0,40}$")
_WORD = re.compile(r"[a-z][a-z0-9]*(?:[:_-][a-z0-9]+){0,5}$")
_MODULE = re.compile(r"[a-z_]\w*(?:\.\w+){0,4}$")
_SKIPPED = programs.OPENERS | programs.BEFORE | frozenset(programs.AS_OTHERS) | frozenset(("env",))
_LONG = re.compile(r"--[a-zA-Z][a-zA-Z-]{0,40}")
_SINGLE = re.compile(r"-[a-z][a-z-]{2,24}")


def without_heredocs(text: str) -> str:
    """Return a command without what is handed to it as a document; a document that never ends is all that follows."""
    if "<<" not in text or "\n" not in text:
        return text
    kept: list[str] = []
    waiting: list[str] = []
    for line in text.split("\n"):
        if waiting:
            if line.strip("\t\r ") == waiting[0]:
                waiting.pop(0)
            continue
        kept.append(line)
        waiting = [match[2] for match in _HEREDOC.finditer(line)]
    return "\n".join(kept)


def opens(text: str) -> str | None:
    """Return the word that ends the first here-document of a line; None: it begins none."""
    found = _HEREDOC.search(text)
    return found[2] if found else None


class Reducer:
    """Reduces lines, each different one once. `known`: the programs that are installed here."""

    def __init__(self, known: Collection[str] = ()) -> None:
        self._known = programs.BUILTINS.union(known)
        self._seen: dict[str, tuple[Step, ...]] = {}
        self._keys: dict[str, str] = {}

    def steps(self, text: str) -> tuple[Step, ...]:
        """Return what a line does, one step for each command or pipe of it; what only looks around is left out."""
        found = self._seen.get(text)
        if found is None:
            found = self._seen[text] = tuple(self._steps(text))
        return found

    def _steps(self, text: str) -> Iterator[Step]:
        text = text[:LONGEST]
        pipes = iter(([text.split()],)) if _PLAIN.match(text) else _pipes(_TOKEN.findall(without_heredocs(text)))
        for pipe in pipes:
            parts = [part for words in pipe if (part := self._command(words))]
            if not parts or all(looks(part.key) for part in parts):
                continue
            if len(parts) == 1:
                part = parts[0]
                yield Step(self._guarded(part.key), part.slots, works(part.key))
                continue
            key = " | ".join(part.key for part in parts)
            yield Step(self._guarded(key), tuple(slot for part in parts for slot in part.slots))

    def _guarded(self, key: str) -> str:
        """Return a key, or what stands for an unknown program when a key of some service is in it after all."""
        guarded = self._keys.get(key)
        if guarded is None:
            guarded = self._keys[key] = UNKNOWN if secrets.find([key]) else key
        return guarded

    def _command(self, words: Sequence[str], *, inner: bool = False) -> Step | None:
        """Return one command of a pipe; None: it is none. `inner`: a runner stands before it."""
        rest = _without_redirections(words)
        prefix: list[str] = []
        while rest and (rest[0] in _SKIPPED or ("=" in rest[0] and _ASSIGNS.match(rest[0]))):
            rest = _stepped(rest, prefix)
        if not rest or rest[0] in programs.NOT_COMMANDS:
            return None
        name = self.program(rest[0])
        key, used, begin = [*prefix, name], 1, 1
        if name in programs.INTERPRETERS:
            used = begin = _interpreted(rest, key)
        if key[-1] in programs.WITH_COMMANDS:
            used = _sub_commands(rest, key, used)
        if not inner and " ".join(key[-2:]) in programs.RUNNERS and len(rest) > used:
            run = self._command(rest[used:], inner=True)
            return Step(f"{' '.join(key)} {run.key}", run.slots) if run else None
        flags = {flag for word in rest[begin:] if word[0] == "-" and (flag := _flag(word, name))}
        slots = tuple(hash(word) for word in rest[used:] if word[0] != "-" or word == "-")
        return Step(" ".join([*key, *sorted(flags)]), slots)

    def program(self, word: str) -> str:
        """Return the name of a program without its path, or what stands for one that is not known."""
        name = word.rpartition("/")[2].lstrip("\\")
        if name in self._known:
            return name
        fits = _FILE.match(name) if "/" in word or name.endswith(programs.SCRIPTS) else _NAME.match(name)
        return name if fits else UNKNOWN


def looks(key: str) -> bool:
    """Tell whether a command only looks around."""
    words = key.split(" ", 3)
    return (
        words[0] in programs.LOOKING
        or " ".join(words[:2]) in programs.LOOKING_COMMANDS
        or " ".join(words[:3]) in programs.LOOKING_COMMANDS
    )


def works(key: str) -> bool:
    """Tell whether a command does something that a tool could do; one that edits or moves does not."""
    first = key.split(" ", 1)[0]
    return first not in programs.EDITORS and first not in programs.MOVING and key not in programs.MOVING


def _pipes(tokens: Sequence[str]) -> Iterator[list[list[str]]]:
    """Yield the pipes of a line, each as its commands, each as its words."""
    pipe: list[list[str]] = [[]]
    count = 0
    comment = False
    for piece in tokens:
        if comment and piece != "\n":
            continue
        comment = piece[0] == "#"
        if comment or piece == "\\\n":
            continue
        if piece in _ENDS:
            if pipe[-1] or len(pipe) > 1:
                yield [each for each in pipe if each]
                count += 1
            if count == MOST:
                return
            pipe = [[]]
        elif piece in _PIPES:
            pipe.append([])
        else:
            pipe[-1].append(piece)
    if any(pipe):
        yield [each for each in pipe if each]


def _without_redirections(words: Sequence[str]) -> Sequence[str]:
    """Return words without redirections and where these go to."""
    places = [at for at, word in enumerate(words) if word[-1] in "<>&-|" and _REDIRECTION.match(word)]
    gone = {*places, *(at + 1 for at in places)}
    return [word for at, word in enumerate(words) if at not in gone] if gone else words


def _stepped(words: Sequence[str], prefix: list[str]) -> list[str]:
    """Return the words after one that stands before a command; `sudo` goes into the prefix."""
    valued = programs.AS_OTHERS.get(words[0])
    if valued is not None:
        prefix.append(words[0])
    at = 1
    if valued is not None or words[0] in programs.BEFORE or words[0] == "env":
        while at < len(words) and (words[at][0] == "-" or words[at].isdigit()):
            at += 1 + (words[at] in (valued or ()))
    return list(words[at:])


def _interpreted(words: Sequence[str], key: list[str]) -> int:
    """Add the module or the script that an interpreter runs to the key; return how many words are used."""
    if len(words) > 2 and words[1] == "-m" and _MODULE.match(words[2]):
        key.append(f"-m {words[2]}")
        return 3
    if len(words) > 1 and words[1].endswith(programs.SCRIPTS):
        name = words[1].rpartition("/")[2]
        if _FILE.match(name):
            key.append(name)
            return 2
    return 1


def _sub_commands(words: Sequence[str], key: list[str], used: int) -> int:
    """Add the sub-commands to the key; return how many words are used up to the last of them."""
    path, at = key[-1], used
    valued = programs.WITH_COMMANDS[path]
    while at < len(words):
        word = words[at]
        if word[0] == "-":
            at += 1 + (word in valued)
            continue
        if not _WORD.match(word):
            break
        key.append(word)
        path, used, at = f"{path} {word}", at + 1, at + 1
        if path not in programs.DEEPER or path in programs.RUNNERS:
            break
        valued = programs.WITH_COMMANDS.get(path.replace(" ", "-"), valued)
    return used


def _flag(word: str, name: str) -> str | None:
    """Return an option without its value; None: it is none that is kept."""
    if word.startswith("--"):
        found = _LONG.match(word)
        return found[0] if found and len(found[0]) == len(word.partition("=")[0]) else None
    if len(word) < 2 or not word[1].isalpha() or not word[1].isascii():
        return None
    if name in programs.LONG_SINGLE:
        found = _SINGLE.match(word)
        return found[0] if found and len(found[0]) == len(word.partition("=")[0]) else word[:2]
    letters = word[1:]
    together = name in programs.CLUSTERS and len(letters) <= 5 and letters.isascii() and letters.isalpha()
    return word if together else word[:2]

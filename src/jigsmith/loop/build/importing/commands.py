"""Commands: what a hook or a task of another tool runs, where it is a plain command; all else is said."""

import re
import shlex

from jigsmith.loop.build.importing import notes, sources

_SHELL = re.compile(
    r"[|&;<>`*?~]|\$[({A-Za-z]|^\s*(?:if|for|while|case|function|export|source|\.|cd|set|exit|return|read|unset|alias|trap|then|fi|done|do|else|elif|esac)\b|^\w+="
)


def plain(line: str) -> bool:
    """Whether a line of shell is one command with its words, which needs no shell."""
    without = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "x", line)
    if "{%" in line or _SHELL.search(without) or not without.strip():
        return False
    try:
        return bool(shlex.split(without))
    except ValueError:
        return False


def of_script(source: sources.Source, into: notes.Import) -> list[str]:
    """The commands of a shell script that has nothing else; none of any other file, which is said line by line."""
    text = source.text or ""
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1)]
    steps = [
        (number, line)
        for number, line in lines
        if line and not line.startswith("#") and not re.fullmatch(r"set [-+]\w+( \w+)?|exit 0|:", line)
    ]
    shell = source.path.endswith((".sh", ".bash")) or re.match(r"#!.*\b(ba|z|da)?sh\b", text)
    if not shell:
        first = steps[0][0] if steps else 1
        if steps:
            into.say(f"{source.path}:{first}", f"the hook is a program ({len(steps)} lines); it does not run here")
        return []
    for number, line in steps:
        if not plain(line):
            into.say(f"{source.path}:{number}", f"`{line[:100]}` needs a shell; the hook does not run here")
            return []
    return [line for _, line in steps]

"""Collisions: braces that belong to the output and look like ours, as in JSX, GitHub workflows, Svelte, Go."""

import re
from collections.abc import Iterable
from pathlib import PurePosixPath

from jigsmith.engines.templates import expressions
from jigsmith.engines.templates.linting import known, scanning

_KNOWN: tuple[tuple[str, str], ...] = (
    (r"\$\{\{", "an expression of GitHub Actions"),
    (r"\w=\{\{", "an object in JSX"),
    (r"(?<!\{)\{#(if|each|await|key|snippet)\b", "a block of Svelte"),
    (r"\{\{[-~]?\s*(\.|\$|/\*|(end|range|if|with|define|template|block|include)\b)", "an action of a Go template"),
    (r"\{\{[#/^>&!~]", "a tag of Handlebars"),
    (r"\{%[-+]?\s*(url|load|static|trans|csrf_token|extends|include|comment|assign)\b", "a tag of another language"),
    (r"\$\{#", "a length in a shell"),
)  # fmt: skip
_INTERPOLATING = {
    ".vue": "Vue", ".svelte": "Svelte", ".hbs": "Handlebars", ".mustache": "Mustache", ".tmpl": "a Go template",
    ".gotmpl": "a Go template", ".tpl": "a Go template", ".j2": "Jinja", ".jinja": "Jinja", ".liquid": "Liquid",
    ".njk": "Nunjucks", ".twig": "Twig", ".html": "HTML",
}  # fmt: skip
_SETS = (
    (("<%", "%>"), ("<%%", "%%>"), ("<#", "#>")),
    (("[[", "]]"), ("[%", "%]"), ("[#", "#]")),
    (("<<", ">>"), ("<!", "!>"), ("<?", "?>")),
    (("@{", "}@"), ("@%", "%@"), ("@#", "#@")),
)
_GITHUB = frozenset(
    {"github", "secrets", "matrix", "env", "steps", "inputs", "needs", "runner", "vars", "job", "jobs", "strategy"}
    | {"hashFiles", "fromJSON", "toJSON", "always", "success", "failure", "cancelled", "contains", "startsWith"}
)
_KEYWORDS = frozenset({"and", "or", "not", "in", "is", "if", "else", "true", "false", "none", "True", "False", "None"})


def advice(text: str) -> str:
    """What to do: delimiters that are not in the text."""
    for marks in _SETS:
        if not any(mark in text for pair in marks for mark in pair):
            break
    (v, w), (b, c), (d, e) = marks
    return f'Give the file `delimiters: {{variable: ["{v}", "{w}"], block: ["{b}", "{c}"], comment: ["{d}", "{e}"]}}`.'


def unparsed(text: str, path: str, line: int) -> tuple[str, int] | None:
    """What a text that does not parse has in it that is not meant for us, and its line; None: nothing known."""
    lines = text.split("\n")
    near = lines[line - 1] if line <= len(lines) else ""
    for pattern, label in _KNOWN:
        if re.search(pattern, near):
            return label, line
    for pattern, label in _KNOWN:
        found = re.search(pattern, text)
        if found:
            return label, text.count("\n", 0, found.start()) + 1
    label = _INTERPOLATING.get(_ending(path), "")
    return (f"a tag of {label}", line) if label and "{{" in near else None


def by_accident(text: str, path: str) -> tuple[str, int] | None:
    """What a text that does parse has in it that is swallowed as a comment, and its line."""
    found = re.search(_KNOWN[2][0], text) if _ending(path) == ".svelte" else None
    return ("a block of Svelte", text.count("\n", 0, found.start()) + 1) if found else None


def foreign(text: str, tag: scanning.Tag, path: str, names: Iterable[str]) -> tuple[str, bool] | None:
    """What a tag that does parse is instead, and whether it fails for lack of a name; None: it is ours."""
    if tag.kind != "variable" or not text.startswith("{{", tag.start):
        return None
    roots = list(_roots(tag))
    if not roots:
        return None  # braces as text: `{{ "{{" }}`
    missed = [root for root in roots if root not in names and root not in known.FUNCTIONS]
    lacking = bool(missed)
    before = text[max(0, tag.start - 2) : tag.start]
    ending = _ending(path)
    if before.endswith("$"):
        theirs = ".github/" in path or (lacking and bool(_GITHUB.intersection(roots)))
        return ("an expression of GitHub Actions", lacking) if theirs and not _is_filtered(tag) else None
    if ending in (".jsx", ".tsx") and re.fullmatch(r"\w=", before) and not _is_filtered(tag):
        return "an object in JSX", lacking
    typo = any(expressions.nearest(root, names) for root in missed)
    if ending in _INTERPOLATING and lacking and not typo and not _is_filtered(tag):
        return f"an expression of {_INTERPOLATING[ending]}", lacking
    return None


def _roots(tag: scanning.Tag) -> Iterable[str]:
    """The names that a tag begins its values with."""
    before = ""
    for word in tag.words:
        if word.kind == "name" and before not in (".", "|", "is") and word.text not in _KEYWORDS:
            yield word.text
        before = word.text


def _is_filtered(tag: scanning.Tag) -> bool:
    """Whether a tag has one of our filters in it, as only ours do."""
    pairs = zip(tag.words, tag.words[1:], strict=False)
    return any(first.text == "|" and known.is_filter(second.text) for first, second in pairs)


def _ending(path: str) -> str:
    return PurePosixPath(path).suffix.lower()

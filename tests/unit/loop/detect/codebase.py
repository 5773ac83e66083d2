"""Small code bases for tests of detection, made up: services, handlers and helpers that have nothing in common."""

import random
from itertools import pairwise

from jigsmith.loop.detect import drafts, memo
from jigsmith.loop.observe.files import hashed
from jigsmith.loop.observe.records import History, Source

WORDS = """ant bee cat dog eel fox gnu hen ibis jay kite lynx mole newt owl pig quail ram seal toad urchin vole wasp
    yak""".split()  # noqa: SIM905


def random_code(seed, lines=25):
    """Return code that is like no other: statements of chance."""
    dice = random.Random(seed)
    verbs = [a + b for a in ("load", "save", "find", "drop", "join", "cut") for b in WORDS]

    def word():
        return dice.choice(verbs)

    def value(depth=0):
        if depth > 2 or dice.random() < 0.4:
            return dice.choice([word(), str(dice.randrange(99)), f"'{word()} {word()}'", "None"])
        inner = [value(depth + 1) for _ in range(dice.randrange(1, 4))]
        opened, closed = dice.choice([("(", ")"), ("[", "]"), ("{", "}"), (f"{word()}(", ")"), (f"{word()}[", "]")])
        return opened + dice.choice([" + ", " * ", " or ", ", ", ": "]).join(inner) + closed

    starts = ["{0} = {1}", "if {1} > {2}:", "for {0} in {1}:", "{0}.{0} -= {1}", "assert {1}, {2}", "with {1} as {0}:"]
    starts += [
        "return {1}",
        "raise {0}({1})",
        "while not {1}:",
        "del {0}[{1}]",
        "{0}: {0} = {1}",
        "yield {1}",
        "@{0}({1})",
    ]
    starts += [
        "class {0}({0}):",
        "def {0}({0}, {0}={1}) -> {0}:",
        "lambda {0}: {1}",
        "print({1}, file={2})",
        "{0} |= {1}",
    ]
    return "".join(
        "    " * dice.randrange(4) + dice.choice(starts).format(word(), value(), value()) + "\n" for _ in range(lines)
    )


SERVICE = '''"""The {name} service."""

from app.base import Service, register
from app.tables import {name}_table


@register
class {title}Service(Service):
    table = {name}_table
    cache_seconds = {seconds}

    def load(self, key: int) -> dict:
        row = self.connection.fetch_one(self.table, key)
        if row is None:
            raise self.Missing(key, self.table.name)
        return self.serialise(row)

    def remove(self, key: int) -> None:
        self.connection.delete(self.table, key)
        self.events.publish('{name}.removed', key=key)
'''
HANDLER = """@router.get('/{name}s/{{key}}', response_model=schemas.{title})
async def read_{name}(key: int, database: Database = Depends(connected)):
    found = await database.get(models.{title}, key)
    if found is None:
        raise HTTPException(status_code=404, detail='no such {name}')
    return schemas.{title}.from_row(found)


"""


def service(name, extra=0):
    """Return one of a family of alike files, with some lines of its own."""
    text = SERVICE.format(name=name, title=name.capitalize(), seconds=len(name) * 10)
    return text + random_code(name, extra)


def handler(name):
    """Return a block of which a file has several."""
    return HANDLER.format(name=name, title=name.capitalize())


def code_of(files):
    """Return files, given as path to text, as detection wants them."""
    ordered = dict(sorted(files.items()))
    sources = [Source(path, hashed(text.encode())) for path, text in ordered.items()]
    return drafts.Code(sources, drafts.swept([text.encode() for text in ordered.values()]), list(ordered), memo.Memo())


def found(files, history=None, minimum=3):
    """Return the drafts for files, given as path to text."""
    return drafts.find(code_of(files), history or History(), minimum=minimum)


def helpers(count=12, folder="lib"):
    """Return files that are like no other."""
    return {f"{folder}/{a}{b}.py": random_code(f"{folder}{a}{b}") for a, b in pairwise(WORDS[: count + 1])}

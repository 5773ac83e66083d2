"""Names: split a name into words, write it in any case style, make it plural or singular.

Every style is a function of the words alone, so that `pascal(snake(x)) == pascal(x)`. Splitting follows
what people mean: `HTTPServer` is http + server, `FSx` and `APIs` are one word, `S3Bucket` is s3 + bucket,
`ec2` and `user2fa` stay whole, `2FA` and `Point2D` keep their digits.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence

_CHUNK = re.compile(r"[^\s\x00-\x2f\x3a-\x40\x5b-\x60\x7b-\x7f]+")
_WORD = re.compile(
    r"""
      OAuth(?![a-z])\d* | GraphQL | MySQL | NoSQL | PostgreSQL | SQLite
    | ^\d+[A-Z]+(?![a-z])\d*                # 2FA, 3D
    | [A-Z]\d[A-Z](?![a-z\d])               # B2B, P2P
    | [A-Z]{2,}(?:[sx](?![a-z])|v(?=\d))\d* # APIs, FSx, IPv6
    | [A-Z]{2,}(?![a-z])\d*                 # HTTP before Server, EC2
    | [A-Z]?[a-z\d]+(?:(?<=\d)D(?![a-z]))?  # Server, s3, user2fa, Point2D
    | [A-Z]                                 # a capital alone
    """,
    re.VERBOSE,
)
_LAST = re.compile(r"[^\W\d_]+(?=[\d\W_]*$)")


def split(name: str) -> list[str]:
    """The words of `name`, in lower case: at changes of case and at all that is neither letter nor digit."""
    words: list[str] = []
    for chunk in _CHUNK.findall(name):
        shape = chunk if chunk.isascii() else "".join(map(_shape, chunk))
        words += [chunk[m.start() : m.end()].lower() for m in _WORD.finditer(shape)]
    return words


def _shape(char: str) -> str:
    """One ASCII character that stands for the kind of `char`, so that one expression serves all scripts."""
    if char.isascii():
        return char
    return "Q" if char.isupper() or char.istitle() else "0" if char.isdigit() else "q"


def _joined(separator: str, change: Callable[[str], str] = str) -> Callable[[str], str]:
    return lambda name: separator.join(change(word) for word in split(name))


def _camel(name: str) -> str:
    first, *rest = split(name) or [""]
    return first + "".join(word.capitalize() for word in rest)


def _sentence(name: str) -> str:
    text = " ".join(split(name))
    return text[:1].upper() + text[1:]


def plural(text: str) -> str:
    """`text` with its last word in the plural; its style and capitals stay (`UserCategory`: `UserCategories`)."""
    return _last_word(text, _plural_word)


def singular(text: str) -> str:
    """`text` with its last word in the singular; its style and capitals stay."""
    return _last_word(text, _singular_word)


def _last_word(text: str, change: Callable[[str], str]) -> str:
    found = _LAST.search(text)
    if not found:
        return text
    run = found.group()
    start = found.start() + [m.start() for m in _WORD.finditer("".join(map(_shape, run)))][-1]
    word = text[start : found.end()]
    changed = change(word.lower())
    loud = text.isupper() and len(text) > 1
    return text[:start] + (changed.upper() if loud else _with_case_of(word, changed)) + text[found.end() :]


def _with_case_of(model: str, word: str) -> str:
    """`word` written as `model` is: what they share as it stands there, the rest small."""
    same = 0
    while same < min(len(model), len(word)) and model[same].lower() == word[same]:
        same += 1
    kept = model[:same] + word[same:]
    return word.capitalize() if not same and model[:1].isupper() else kept


_SAME = frozenset(
    """advice aircraft artwork bison cod data deer equipment evidence feedback fish furniture hardware health
    homework info information knowledge media metadata middleware money moose music news offspring police progress
    rice salmon scenery series sheep shrimp software species staff status traffic trout weather wildlife kubernetes
    https js css redis postgres sms gps tls aws dns tennis debris chassis christmas chaos cosmos kudos previous
    various""".split()  # noqa: SIM905 - words are read more easily without quotes
)
_IRREGULAR = dict(
    pair.split("/")
    for pair in """person/people man/men woman/women child/children tooth/teeth foot/feet goose/geese mouse/mice
    louse/lice ox/oxen die/dice penny/pence index/indices vertex/vertices matrix/matrices appendix/appendices
    axis/axes analysis/analyses basis/bases crisis/crises diagnosis/diagnoses hypothesis/hypotheses oasis/oases
    thesis/theses parenthesis/parentheses synopsis/synopses synthesis/syntheses emphasis/emphases
    criterion/criteria phenomenon/phenomena automaton/automata polyhedron/polyhedra
    schema/schemas stigma/stigmata formula/formulas alga/algae larva/larvae vertebra/vertebrae
    cactus/cacti fungus/fungi nucleus/nuclei radius/radii stimulus/stimuli syllabus/syllabi alumnus/alumni
    bacterium/bacteria curriculum/curricula erratum/errata stratum/strata addendum/addenda
    leaf/leaves loaf/loaves thief/thieves sheaf/sheaves calf/calves half/halves elf/elves shelf/shelves self/selves
    wolf/wolves knife/knives life/lives wife/wives scarf/scarves hoof/hooves
    quiz/quizzes hero/heroes potato/potatoes tomato/tomatoes echo/echoes veto/vetoes torpedo/torpedoes embargo/embargoes
    gas/gases canvas/canvases lens/lenses alias/aliases atlas/atlases bias/biases iris/irises bus/buses virus/viruses
    campus/campuses bonus/bonuses focus/focuses corpus/corpora genus/genera opus/opera
    cache/caches niche/niches ache/aches axe/axes movie/movies cookie/cookies zombie/zombies tie/ties pie/pies lie/lies
    selfie/selfies calorie/calories genie/genies rookie/rookies brownie/brownies hoodie/hoodies prairie/prairies
    menu/menus cpu/cpus gpu/gpus sku/skus guru/gurus use/uses reuse/reuses excuse/excuses fuse/fuses abuse/abuses
    specimen/specimens regimen/regimens abdomen/abdomens omen/omens pelvis/pelvises
    shoe/shoes toe/toes canoe/canoes foe/foes this/these passerby/passersby""".split()  # noqa: SIM905
)
_SINGULAR = {many: one for one, many in reversed(_IRREGULAR.items())} | {
    "indexes": "index", "vertexes": "vertex", "matrixes": "matrix", "schemata": "schema", "formulae": "formula",
    "statuses": "status", "databases": "database", "bases": "base", "cases": "case", "leases": "lease",
}  # fmt: skip
_PLURALS = (
    (r"([^aeiou]|qu)y$", r"\1ies"),
    (r"([a-z])m[ae]n$", r"\1men"),
    (r"(ch|sh|ss|x|zz|[^aeiou]z|us)$", r"\1es"),
    (r"sis$", "ses"),
    (r"s$", "s"),
    (r"$", "s"),
)
_SINGULARS = (
    (r"([^aeiou]|qu)ies$", r"\1y"),
    (r"([a-z])men$", r"\1man"),
    (r"(ch|sh|ss|x|zz|[^aeiou]z|[^aeiou]o)es$", r"\1"),
    (r"(ly|the)ses$", r"\1sis"),
    (r"([ao]use)s$", r"\1"),
    (r"(us)es$", r"\1"),
    (r"(ss|us|[sx]is|ics)$", r"\1"),
    (r"s$", ""),
)
_NOT_MAN = frozenset({"human", "roman", "german", "ottoman", "shaman", "talisman", "caiman"})


def _plural_word(word: str) -> str:
    if word in _SAME or word in _SINGULAR:
        return word
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word in _NOT_MAN:
        return word + "s"
    return _first_match(_PLURALS, word)


def _singular_word(word: str) -> str:
    if word in _SAME or word in _IRREGULAR:
        return word
    if word in _SINGULAR:
        return _SINGULAR[word]
    return _first_match(_SINGULARS, word)


def _first_match(rules: Sequence[tuple[str, str]], word: str) -> str:
    for pattern, by in rules:
        if re.search(pattern, word):
            return re.sub(pattern, by, word, count=1)
    return word


def slug(text: str) -> str:
    """`text` as a part of an address: ASCII letters and digits in lower case, all else one `-`. Accents go."""
    plain = unicodedata.normalize("NFKD", text).replace("ß", "ss").encode("ascii", "ignore").decode().lower()
    plain = re.sub(r"(?<=\d),(?=\d)", "", plain)
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def capitals(text: str) -> str:
    """`text` with a capital at the beginning of each word, the rest small; what is between words stays."""
    return "".join(part[:1].upper() + part[1:].lower() for part in re.split(r"([-\s({\[<]+)", text))


def capfirst(text: str) -> str:
    """`text` with a capital at its beginning; the rest stays."""
    return text[:1].upper() + text[1:]


STYLES: dict[str, Callable[[str], str]] = {
    "raw": str,
    "pascal": _joined("", str.capitalize),
    "camel": _camel,
    "snake": _joined("_"),
    "kebab": _joined("-"),
    "flat": _joined(""),
    "const": _joined("_", str.upper),
    "title": _joined(" ", str.capitalize),
    "sentence": _sentence,
    "words": _joined(" "),
    "dot": _joined("."),
    "path": _joined("/"),
    "upper": str.upper,
    "lower": str.lower,
    "train": _joined("-", str.capitalize),
    "cobol": _joined("-", str.upper),
    "flatupper": _joined("", str.upper),
    "plural": plural,
    "singular": singular,
}
"""Every style by the name that templates and path patterns (`{name:STYLE}`) use."""


def apply(value: str, filters: Sequence[str]) -> str:
    """`value` through the styles named, in order; KeyError for a style that is none."""
    for style in filters:
        value = STYLES[style](value)
    return value

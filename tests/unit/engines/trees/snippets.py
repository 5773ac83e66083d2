"""Texts and rows for the property tests of trees."""

from hypothesis import strategies as st

from jigsmith.engines.trees import align

WORDS = st.sampled_from(["def", "return", "user", "name", "x", "y", "42", "self", "List", "é", "id_2"])
MARKS = st.sampled_from(
    [
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ",",
        ";",
        "'",
        '"',
        "`",
        "@",
        "#",
        "//",
        "/*",
        "->",
        "=",
        ":",
        "====",
        "\\",
        ".",
        "<",
    ]
)
SPACES = st.sampled_from(["", " ", "\n", "\n    ", "\n        ", "\n\n", "\n\t", "\r\n", "\r", "\f", "\u2028", "\x1f"])
SHAPED = st.lists(st.one_of(WORDS, MARKS, SPACES), max_size=80).map("".join)
ANY = st.text(max_size=200)
TEXTS = st.one_of(SHAPED, ANY)

_NAMES = st.sampled_from(["user", "order", "item", "page", "role"])
_TYPES = st.sampled_from(["int", "str", "list[str]", "dict[str, int] | None"])
_ROWS = st.one_of(
    st.builds("{} = {}\n".format, _NAMES, _NAMES),
    st.builds("{}: {} = field(default={})\n".format, _NAMES, _TYPES, _NAMES),
    st.builds('log("{} is {}", {})\n'.format, _NAMES, _NAMES, _NAMES),
    st.builds("call({}, [{}, {}], {{'k': {}}})\n".format, _NAMES, _NAMES, _NAMES, _NAMES),
    st.builds("def {}(self, {}):\n    return {}\n".format, _NAMES, _NAMES, _NAMES),
    st.builds("@route('/{}')\ndef {}():\n    if {}:\n        pass\n    return 1\n".format, _NAMES, _NAMES, _NAMES),
    st.builds("# {} for the {}\n".format, _NAMES, _NAMES),
)
CODE = st.lists(_ROWS, max_size=8).map("".join)
FAMILIES = st.one_of(st.lists(CODE, min_size=2, max_size=5), st.lists(SHAPED, min_size=2, max_size=4))

CODES = st.text(alphabet="abcdefg", max_size=12)


@st.composite
def shapes(draw):
    """A row as alignment sees it: short codes, so that rows are often alike."""
    head = draw(st.text(alphabet="abcdef", min_size=1, max_size=6))
    whole = head + draw(st.text(alphabet="abcdefxyz", max_size=6))
    return align.Shape(head, whole, draw(st.booleans()), draw(st.sampled_from(["w", "w=s", "w(", "w:w,"])))


SEQUENCES = st.lists(st.lists(shapes(), max_size=7), min_size=1, max_size=6)

"""Whatever JSON there is: putting the entry in and taking it out leaves every byte, and every edit, of others."""

import json

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from jigsmith.base import errors
from jigsmith.loop.deploy import members, records

WANTED = records.Wanted(target="mcp", path=".mcp.json", content='{"type": "stdio", "command": "jig", "args": ["mcp"]}')
ENTRY = json.loads(WANTED.content)
SPACE = st.sampled_from(["", " ", "\n", "\r\n", "\n    ", "\t", " \n\n  ", "\r"])
KEYS = st.text(max_size=8) | st.sampled_from(["mcpServers", "jigsmith", "args", "a"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=12,
)
OBJECTS = st.dictionaries(KEYS, VALUES, max_size=4)


@st.composite
def servers(draw):
    found = draw(st.dictionaries(KEYS, OBJECTS, max_size=4))
    found.pop("jigsmith", None)
    return found


@st.composite
def configurations(draw):
    """What a .mcp.json may hold, in any order of keys."""
    found = draw(OBJECTS)
    found.pop("mcpServers", None)
    if draw(st.booleans()):
        found["mcpServers"] = draw(servers())
    return dict(draw(st.permutations(list(found.items()))))


@st.composite
def layouts(draw, values):
    """The value as somebody has typed it: any white space wherever it may be, a printer's layout, or a mark at the
    begin.
    """
    value = draw(values)
    layout = draw(st.sampled_from(["printed", "compact", "typed"]))
    if layout == "typed":
        text = typed(draw, value)
    elif layout == "compact":
        text = json.dumps(value, separators=(",", ":"), ensure_ascii=draw(st.booleans()))
    else:
        indent = draw(st.sampled_from([1, 2, 4, "\t", None]))
        text = json.dumps(value, indent=indent)
        text = text.replace("\n", "\r\n") if draw(st.booleans()) else text
    text = draw(SPACE) + text + draw(SPACE)
    assume(not has_lone_surrogate(text))
    return (b"\xef\xbb\xbf" if draw(st.booleans()) else b"") + text.encode()


def has_lone_surrogate(text):
    return any(0xD800 <= ord(char) < 0xE000 for char in text)


def typed(draw, value):
    """JSON with white space of no system at all."""
    if isinstance(value, dict) and value:
        items = [f"{draw(SPACE)}{json.dumps(k)}{draw(SPACE)}:{draw(SPACE)}{typed(draw, v)}" for k, v in value.items()]
        return "{" + f"{draw(SPACE)},".join(items) + draw(SPACE) + "}"
    if isinstance(value, list) and value:
        return "[" + ",".join(draw(SPACE) + typed(draw, v) + draw(SPACE) for v in value) + "]"
    return {"{}": "{" + draw(SPACE) + "}"}.get(json.dumps(value), json.dumps(value))


def put(data):
    after, marks = members.put(data, WANTED, "x")
    digest = members.digest(WANTED.content)
    return after, records.Piece(target="mcp", path=".mcp.json", sha256=digest, **marks)


def value_of(data):
    return json.loads(data.decode().removeprefix("\ufeff"))


@given(layouts(configurations()))
def test_taking_out_what_was_put_in_leaves_every_byte(before):
    after, piece = put(before)
    assert members.take(after, piece, "x") == before


@given(layouts(configurations()))
def test_putting_in_adds_the_entry_last_and_changes_nothing_else(before):
    expected = value_of(before)
    expected.setdefault("mcpServers", {})["jigsmith"] = ENTRY
    after, piece = put(before)
    assert json.dumps(value_of(after)) == json.dumps(expected)
    assert members.state(after, "x", "x") == piece.sha256


@given(layouts(configurations()))
def test_nothing_that_was_there_is_touched_by_putting_in(before):
    """What was there stays, character for character, around what came in."""
    after, _ = put(before)
    common = next((i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), len(before))
    tail = before[common:]
    rest = tail.lstrip(b" \t\r\n")  # the white space of an object that was empty is remembered instead
    assert after.endswith((tail, rest))


def test_a_file_that_was_not_there_goes_again():
    after, piece = put(None)
    assert value_of(after) == {"mcpServers": {"jigsmith": ENTRY}}
    assert members.take(after, piece, "x") is None


EDITS = st.lists(
    st.tuples(st.sampled_from(["add", "remove"]), st.sampled_from(["root", "servers"]), KEYS, OBJECTS), max_size=4
)


def edited(value, edits):
    """The value after edits of somebody who leaves our entry alone."""
    found = json.loads(json.dumps(value))
    for verb, where, key, new in edits:
        target = found if where == "root" else found.setdefault("mcpServers", {})
        if key in ("mcpServers", "jigsmith"):
            continue
        if verb == "add":
            target[key] = new
        else:
            target.pop(key, None)
    return found


def without_nothing(value, original):
    """Servers that were made to hold our entry alone are gone with it."""
    if value.get("mcpServers") == {} and "mcpServers" not in original:
        value = {key: inner for key, inner in value.items() if key != "mcpServers"}
    return value


@given(layouts(configurations()), EDITS, st.data())
def test_what_others_wrote_meanwhile_is_kept_even_if_they_printed_the_file_anew(before, edits, data):
    after, piece = put(before)
    theirs = data.draw(layouts(st.just(edited(value_of(after), edits))))
    left = members.take(theirs, piece, "x")
    original = value_of(before)
    expected = without_nothing(edited(original, edits), original)
    assert left is not None
    assert without_nothing(value_of(left), original) == expected


@given(EDITS, st.data())
def test_a_file_that_was_made_stays_while_others_have_something_in_it(edits, data):
    after, piece = put(None)
    theirs = data.draw(layouts(st.just(edited(value_of(after), edits))))
    left = members.take(theirs, piece, "x")
    expected = without_nothing(edited({}, edits), {})
    assert (left is None) == (expected == {})
    assert left is None or value_of(left) == expected


@given(layouts(configurations()))
def test_a_change_of_the_entry_leaves_the_rest(before):
    other = records.Wanted(target="mcp", path=".mcp.json", content='{"command": "uv", "args": ["run", "jig", "mcp"]}')
    after, piece = put(before)
    changed = members.update(after, other, "x")
    assert value_of(changed)["mcpServers"]["jigsmith"] == json.loads(other.content)
    assert members.take(changed, piece, "x") == before


LOOKS = {
    '{\n  "mcpServers": {\n    "a": {}\n  }\n}\n': '{\n  "mcpServers": {\n    "a": {},\n    "jigsmith": {\n      "ty',
    '{\n\t"mcpServers": {}\n}': '{\n\t"mcpServers": {\n\t\t"jigsmith": {\n\t\t\t"type": "stdio",',
    '{"mcpServers":{"a":{}}}': '{"mcpServers":{"a":{},"jigsmith":{"type":"stdio","command":"jig","args":["mcp"]}}}',
    '{"mcpServers": {}, "x": 1}': '{"mcpServers": {"jigsmith": {"type": "stdio", "command": "jig", "args": ["mcp"]}}, ',
    "{}": '{\n  "mcpServers": {\n    "jigsmith": {',
    '{\r\n    "x": 1\r\n}\r\n': '{\r\n    "x": 1,\r\n    "mcpServers": {\r\n        "jigsmith": {\r\n            "',
}


@pytest.mark.parametrize("before", LOOKS)
def test_the_entry_looks_like_what_is_around_it(before):
    after, _ = put(before.encode())
    assert after.decode().startswith(LOOKS[before])


BROKEN = {
    "": "it is not valid JSON",
    "{,}": "it is not valid JSON",
    '{"a": 1} x': "it is not valid JSON",
    '{"a": NaN}': "it is not valid JSON",
    '{\n  // servers\n  "mcpServers": {}\n}': "it is not valid JSON",
    "[" * 100_000: "it is not valid JSON",
    "[]": "it is no JSON object",
    '{"mcpServers": []}': "`mcpServers` is no object",
    '{"mcpServers": null}': "`mcpServers` is no object",
    '{"mcpServers": {"jigsmith": "jig"}}': "`mcpServers.jigsmith` is no object",
    '{"mcpServers": {}, "mcpServers": {}}': "the key `mcpServers` is there twice",
    '{"mcpServers": {"jigsmith": {}, "jigsmith": {}}}': "the key `jigsmith` is there twice",
}


@pytest.mark.parametrize("text", BROKEN, ids=range(len(BROKEN)))
def test_a_broken_file_is_said_to_be_broken(text):
    with pytest.raises(errors.DeployConflict) as caught:
        members.state(text.encode(), ".mcp.json", "x")
    assert caught.value.what.startswith(BROKEN[text])
    assert str(caught.value.where).startswith(".mcp.json")


def test_what_is_not_text_is_said_to_be_broken():
    with pytest.raises(errors.DeployConflict, match="UTF-8"):
        members.state('{"a": "é"}'.encode("latin-1"), ".mcp.json", "x")


@given(st.binary(max_size=40) | st.text('{}[]":,\\ \nmcpServers0', max_size=40).map(str.encode))
def test_whatever_the_file_holds_it_is_read_or_said_to_be_broken(data):
    try:
        members.state(data, ".mcp.json", "x")
    except errors.DeployConflict:
        return
    assert isinstance(value_of(data), dict)


@pytest.mark.parametrize(
    ("entry", "starts"),
    [
        ({"command": "jig", "args": ["mcp"]}, True),
        ({"command": "uv", "args": ["run", "--directory", "tools", "jig", "mcp"]}, True),
        ({"command": "/opt/venv/bin/jig", "args": ["mcp", "--root", "."]}, True),
        ({"command": "python", "args": ["-m", "jigsmith", "mcp"]}, True),
        ({"command": "node", "args": ["server.js"]}, False),
        ({"command": 1, "args": "mcp"}, False),
        ({"type": "http", "url": "http://localhost/mcp"}, False),
    ],
)
def test_another_way_to_start_jig_is_known_as_such(entry, starts):
    data = json.dumps({"mcpServers": {"jigsmith": entry}}).encode()
    assert members.starts_jig(data, ".mcp.json") is starts

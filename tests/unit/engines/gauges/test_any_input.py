"""Gauges read what strangers' programs wrote: whatever it is, it is read or said to be unreadable."""

import contextlib
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jigsmith.engines.gauges import cobertura, ctrf, junit, lcov, manifests, printed, records, sarif, secrets

SAMPLES = Path(__file__).parent / "samples"
BY_ENDING = {".junit.xml": junit, ".ctrf.json": ctrf, ".sarif": sarif, ".lcov": lcov, ".cobertura.xml": cobertura}
CASES = [(path.name, gauge) for path in sorted(SAMPLES.iterdir()) for ending, gauge in BY_ENDING.items()
         if path.name.endswith(ending)]  # fmt: skip
KEYS = ("runs", "results", "tests", "summary", "tool", "driver", "rules", "locations", "message", "level", "ruleIndex")
JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=20,
)


@pytest.mark.parametrize(("name", "gauge"), CASES, ids=[name for name, _ in CASES])
@settings(max_examples=60)
@given(data=st.data())
def test_a_damaged_report_is_read_or_refused(name, gauge, data):
    text = bytearray((SAMPLES / name).read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(text)))
        cut = data.draw(st.integers(0, 40))
        text[place : place + cut] = data.draw(st.binary(max_size=6) | st.sampled_from([b"-1", b"1e999", b"null", b'"']))
    with contextlib.suppress(records.Unreadable):
        reading = gauge.read(bytes(text))
        assert reading.found >= len(reading.findings)


@pytest.mark.parametrize("gauge", [sarif, ctrf])
@given(value=JSON)
def test_json_of_any_shape_is_read_or_refused(gauge, value):
    with contextlib.suppress(records.Unreadable):
        gauge.read(msgspec.json.encode({"runs": value, "results": value}))


@pytest.mark.parametrize("path", ["package.json", "pyproject.toml", "Cargo.toml", "go.mod", "composer.json", "Gemfile"])
@given(text=st.text(max_size=60) | st.sampled_from(['{"dependencies": [1]}', "project = []", "[tool]\npoetry = 1\n"]))
def test_a_manifest_of_any_text_is_read_or_refused(path, text):
    with contextlib.suppress(records.Unreadable):
        assert all(isinstance(each, str) for pair in manifests.read(path, text).items() for each in pair)


@given(text=st.text())
def test_any_output_and_any_line_can_be_looked_through(text):
    printed.read(text)
    secrets.find(text.split("\n"), path="a.py")

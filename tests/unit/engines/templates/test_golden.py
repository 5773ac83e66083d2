"""Golden trees: templates as people write them, and every byte that comes out. They lie in tests/golden."""

from pathlib import Path

import pytest

from jigsmith.engines.templates import documents, emit, render
from jigsmith.engines.templates import format as formats

FOLDER = Path(__file__).parents[3] / "golden"
CASES = sorted(FOLDER.glob("*.yaml"))


def bytes_of(expected):
    if isinstance(expected, str):
        return expected.encode()
    ((encoding, text),) = expected.items()
    return text.encode(encoding)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
@pytest.mark.parametrize("as_dumped", [False, True])
def test_a_template_makes_its_golden_tree(path, as_dumped, tmp_path):
    case = documents.read(path.read_text(encoding="utf-8"), origin=str(path))[0]
    file = tmp_path / "template.yaml"
    file.write_text(emit.write(case["template"]), encoding="utf-8")
    template = formats.load(file)
    if as_dumped:
        file.write_text(formats.dump(template), encoding="utf-8")
        template = formats.load(file)
    for run in case["runs"]:
        made = {each.path: each.data for each in render.render(template, run["name"], run.get("parameters", {}))}
        assert made == {each: bytes_of(text) for each, text in run["expect"].items()}

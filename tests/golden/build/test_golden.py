"""Golden builds: small families as people write them, and the template that comes out of each, to the letter.

Each `NAME.yaml` beside this file has the files of a family, without patterns one of blocks, and under `expect` the
template that is made of them. When the method gets better, the templates change. Renew them, and read the difference
before it is committed:

    JIG_RENEW_GOLDEN=1 ./dev test tests/golden/build
"""

import os
from pathlib import Path

import pytest

from jigsmith.app import build, scan
from jigsmith.engines.templates import documents, emit

CASES = sorted(Path(__file__).parent.glob("*.yaml"))
SHOWN = ("template.yaml", "files/")


def family(case, root):
    """What the patterns of a case say; without patterns, the blocks that a scan finds."""
    if "patterns" in case:
        return build.Family(patterns=case["patterns"])
    found = next(each for each in scan.scan(root).candidates if each.kind == "blocks")
    return build.family_of(root, found.id, here=root)


def made_of(case, root):
    """The files of the template that is built, by their paths in its folder, and how many instances it makes."""
    for path, text in case["files"].items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    built = build.build_family(root, family(case, root), name="golden", write_files=False)
    texts = {file.path.removeprefix(f"{built.path}/"): (file.data or b"").decode() for file in built.made}
    return {
        "exact": f"{built.exact} of {len(built.instances)}",
        "residue_lines": built.residue_lines,
        "lost": list(built.lost),
        **({"marks": dict(built.marks)} if built.marks else {}),
        "template": {path: text for path, text in sorted(texts.items()) if path.startswith(SHOWN)},
    }


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_family_makes_its_golden_template(path, tmp_path):
    case = documents.read(path.read_text(encoding="utf-8"), origin=str(path))[0]
    made = made_of(case, tmp_path)
    if os.environ.get("JIG_RENEW_GOLDEN"):
        path.write_text(emit.write({**case, "expect": made}), encoding="utf-8")
        case["expect"] = made
    assert made == case["expect"]
    assert made["lost"] == []

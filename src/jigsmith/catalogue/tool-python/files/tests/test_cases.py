"""The recorded cases: what the tool is to do, as it was done by hand. They are in cases.json.

They are expected to fail as long as `main()` says that it is not written (it raises `NotWritten`). From then on each
has to pass.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from {{ name | snake }} import cli

CASES: list[dict[str, Any]] = json.loads(Path(__file__).with_name("cases.json").read_text(encoding="utf-8"))
IS_WRITTEN = "NotWritten" not in cli.TOOL.main.__code__.co_names


@pytest.mark.xfail(not IS_WRITTEN, reason="main() is not written yet", strict=False)
@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_recorded_case(case: dict[str, Any], folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for path, text in case["files"].items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    code = cli.run(cli.TOOL, case["run"])
    shown, expected = capsys.readouterr(), case["expect"]
    assert code == expected["exit"], shown.err
    if expected["output"]:
        assert shown.out.strip() == expected["output"].strip()
    for text in expected["contains"]:
        assert text in shown.out + shown.err
    for path, text in expected["files"].items():
        assert (folder / path).read_text(encoding="utf-8") == text

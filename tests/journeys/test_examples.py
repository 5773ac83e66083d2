"""Every shell example in README.md and docs/ runs as it stands.

A block of shell is preceded by a comment that says what to do with it; the blocks of a page share one empty folder,
in their order:

    <!-- run -->                  run it with `sh -eu`; it must end well
    <!-- run: exit 10 -->         run it; it must end with that code
    <!-- not run: why -->         leave it out
    <!-- file: path/of/file -->   the block (of any language) is a file that the examples need
"""

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = [page for page in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))] if "reference" not in page.parts]
BLOCK = re.compile(
    r"^(?:<!-- (?P<mark>run|not run|file)(?:: (?P<detail>.*?))? -->\n+)?```(?P<language>\w*)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
SHELL = {"sh", "bash", "shell", "console"}


@dataclass(frozen=True)
class Block:
    """A block of code in a page."""

    mark: str | None
    detail: str
    language: str
    text: str
    line: int


def blocks_of(page):
    text = page.read_text(encoding="utf-8")
    return [
        Block(
            found["mark"],
            found["detail"] or "",
            found["language"],
            found["text"],
            text[: found.start()].count("\n") + 1,
        )
        for found in BLOCK.finditer(text)
    ]


def name_of(page):
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_shell_block_says_whether_it_runs(page):
    unmarked = [block.line for block in blocks_of(page) if block.language in SHELL and block.mark is None]
    assert unmarked == []


@pytest.mark.parametrize("page", [page for page in PAGES if "<!-- run" in page.read_text("utf-8")], ids=name_of)
def test_the_examples_of_a_page_run(page, tmp_path):
    folder = tmp_path / "example"
    folder.mkdir()
    for block in blocks_of(page):
        if block.mark == "file":
            target = folder / block.detail
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(block.text, encoding="utf-8")
        elif block.mark == "run":
            done = run(block.text, folder)
            expected = int(block.detail.removeprefix("exit ") or 0)
            assert done.returncode == expected, (
                f"{name_of(page)}:{block.line}\n{block.text}\n{done.stdout}{done.stderr}"
            )


def run(text, folder):
    commands = "\n".join(line.removeprefix("$ ") for line in text.splitlines())
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    identity = {f"GIT_{who}_{what}": "example" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    return subprocess.run(
        ["sh", "-eu", "-c", commands],
        cwd=folder,
        env=os.environ | identity | {"PATH": path, "GIT_CONFIG_GLOBAL": os.devnull, "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        timeout=120,
    )

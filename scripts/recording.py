"""Record docs/images/jig.svg: the verbs at work on the sample project of `jig tour`, from what they really print.

`./dev docs` calls this. What the verbs say of history depends on the day, so no test compares the picture.
"""

import fcntl
import io
import os
import pty
import re
import shlex
import struct
import subprocess
import sys
import tempfile
import termios
from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

from jigsmith.app import tour as tours
from jigsmith.base import clock

PICTURE = Path(__file__).resolve().parent.parent / "docs" / "images" / "jig.svg"
COLUMNS = 100
SHOWN = ("scan", "build", "generate", "-m")  # of the steps of the tour
SECONDS = re.compile(r"\d+\.\d+s")  # that the tests took: no reason for a new picture
THEME = TerminalTheme(
    (24, 26, 31),
    (214, 218, 226),
    [
        (75, 82, 99),
        (240, 113, 120),
        (152, 205, 122),
        (229, 192, 123),
        (97, 175, 239),
        (198, 146, 233),
        (86, 199, 214),
        (214, 218, 226),
    ],
)
# Rich's own has a font from a server in it; a picture in a page may not load one.
FORMAT = """\
<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<!-- Recorded by `./dev docs`. -->
<style>
.{unique_id}-matrix {{
  font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace;
  font-size: {char_height}px;
  line-height: {line_height}px;
}}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" />
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix" xml:space="preserve">
{matrix}
</g>
</g>
</svg>
"""


def main() -> int:
    """Write the picture when it would show something else."""
    console = Console(width=COLUMNS, record=True, file=io.StringIO())
    with tempfile.TemporaryDirectory() as folder:
        for text in recorded(Path(folder) / "workshop"):
            console.print(text)
    picture = console.export_svg(title="jig", theme=THEME, code_format=FORMAT, unique_id="jig")
    before = PICTURE.read_text(encoding="utf-8") if PICTURE.exists() else ""
    if SECONDS.sub("", before) != SECONDS.sub("", picture):
        PICTURE.parent.mkdir(exist_ok=True)
        PICTURE.write_text(picture, encoding="utf-8")
        print(f"wrote {PICTURE.relative_to(Path.cwd())}")
    return 0


def recorded(root: Path) -> list[Text]:
    """Return each command that is shown, followed by what it prints."""
    tour = tours.begin(root, now=clock.now())
    environment = os.environ | {"JIG_HOME": str(tour.home), "COLUMNS": str(COLUMNS), "TERM": "xterm-256color"}
    shown: list[Text] = []
    for step in tours.steps(tour):
        if step.words[1] not in SHOWN:
            continue
        output = run(step.real, root, environment).replace(str(root), "~/workshop")
        shown += [Text.assemble(("$ ", "bright_black"), (shlex.join(step.words), "bold cyan")), tidy(output)]
    return shown


def run(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> str:
    """Run a command whose stdout is a terminal and return all it prints; progress bars are left out."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, COLUMNS, 0, 0))
    with subprocess.Popen(command, cwd=folder, env=environment, stdout=theirs, stderr=subprocess.PIPE) as process:
        os.close(theirs)
        printed = b"".join(iter(lambda: chunk(ours), b""))
        noted = process.stderr.read() if process.stderr else b""
    os.close(ours)
    if process.returncode:
        raise SystemExit(f"{shlex.join(command)}\n{(printed + noted).decode()}")
    return (printed + noted).decode().replace("\r\n", "\n")


def chunk(terminal: int) -> bytes:
    """Return what a terminal has to give; nothing when the program is gone, which Linux tells by an error."""
    try:
        return os.read(terminal, 65536)
    except OSError:
        return b""


def tidy(output: str) -> Text:
    """Return the output without white space at the ends of lines and blank lines around it, and with one after it."""
    lines = [Text.from_ansi(line) for line in output.split("\n")]
    for line in lines:
        line.rstrip()
    while lines and not lines[0].plain.strip():
        lines.pop(0)
    while lines and not lines[-1].plain.strip():
        lines.pop()
    return Text("\n").join([*lines, Text()])


if __name__ == "__main__":
    sys.exit(main())

"""What the tests of the frame share: a tool of their own, so that they stay true whatever `main()` becomes."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, FilePath

from {{ name | snake }} import cli, errors, logs
from {{ name | snake }}.run import Run


class Sample(BaseModel):
    """Options of each kind."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    inputs: list[FilePath] = Field(default=[], description="Files.")
    limit: int | None = Field(default=None, ge=1, description="At most so many.")
    style: Literal["plain", "fancy"] = Field(default="plain", description="How it looks.")
    tags: list[str] = Field(default=[], description="Words.")
    dry_run: bool = Field(default=False, description="Only look.")
    end: Literal["well", "badly", "stopped", "unforeseen"] = "well"


class Answer(BaseModel):
    """What the sample gives back: what it was given."""

    options: Sample

    def __str__(self) -> str:
        """One line."""
        return f"limit={self.options.limit} style={self.options.style}"


def work(options: Sample, run: Run) -> Answer:
    """End as it is asked to."""
    for _ in run.progress(options.inputs, "Looking"):
        pass
    match options.end:
        case "badly":
            raise errors.WorkFailed("it did not work", do="Try another way.")
        case "stopped":
            raise KeyboardInterrupt
        case "unforeseen":
            raise ZeroDivisionError("oops")
    return Answer(options=options)


Call = Callable[..., int]


@pytest.fixture
def sample() -> cli.Tool:
    """The tool of the tests."""
    return cli.Tool(Sample, work)


@pytest.fixture
def call(sample: cli.Tool) -> Call:
    """Run that tool with words; give its exit code."""
    return lambda *words: cli.run(sample, [str(word) for word in words])


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Each test runs in an empty folder, as somebody who has no config file and records nothing."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("JIG_TELEMETRY", "off")
    yield tmp_path
    logs.close()

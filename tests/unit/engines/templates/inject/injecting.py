"""What the tests of injection share: the golden cases, and the trees that are handed in."""

from pathlib import Path
from typing import Any

import yaml

from jigsmith.engines.templates.inject import apply
from jigsmith.engines.templates.inject.shapes import Trees
from jigsmith.engines.trees import places

TREES: Trees = places.Trees()


def cases() -> list[tuple[str, dict[str, Any]]]:
    """Return all golden cases with their names."""
    return [
        (f"{path.stem}: {case['name']}", case)
        for path in sorted((Path(__file__).parent / "cases").glob("*.yaml"))
        for case in yaml.safe_load(path.read_text())
    ]


def injection(case: dict[str, Any]) -> apply.Injection:
    """Return the injection of a case."""
    told = {key: value for key, value in case.items() if key not in {"name", "before", "after"}}
    if "sorted" in told:
        told["sorted"] = (told["sorted"]["after"], told["sorted"]["before"])
    return apply.Injection(id="x", **told)


def put(source: str, path: str, text: str, **place: Any) -> str:
    """Return the source with the text in it."""
    return apply.inject(source, apply.Injection(id="x", path=path, text=text, **place), trees=TREES).text

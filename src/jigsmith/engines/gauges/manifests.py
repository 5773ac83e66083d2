"""Manifests: which packages a project names as its dependencies, and from where."""

import json
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from jigsmith.engines.gauges import records

Named = dict[str, str]
"""What is asked of each package, by its name."""
REQUIREMENT = re.compile(r"^\s*([A-Za-z0-9][A-Za-z0-9._-]*)\s*(\[[^\]]*\])?\s*(.*?)\s*$")
REQUIREMENTS = re.compile(r"(^|/)(requirements|constraints)[^/]*\.(txt|in)$|(^|/)requirements/[^/]+\.(txt|in)$")
GO = re.compile(r"^\s*(?:require\s+)?([\w.-]+\.[\w.-]+/\S+)\s+(v\S+)", re.MULTILINE)
GO_REPLACED = re.compile(r"^\s*(?:replace\s+)?(\S+)(?:\s+v\S+)?\s+=>\s+(\S+.*)$", re.MULTILINE)
GEM = re.compile(r"^\s*gem[\s(]+[\"']([^\"']+)[\"'](.*)$", re.MULTILINE)
NODE = ("dependencies", "devDependencies", "optionalDependencies", "peerDependencies", "overrides", "resolutions")
CARGO = ("dependencies", "dev-dependencies", "build-dependencies")
OTHERS = re.compile(
    r"(^|/)(setup\.py|setup\.cfg|Pipfile|pom\.xml|build\.gradle(\.kts)?|libs\.versions\.toml|[^/]+\.(cs|fs)proj|mix\.exs"
    r"|packages\.config|Directory\.Packages\.props|pubspec\.yaml|Package\.swift|Podfile|deno\.jsonc?|pnpm-workspace\.yaml"
    r"|MODULE\.bazel|WORKSPACE|environment\.ya?ml|cpanfile|build\.sbt|rebar\.config|dune-project|[^/]+\.cabal|vcpkg\.json"
    r"|conanfile\.(txt|py))$"
)
"""Files that name dependencies as well, in a form that is not read here."""


def is_manifest(path: str) -> bool:
    """Tell whether `read` knows the file."""
    return _reader(path) is not None


def is_other(path: str) -> bool:
    """Tell whether the file names dependencies in a form that is not read."""
    return bool(OTHERS.search(path))


def read(path: str, text: str) -> Named:
    """Return what a manifest names. Raises Unreadable, also for a path that is none."""
    reader = _reader(path)
    if reader is None:
        raise records.Unreadable(f"{path} is no manifest")
    try:
        return dict(reader(text)) if text.strip() else {}
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise records.Unreadable(f"{path} cannot be read: {error}") from error


def _reader(path: str) -> Callable[[str], Iterable[tuple[str, str]]] | None:
    if REQUIREMENTS.search(path):
        return _requirements
    return READERS.get(PurePosixPath(path).name)


def _node(text: str) -> Iterator[tuple[str, str]]:
    found = json.loads(text)
    for section in NODE:
        for name, wanted in (found.get(section) or {}).items():
            yield name, wanted if isinstance(wanted, str) else json.dumps(wanted, sort_keys=True)
    for name in found.get("trustedDependencies") or ():
        yield f"{name} (its scripts)", ""


def _python(text: str) -> Iterator[tuple[str, str]]:
    found = tomllib.loads(text)
    project = found.get("project", {})
    lists = [project.get("dependencies", []), found.get("build-system", {}).get("requires", [])]
    lists += [*project.get("optional-dependencies", {}).values(), *found.get("dependency-groups", {}).values()]
    for each in (line for listed in lists for line in listed if isinstance(line, str)):
        yield _requirement(each)
    tool = found.get("tool", {})
    poetry = tool.get("poetry", {})
    groups = [poetry, *poetry.get("group", {}).values(), {"dependencies": poetry.get("dev-dependencies", {})}]
    for group in groups:
        yield from _table(group.get("dependencies", {}))
    uv = tool.get("uv", {})
    for each in (
        *uv.get("dev-dependencies", []),
        *uv.get("constraint-dependencies", []),
        *uv.get("override-dependencies", []),
    ):
        yield _requirement(each)
    for name, source in _table(uv.get("sources", {})):
        yield f"{name} (its source)", source


def _requirements(text: str) -> Iterator[tuple[str, str]]:
    for line in text.replace("\\\n", " ").splitlines():
        wanted = re.sub(r"(^|\s)#.*|\s--hash=\S+", "", line).strip()
        if wanted.startswith("-") and not wanted.startswith(("-e", "--editable")):
            yield wanted, ""  # -r, --index-url: where packages come from
        elif wanted:
            yield _requirement(wanted)


def _requirement(line: str) -> tuple[str, str]:
    """Part a requirement (PEP 508) into the normalised name (PEP 503) and what is asked of it."""
    found = REQUIREMENT.match(line)
    if not found or line.startswith(("-", ".", "/")) or found[3].startswith((":", "/")):
        return line, line
    return re.sub(r"[-_.]+", "-", found[1]).lower(), found[3]


def _cargo(text: str) -> Iterator[tuple[str, str]]:
    found = tomllib.loads(text)
    places = [found, found.get("workspace", {}), *found.get("target", {}).values()]
    for place in places:
        for section in CARGO:
            yield from _table(place.get(section, {}))
    for source in found.get("patch", {}).values():
        yield from ((f"{name} (patched)", wanted) for name, wanted in _table(source))


def _table(found: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, wanted in found.items():
        yield name, wanted if isinstance(wanted, str) else json.dumps(wanted, sort_keys=True)


def _go(text: str) -> Iterator[tuple[str, str]]:
    yield from GO.findall(text)
    yield from ((f"{name} (replaced)", wanted.strip()) for name, wanted in GO_REPLACED.findall(text))


def _gems(text: str) -> Iterator[tuple[str, str]]:
    yield from ((name, rest.strip(" ,)")) for name, rest in GEM.findall(text))


def _composer(text: str) -> Iterator[tuple[str, str]]:
    found = json.loads(text)
    for section in ("require", "require-dev"):
        yield from (found.get(section) or {}).items()


READERS: dict[str, Callable[[str], Iterable[tuple[str, str]]]] = {
    "package.json": _node,
    "pyproject.toml": _python,
    "Cargo.toml": _cargo,
    "go.mod": _go,
    "Gemfile": _gems,
    "composer.json": _composer,
}

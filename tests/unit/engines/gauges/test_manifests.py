"""Manifests: what each kind names."""

import pytest

from jigsmith.engines.gauges import manifests, records

PYPROJECT = """
[project]
dependencies = ["Click>=8.2", "psycopg[binary]>=3.2", "local @ file:///x"]
optional-dependencies.dev = ["pytest>=8"]
[dependency-groups]
lint = ["ruff", { include-group = "dev" }]
[build-system]
requires = ["hatchling"]
[tool.poetry.group.test.dependencies]
python = "^3.11"
nox = { version = "1", optional = true }
[tool.uv.sources]
click = { git = "https://example.com/click" }
"""
CARGO = """
[dependencies]
serde = "1"
[target.'cfg(unix)'.dependencies]
libc = { version = "0.2" }
[workspace.dependencies]
rand = "0.9"
[patch.crates-io]
serde = { git = "https://example.com/serde" }
"""
GO = """module example.org/lab
go 1.22
require example.org/one v1.0.0
require (
	github.com/two/two v2.0.0 // indirect
)
replace github.com/two/two => ../two
"""
REQUIREMENTS = """# comment
--index-url https://example.com/simple
Flask==3.0 ; python_version > "3.8"  # web
zope.interface==7 \\
    --hash=sha256:00
-e ./here
-r other.txt
"""


@pytest.mark.parametrize(
    ("path", "text", "names"),
    [
        ("web/package.json", '{"dependencies": {"a": "1"}, "devDependencies": {"b": "file:../b"}, "name": "x"}', "a b"),
        ("pyproject.toml", PYPROJECT, "click psycopg local pytest ruff hatchling python nox click_(its_source)"),
        ("Cargo.toml", CARGO, "serde libc rand serde_(patched)"),
        ("go.mod", GO, "example.org/one github.com/two/two github.com/two/two_(replaced)"),
        ("Gemfile", 'source "https://rubygems.org"\ngem "rails", "~> 8"\n', "rails"),
        ("composer.json", '{"require": {"php": "8", "a/b": "1"}, "require-dev": {"c/d": "2"}}', "php a/b c/d"),
    ],
)
def test_what_a_manifest_names_is_read(path, text, names):
    assert {name.replace(" ", "_") for name in manifests.read(path, text)} == set(names.split())


@pytest.mark.parametrize(
    "path", ["requirements.txt", "requirements-dev.in", "requirements/base.txt", "constraints.txt"]
)
def test_requirements_are_read_with_where_packages_come_from(path):
    assert manifests.read(path, REQUIREMENTS) == {
        "--index-url https://example.com/simple": "",
        "flask": '==3.0 ; python_version > "3.8"',
        "zope-interface": "==7",
        "-e ./here": "-e ./here",
        "-r other.txt": "",
    }


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("package.json", "{"),
        ("package.json", "[]"),
        ("package.json", '{"dependencies": 3}'),
        ("pyproject.toml", "= 3"),
        ("pyproject.toml", "project = 3"),
        ("Cargo.toml", "dependencies = 1"),
        ("README.md", ""),
    ],
)
def test_what_cannot_be_read_is_said(path, text):
    with pytest.raises(records.Unreadable):
        manifests.read(path, text)


def test_other_manifests_are_known_by_name():
    assert manifests.is_other("build.gradle.kts")
    assert manifests.is_other("src/App.csproj")
    assert not manifests.is_other("docs/pom.xml.md")

"""One feature goes into a project in files: a router, a route, a script, a dependency, a url, a job; and out again."""

import ast
import json
import tomllib
from pathlib import Path

import pytest
import yaml
from tests.unit.engines.templates.inject.injecting import TREES

from jigsmith.engines.templates.inject import apply

FILES = {
    "app/main.py": '''"""The API."""

from fastapi import FastAPI

from app.routes import users

app = FastAPI(title="Shop")

app.include_router(users.router)
# jig:routers
''',
    "web/src/routes/index.ts": """import { Router } from 'express'

import { users } from './users'

export const router = Router()

router.use('/users', users)

export const paths = ['/users'] as const
""",
    "web/package.json": """{
  "name": "web",
  "scripts": {
    "dev": "tsx watch src/main.ts"
  },
  "dependencies": {
    "express": "^5.0.0"
  }
}
""",
    "pyproject.toml": """[project]
name = "shop"  # as it is published
dependencies = [
    "fastapi>=0.115",  # the API
]

[tool.pytest.ini_options]
addopts = "-q"
""",
    "site/urls.py": '''"""URLs."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
]
''',
    ".github/workflows/ci.yml": """name: CI
on:
  push:
    branches: [main] # and no other
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: pytest
""",
}
JOB = """runs-on: ubuntu-latest
needs: test
steps:
  - uses: actions/checkout@v4
  # only what invoices need
  - run: |
      npm ci
      npm run e2e
"""


def inject(id_: str, path: str, text: str, **place: object) -> apply.Injection:
    return apply.Injection(id=id_, path=path, text=text, **place)  # type: ignore[arg-type]


FEATURE = [
    inject("import", "app/main.py", "from app.routes import invoices\n", imports=True),
    inject("router", "app/main.py", "app.include_router(invoices.router)\n", mark="routers"),
    inject("route-import", "web/src/routes/index.ts", 'import { invoices } from "./invoices";\n', imports=True),
    inject(
        "route",
        "web/src/routes/index.ts",
        "router.use('/invoices', invoices)\n",
        query='(expression_statement (call_expression arguments: (arguments (string) @s (#match? @s "use"))))@place',
        at="after",
    ),
    inject("path", "web/src/routes/index.ts", "'/invoices'", registry="paths"),
    inject("script", "web/package.json", "playwright test", key="scripts.e2e"),
    inject("package", "web/package.json", "'@playwright/test': ^1.50.0", key="devDependencies"),
    inject("dependency", "pyproject.toml", "reportlab>=4", key="project.dependencies[]"),
    inject("option", "pyproject.toml", "{markers: ['invoices: about invoices']}", key="tool.pytest.ini_options"),
    inject("url", "site/urls.py", 'path("invoices/", include("invoices.urls")),', registry="urlpatterns"),
    inject("job", ".github/workflows/ci.yml", JOB, key="jobs.e2e"),
]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name, content in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content)
    return tmp_path


def put_all(project: Path) -> list[str]:
    records = []
    for injection in FEATURE:
        file = project / injection.path
        done = apply.inject(file.read_text(), injection, trees=TREES)
        file.write_text(done.text)
        records.append(done.added)
    return records


def take_all(project: Path, records: list[str]) -> None:
    for injection, added in reversed(list(zip(FEATURE, records, strict=True))):
        file = project / injection.path
        before = apply.remove(file.read_text(), injection, added, trees=TREES)
        assert before is not None, injection.id
        file.write_text(before)


def test_a_feature_goes_through_all_layers_of_a_project(project):
    put_all(project)
    assert (project / "app/main.py").read_text() == FILES["app/main.py"].replace(
        "import users", "import invoices, users"
    ).replace("# jig", "app.include_router(invoices.router)\n# jig")
    assert (
        (project / "web/src/routes/index.ts").read_text()
        == """import { Router } from 'express'

import { users } from './users'
import { invoices } from './invoices'

export const router = Router()

router.use('/users', users)
router.use('/invoices', invoices)

export const paths = ['/users', '/invoices'] as const
"""
    )
    package = json.loads((project / "web/package.json").read_text())
    assert package["scripts"] == {"dev": "tsx watch src/main.ts", "e2e": "playwright test"}
    assert package["devDependencies"] == {"@playwright/test": "^1.50.0"}
    toml = (project / "pyproject.toml").read_text()
    assert tomllib.loads(toml)["project"]["dependencies"] == ["fastapi>=0.115", "reportlab>=4"]
    assert "# as it is published" in toml
    assert "# the API" in toml
    assert 'markers = ["invoices: about invoices"]' in toml
    urls = ast.parse((project / "site/urls.py").read_text())
    assert "invoices.urls" in ast.dump(urls)
    flow = (project / ".github/workflows/ci.yml").read_text()
    assert flow.startswith(FILES[".github/workflows/ci.yml"])
    assert yaml.safe_load(flow)["jobs"]["e2e"]["steps"][1]["run"] == "npm ci\nnpm run e2e\n"
    assert "# only what invoices need" in flow


def test_the_feature_once_more_changes_nothing(project):
    put_all(project)
    first = {name: (project / name).read_bytes() for name in FILES}
    assert put_all(project) == [""] * len(FEATURE)
    assert {name: (project / name).read_bytes() for name in FILES} == first


def test_the_feature_comes_out_again_byte_by_byte(project):
    take_all(project, put_all(project))
    assert {name: (project / name).read_text() for name in FILES} == FILES


def test_two_features_come_out_in_the_order_in_which_they_went_in(project):
    records = put_all(project)
    second = [
        apply.Injection(
            id=each.id,
            path=each.path,
            text=each.text.replace("nvoice", "rder").replace("e2e", "other").replace("reportlab", "stripe"),
            **{place: getattr(each, place) for place in ("mark", "imports", "registry", "query", "at")},
            key=each.key.replace("e2e", "other") if each.key else None,
        )
        for each in FEATURE
        if each.id not in {"package", "option"}
    ]
    for injection in second:
        file = project / injection.path
        file.write_text(apply.inject(file.read_text(), injection, trees=TREES).text)
    take_all(project, records)
    left = {name: (project / name).read_text() for name in FILES}
    for injection in second:
        again = apply.inject(left[injection.path], injection, trees=TREES)
        assert not again.changed, injection.id
    assert not any("nvoice" in text for text in left.values())
    assert not any(TREES.broken(name, text) for name, text in left.items())

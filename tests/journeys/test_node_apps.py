"""The shipped Node templates, made, installed, migrated, tested, built, driven in a browser and added to. Slow."""

import json
import os
import socket
from pathlib import Path

import pytest
from tests import postgres
from tests.node import projects

APPS = [
    ("api", "prisma"),
    ("api", "drizzle"),
    ("fullstack", "prisma"),
    ("fullstack", "drizzle"),
    ("monorepo", "prisma"),
    ("monorepo", "drizzle"),
    ("frontend", ""),
]

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server():
    projects.needed()
    assert postgres.available(), "these tests need the server of Postgres (Debian: apt-get install postgresql)"
    with postgres.cluster() as running:
        yield running


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    projects.needed()
    return projects.engine(tmp_path_factory.mktemp("engine"))


@pytest.fixture
def environment(engine):
    # Playwright waits for these ports: none that somebody else has.
    return {
        "PRISMA_SCHEMA_ENGINE_BINARY": str(engine),
        "CHROMIUM_PATH": projects.chromium(),
        "E2E_PORT": str(free_port()),
    }


def free_port() -> int:
    """A port that nobody has, nor its neighbour."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port = int(first.getsockname()[1])
            try:
                second.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port


def settle(root: Path, database: str) -> None:
    """Copy each .env.example to .env, with the database that is there."""
    for example in [root / ".env.example", *root.glob("apps/*/.env.example")]:
        if example.is_file():
            lines = example.read_text().splitlines(keepends=True)
            named = [f"DATABASE_URL={database}\n" if line.startswith("DATABASE_URL=") else line for line in lines]
            example.with_name(".env").write_text("".join(named))


def keep(template: str, orm: str, seconds: dict[str, float]) -> None:
    """Add what the steps took to the file that JIG_APP_TIMES names, for the table in docs/reference/apps.md."""
    if "JIG_APP_TIMES" in os.environ:
        with Path(os.environ["JIG_APP_TIMES"]).open("a") as out:
            out.write(json.dumps({"template": template, "orm": orm, **seconds}) + "\n")


def migrated(project: projects.Project, orm: str, name: str) -> None:
    """Run the migrations; drizzle-kit writes the one for what was added, Prisma's came with it."""
    if name and orm == "drizzle":
        project.npm("db:generate", "--name", name, step="migrate again")
        project.call("", ["git", "add", "-A"])
    project.npm("db:deploy", step="migrate again" if name else "migrate")
    project.npm("db:check", step="")


@pytest.mark.parametrize(("template", "orm"), APPS)
def test_an_app_works_as_generated_and_again_after_two_cruds(template, orm, tmp_path, server, environment):
    root = projects.make(tmp_path, template, *(["--orm", orm] if orm else []))
    project = projects.Project(root=root, env=environment)
    settle(root, server.url(f"{template}_{orm}"))
    project.call("install", ["npm", "install", "--no-audit", "--no-fund"])
    project.call("", ["git", "add", "-A"])
    if orm:
        migrated(project, orm, "")
    project.check()
    if orm:
        projects.cruds(root)
        migrated(project, orm, "create_products")
        project.check(" again")
    keep(template, orm, project.seconds)

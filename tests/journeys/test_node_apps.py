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
    ("web-app", "prisma"),
    ("web-app", "drizzle"),
    ("monorepo", "prisma"),
    ("monorepo", "drizzle"),
    ("frontend", ""),
]

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server():
    projects.needed()
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
    if template == "web-app" and orm == "drizzle":
        project.npm("db:generate", "--name", "create_users")
    project.call("", ["git", "add", "-A"])
    if orm:
        migrated(project, orm, "")
    project.check()
    if orm:
        projects.cruds(root)
        migrated(project, orm, "create_products")
        project.check(" again")
    keep(template, orm, project.seconds)


FEATURES = {
    "api": [["endpoint", "refresh", "--set", "method=post"], ["test", "basket", "--set", "cases=keeps its order"]],
    "fullstack": [
        ["component", "user card", "--set", "props=full name,age:number"],
        ["page", "about us"],
        ["endpoint", "refresh", "--set", "method=mutation"],
    ],
}
ENDPOINT = ["endpoint", "price list", "--field", "day:date", "--field", "limit:integer:yes"]


@pytest.mark.parametrize(("template", "orm"), [app for app in APPS if app[0] in {"api", "fullstack", "monorepo"}])
def test_accounts_monitoring_and_features_fit_into_an_app(template, orm, tmp_path, server, environment):
    root = projects.make(tmp_path, template, "--orm", orm)
    project = projects.Project(root=root, env=environment)
    settle(root, server.url(f"features_{template}_{orm}"))
    project.call("", ["npm", "install", "--no-audit", "--no-fund"])
    for what in ("auth", "monitoring"):
        projects.jig(root, "integrate", what, "--yes", env=environment)
    for words in [ENDPOINT, *FEATURES[template]] if template in FEATURES else []:
        projects.jig(root, "generate", *words, "--yes")
    project.call("", ["git", "add", "-A"])
    migrated(project, orm, "")
    project.check()
    keep(f"{template} with accounts and monitoring", orm, project.seconds)


@pytest.mark.parametrize(("template", "orm"), APPS[6:8])
def test_each_feature_fits_into_a_monorepo(template, orm, tmp_path, server, environment):
    root = projects.make(tmp_path, template, "--orm", orm)
    project = projects.Project(root=root, env=environment)
    settle(root, server.url(f"each_feature_{template}_{orm}"))
    project.call("", ["npm", "install", "--no-audit", "--no-fund"])
    projects.features(root, orm)
    project.call("", ["git", "add", "-A"])
    migrated(project, orm, "create_order_items_and_invoices")
    project.check()


@pytest.mark.parametrize("engine", ["postgres", "sqlite"])
def test_a_database_accounts_and_monitoring_fit_into_a_frontend(engine, tmp_path, server, environment):
    root = projects.make(tmp_path, "frontend")
    project = projects.Project(root=root, env=environment)
    settle(root, "")
    project.call("", ["npm", "install", "--no-audit", "--no-fund"])
    projects.jig(root, "integrate", "database", "--set", f"engine={engine}", "--yes", env=environment)
    for what in ("auth", "monitoring"):
        projects.jig(root, "integrate", what, "--yes", env=environment)
    if engine == "postgres":
        settle(root, server.url("frontend"))
    project.npm("db:deploy")
    project.check()
    keep("frontend with database, accounts and monitoring", engine, project.seconds)


def test_a_schema_without_its_migration_is_found(tmp_path, server, environment):
    root = projects.make(tmp_path, "api", "--orm", "prisma")
    project = projects.Project(root=root, env=environment)
    settle(root, server.url("drift"))
    project.call("", ["npm", "install", "--no-audit", "--no-fund"])
    project.npm("db:check")
    schema = root / "prisma/schema.prisma"
    schema.write_text(schema.read_text().replace("title     String", "title     String\n  pages     Int?"))
    with pytest.raises(AssertionError, match="Added column `pages`"):
        project.npm("db:check")


def test_a_server_without_its_settings_says_which(tmp_path, environment):
    root = projects.make(tmp_path, "api", "--orm", "drizzle")
    project = projects.Project(root=root, env={**environment, "DATABASE_URL": "mysql://localhost/x", "PORT": "many"})
    project.call("", ["npm", "install", "--no-audit", "--no-fund"])
    project.npm("build")
    with pytest.raises(AssertionError, match=r"(?s)DATABASE_URL must be the address.*PORT must be a number"):
        project.npm("start")
    with pytest.raises(AssertionError, match="The migrations did not run"):
        project.npm("db:deploy")

"""The shipped Python templates, for real: generated, installed with uv, migrated against a Postgres, linted,
type-checked, tested by their own tests, extended, and tested again.
"""

import json
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from typing import Any

import pytest
from tests import postgres
from tests.journeys.python_apps import FIELDS, made, own_checks, run

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def cluster():
    """A Postgres for these tests."""
    with postgres.cluster() as cluster:
        yield cluster


def passed(told):
    """How many tests passed, by the last line of pytest."""
    return int(re.findall(r"(\d+) passed", told)[-1])


def create(folder, template, name, *options):
    """Make an app as people do, steps and all."""
    run(folder, sys.executable, "-m", "jigsmith", "create-app", name, "--template", template, "--yes", *options)
    return folder / name


def generate(root, *words):
    """Generate as people do."""
    run(root, sys.executable, "-m", "jigsmith", *words, "--yes")


@contextmanager
def served(root, **environment):
    """The address of the running service."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    inherited = {"PATH": "/usr/bin:/bin", "PORT": str(port), **environment}
    command = [str(root / ".venv/bin/python"), "-m", "app"]
    with subprocess.Popen(command, cwd=root, env=inherited, stderr=subprocess.DEVNULL) as service:
        try:
            wait_for(f"http://127.0.0.1:{port}/health/ready")
            yield f"http://127.0.0.1:{port}"
        finally:
            service.terminate()


def wait_for(address):
    """Come back when the address answers well."""
    end = time.monotonic() + 30
    while True:
        try:
            urllib.request.urlopen(address, timeout=2).close()
        except (urllib.error.URLError, ConnectionError):
            if time.monotonic() > end:
                raise
            time.sleep(0.2)
        else:
            return


def sent(address, body):
    """What the service answers to a POST."""
    request = urllib.request.Request(address, json.dumps(body).encode(), {"content-type": "application/json"})
    with urllib.request.urlopen(request, timeout=5) as answer:
        return json.load(answer)


def test_a_service_on_postgres_grows_and_its_own_tests_pass_all_along(tmp_path, cluster):
    root = create(tmp_path, "python-api", "shop", "--python", "3.11")
    (root / ".env").write_text((root / ".env.example").read_text())
    url = cluster.create_database("shop").replace("postgresql:", "postgresql+psycopg:")
    first = passed(own_checks(root, DATABASE_URL=url))

    generate(root, "generate", "crud", "Product", *(word for each in FIELDS for word in ("--field", spelled(each))))
    generate(root, "generate", "crud", "OrderLine", "--field", "quantity:integer")
    second = passed(own_checks(root, DATABASE_URL=url))
    assert second > first + 40

    run(root, "uv", "run", "alembic", "upgrade", "head", DATABASE_URL=url)
    run(root, "uv", "run", "alembic", "check", DATABASE_URL=url)
    model = root / "app/models/order_line.py"
    model.write_text(model.read_text() + "    colour: Mapped[str | None]\n")
    run(root, "uv", "run", "alembic", "revision", "--autogenerate", "-m", "Add colour to lines", DATABASE_URL=url)

    added = ["--field", "weight:decimal", "--field", "seenOn:date"]
    generate(root, "generate", "migration", "AddWeightToProduct", "--set", "model=Product", *added)
    generate(root, "generate", "model", "AuditEntry", "--field", "text:text")
    generate(root, "generate", "endpoint", "Quote", "--field", "title:string")
    generate(root, "generate", "test", "Discounts", "--set", 'cases=["an empty cart costs nothing"]')
    generate(root, "integrate", "auth", "--no-install")
    generate(root, "integrate", "monitoring", "--no-install")
    generate(root, "generate", "crud", "Invoice", "--field", "total:decimal", "--set", "protected=yes")
    assert passed(own_checks(root, DATABASE_URL=url)) > second + 20

    run(root, "uv", "run", "alembic", "upgrade", "head", DATABASE_URL=url)
    run(root, "uv", "run", "alembic", "check", DATABASE_URL=url)
    assert len(run(root, "uv", "run", "alembic", "history", DATABASE_URL=url).splitlines()) == 7
    columns = "select column_name from information_schema.columns where table_name in ('products', 'order_lines')"
    assert {"weight", "seen_on", "colour", "released_on", "quantity"} <= set(cluster.run("shop", columns).split())
    secret = "a secret of more than 32 characters"
    with served(root, DATABASE_URL=url, AUTH_SECRET=secret) as address:
        made_one = sent(f"{address}/order-lines", {"quantity": 3})
        assert made_one["quantity"] == 3
        assert cluster.run("shop", "select quantity from order_lines") == "3"


def spelled(field):
    """A field as it is given on the command line."""
    optional = ":true" if field.get("optional") else ""
    return f"{field['name']}:{field.get('type', 'string')}{optional}"


def test_a_service_on_sqlite_needs_no_server(tmp_path):
    root = create(tmp_path, "python-api", "shop", "--database", "sqlite", "--python", "3.11")
    made(root, "crud", "Product", fields=FIELDS)
    made(root, "integrate-auth", "auth")
    own_checks(root)
    (root / ".env").write_text((root / ".env.example").read_text())
    run(root, "uv", "run", "alembic", "upgrade", "head")
    run(root, "uv", "run", "alembic", "check")
    with served(root) as address:
        body = {"email": "ada@example.com", "password": "correct horse battery"}
        assert sent(f"{address}/auth/users", body)["email"] == "ada@example.com"


def test_a_service_gets_its_database_later(tmp_path, cluster):
    root = create(tmp_path, "python-api", "later", "--database", "none", "--python", "3.11")
    own_checks(root)
    generate(root, "integrate", "database")
    generate(root, "generate", "crud", "Product", "--field", "title:string")
    url = cluster.create_database("later").replace("postgresql:", "postgresql+psycopg:")
    assert passed(own_checks(root, DATABASE_URL=url)) > 30


def test_a_service_says_what_its_settings_lack(tmp_path):
    root = create(tmp_path, "python-api", "shop", "--python", "3.11", "--no-install")
    run(root, "uv", "sync", "--quiet")
    python = str(root / ".venv/bin/python")
    ran = subprocess.run([python, "-m", "app"], cwd=root, env={}, capture_output=True, text=True, check=False)
    assert ran.returncode == 78
    assert "DATABASE_URL is missing" in ran.stderr
    assert "copy .env.example to .env" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_library_is_built_and_can_be_used(tmp_path):
    root = create(tmp_path, "python-lib", "tide-tables", "--python", "3.11")
    passed(own_checks(root))
    run(root, "uv", "build", "--quiet")
    wheel = next((root / "dist").glob("tide_tables-0.1.0-*.whl"))
    script = "import tide_tables; print(tide_tables.__version__, tide_tables.TideTablesError.__mro__[1].__name__)"
    told = run(tmp_path, "uv", "run", "--no-project", "--isolated", "--with", str(wheel), "python", "-c", script)
    assert told.split() == ["0.1.0", "Exception"]


def test_a_command_line_program_is_built_and_runs(tmp_path):
    root = create(tmp_path, "python-cli", "parcel-cost", "--python", "3.11")
    passed(own_checks(root))
    run(root, "uv", "build", "--quiet")
    wheel = next((root / "dist").glob("*.whl"))
    command = ["uv", "tool", "run", "--from", str(wheel), "parcel-cost"]
    assert run(tmp_path, *command, "greet", "Ada") == "Hello, Ada!\n"
    run(tmp_path, *command, "nonsense", code=2)
    odd = tmp_path / "odd.toml"
    odd.write_text("tiems = 2\n")
    run(tmp_path, *command, "--config", str(odd), "greet", "Ada", code=78)


def test_the_git_hooks_hold_back_what_the_linter_refuses(tmp_path):
    root = create(tmp_path, "python-lib", "tides", "--python", "3.11")
    who: dict[str, Any] = {
        f"GIT_{role}_{what}": "ada@example.com" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
    }
    run(root, "git", "add", "-A")
    run(root, "uv", "run", "git", "commit", "-q", "--allow-empty", "-m", "All is well", **who)
    (root / "src/tides/odd.py").write_text("import os\n")
    run(root, "git", "add", "-A")
    run(root, "uv", "run", "git", "commit", "-q", "-m", "An import for nothing", code=1, **who)
    assert run(root, "git", "log", "--oneline", "-1", "--format=%s") == "All is well\n"

"""The shipped Python templates, fast: everything renders, parses, and is as the project's own linter wants it. What is
injected is injected once, and can be taken back. The slow half, test_python_apps_run.py, installs and runs them.
"""

from pathlib import Path

import pytest
from tests.journeys import python_apps
from tests.journeys.python_apps import FIELDS, made

from jigsmith.app import generate, undo
from jigsmith.base import errors
from jigsmith.engines.templates import format as formats

CATALOGUE = Path(formats.__file__).parents[2] / "catalogue"
APPS = ["python-api", "python-lib", "python-cli"]
FEATURES = ["model-python-api", "crud-python-api", "endpoint-python-api", "migration-python-api", "test-python"]
FEATURES += ["auth-python-api", "monitoring-python-api", "database-python-api"]
INTEGRATIONS = ["auth", "monitoring"]
NEW = [{"name": each["name"], "type": each.get("type", "string")} for each in FIELDS]
LONG = "ZebraCrossingCounterForLargeCities9"


def examples(names):
    """Every example of these templates, to parametrize with."""
    return [
        pytest.param(name, example, id=f"{name}-{example.name.replace(' ', '-')}")
        for name in names
        for example in formats.load(CATALOGUE / name).examples
    ]


@pytest.fixture
def api(tmp_path):
    """A service on Postgres."""
    return made(tmp_path / "shop", "python-api", "shop", python="3.11")


@pytest.mark.parametrize("database", ["postgres", "sqlite", "none"])
@pytest.mark.parametrize("python", ["3.11", "3.14"])
def test_a_service_is_as_its_linter_wants_it_whatever_is_chosen(tmp_path, database, python):
    root = made(tmp_path / "x", "python-api", "shop", database=database, python=python)
    assert python_apps.ruff(root) == ""
    assert (root / "migrations").is_dir() == (database != "none")
    assert (root / "compose.yaml").is_file() == (database == "postgres")


@pytest.mark.parametrize(("name", "example"), examples(APPS))
def test_every_example_of_an_app_is_as_its_linter_wants_it(tmp_path, name, example):
    root = made(tmp_path / "x", name, example.name, **example.parameters)
    assert python_apps.ruff(root) == ""
    assert (root / "CLAUDE.md").read_text().strip() == "@AGENTS.md"
    assert not (root / "uv.lock").exists()


@pytest.mark.parametrize(("name", "example"), examples(FEATURES))
def test_every_example_of_a_feature_can_be_made_and_made_again(tmp_path, name, example):
    for path, text in example.project.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    made(tmp_path, name, example.name, **example.parameters)
    once = python_apps.tree(tmp_path)
    assert once.keys() > example.project.keys()
    made(tmp_path, name, example.name, **example.parameters)
    assert python_apps.tree(tmp_path) == once


@pytest.mark.parametrize("name", ["x", "Zebra Crossing Counter For Large Cities 9 And 10"])
@pytest.mark.parametrize("app", APPS)
def test_the_lines_fit_short_and_long_names(tmp_path, app, name):
    assert python_apps.ruff(made(tmp_path / "x", app, name, python="3.11")) == ""


def test_all_features_together_are_as_the_linter_wants_them(api):
    made(api, "crud", "Product", fields=FIELDS)
    made(api, "crud", "order line", fields=[{"name": "quantity", "type": "integer"}])
    made(api, "model", "AuditEntry", fields=FIELDS)
    made(api, "model", "Empty", fields=[])
    made(api, "endpoint", "Quote", fields=FIELDS[:1])
    made(api, "endpoint", "search", method="get", fields=[{"name": "text"}, {"name": "since", "type": "datetime"}])
    made(api, "migration", "AddMuchToOrderLine", model="OrderLine", fields=NEW)
    made(api, "migration", "fill in")
    made(api, "test", "Discounts", cases=["an empty cart costs nothing"])
    for part in INTEGRATIONS:
        made(api, f"integrate-{part}", part)
    made(api, "crud", "Invoice", fields=FIELDS, protected=True)
    assert python_apps.ruff(api) == ""


def test_the_lines_of_features_fit_long_names(api):
    fields = [{**field, "name": f"{'veryLongName' * 3}{'abcdefg'[number]}"} for number, field in enumerate(FIELDS)]
    made(api, "crud", LONG, fields=fields)
    made(api, "endpoint", f"{LONG[:-1]}8", fields=[{"name": each["name"], "type": "date"} for each in fields])
    made(api, "migration", f"AddManyThingsTo{LONG}", model=LONG, fields=[{"name": "x" * 40, "type": "decimal"}])
    assert python_apps.ruff(api) == ""


def test_each_migration_follows_the_one_that_was_made_before(api):
    for name in ["Zebra", "Apple", "Mango"]:
        made(api, "crud", name, fields=FIELDS)
    lines = (api / "migrations/order.txt").read_text().splitlines()
    assert [line for line in lines if not line.startswith("#")] == ["create_zebras", "create_apples", "create_mangos"]


@pytest.mark.parametrize("database", ["postgres", "sqlite"])
def test_a_database_can_be_added_later_and_gives_what_a_service_that_began_with_one_has(tmp_path, database):
    later = made(tmp_path / "later", "python-api", "shop", database="none")
    for _ in range(2):  # the second time it is there already, by the same template
        made(later, "integrate-database", "database", database=database)
    began = python_apps.tree(made(tmp_path / "began", "python-api", "shop", database=database))
    found = python_apps.tree(later)
    assert found.keys() == began.keys()
    differ = {path for path in found if found[path] != began[path]}
    # The texts for people, and files in which the same is written in another order or another style.
    assert differ <= {"README.md", "AGENTS.md", "pyproject.toml", ".github/workflows/ci.yml"}
    assert python_apps.ruff(later) == ""


@pytest.mark.parametrize(
    ("template", "name", "params"),
    [
        ("integrate-auth", "auth", {}),
        ("integrate-monitoring", "monitoring", {}),
        ("crud", "Product", {"fields": FIELDS}),
        ("endpoint", "Quote", {"fields": FIELDS[:1]}),
    ],
)
def test_what_is_added_twice_is_added_once_and_can_be_taken_back(api, template, name, params):
    before = python_apps.tree(api)
    made(api, template, name, **params)
    once = python_apps.tree(api)
    assert once != before
    made(api, template, name, **params)
    assert python_apps.tree(api) == once
    undo.undo(api)
    assert python_apps.tree(api) == before


@pytest.mark.parametrize("name", ["class", "None", "Record", "Session", "9lives", "x" * 36, "to do!"])
def test_a_model_cannot_be_called_what_python_calls_something_else(api, name):
    with pytest.raises(errors.ParameterInvalid):
        generate.generate(api, "crud", name, params={"fields": FIELDS})


@pytest.mark.parametrize("name", ["id", "createdAt", "metadata", "class", "model_x", "copy", "_x", "a-b", ""])
def test_a_field_cannot_be_called_what_is_there_already(api, name):
    with pytest.raises(errors.ParameterInvalid):
        generate.generate(api, "crud", "Product", params={"fields": [{"name": name}]})


def test_a_feature_says_what_kind_of_project_it_is_for(tmp_path):
    library = made(tmp_path / "x", "python-lib", "tides")
    with pytest.raises(errors.ProjectUnfit, match=r"fastapi"):
        generate.generate(library, "crud", "Product", params={"fields": FIELDS})
    bare = made(tmp_path / "y", "python-api", "shop", database="none")
    with pytest.raises(errors.ProjectUnfit, match=r"migrations/order\.txt") as told:
        generate.generate(bare, "integrate-auth", "auth")
    assert "Run `jig integrate database` first" in told.value.do


@pytest.mark.parametrize("database", ["postgres", "sqlite"])
def test_a_service_with_a_database_gets_no_other(tmp_path, database):
    service = made(tmp_path, "python-api", "shop", database=database)
    before = python_apps.tree(service)
    with pytest.raises(errors.ProjectUnfit, match=r"is there already: app/database\.py"):
        generate.generate(service, "integrate-database", "database")
    assert python_apps.tree(service) == before


def test_what_only_users_may_reach_needs_accounts(api):
    with pytest.raises(errors.JigError, match=r"app/auth\.py"):
        generate.generate(api, "crud", "Invoice", params={"fields": FIELDS, "protected": True})
    made(api, "integrate-auth", "auth")
    made(api, "crud", "Invoice", fields=FIELDS, protected=True)
    assert "Depends(current_user)" in (api / "app/routes/invoices.py").read_text()


def test_a_mark_that_was_removed_is_named(api):
    routes = api / "app/routes/__init__.py"
    routes.write_text(routes.read_text().replace("# jig:routes", "# nothing: jig:routes-were-here"))
    before = python_apps.tree(api)
    with pytest.raises(errors.JigError, match=r"jig:routes"):
        generate.generate(api, "crud", "Product", params={"fields": FIELDS})
    assert python_apps.tree(api) == before

"""The shipped Node templates without npm: what they make can be read, fits together, and can be added to."""

import json
import re
from pathlib import Path

import pytest
import yaml
from tests.node import projects

from jigsmith.app import generate, undo
from jigsmith.engines.templates import format as formats
from jigsmith.engines.templates import render
from jigsmith.engines.trees import syntax

APPS = ["api", "api-only", "frontend", "fullstack", "monorepo", "web-app"]
STACKS = [("api", "prisma"), ("api", "drizzle"), ("fullstack", "prisma"), ("fullstack", "drizzle")]
FEATURES = [
    "component-next", "crud-api-drizzle", "crud-api-prisma", "crud-fullstack-drizzle", "crud-fullstack-prisma",
    "crud-monorepo-drizzle", "crud-monorepo-prisma", "endpoint-express", "endpoint-trpc", "migration-drizzle",
    "migration-prisma", "model-drizzle", "model-prisma", "page-next", "test-vitest",
]  # fmt: skip
INTEGRATIONS = [
    ("api", "prisma", "auth"), ("api", "drizzle", "auth"), ("api", "drizzle", "monitoring"),
    ("fullstack", "prisma", "auth"), ("fullstack", "drizzle", "auth"), ("fullstack", "prisma", "monitoring"),
    ("monorepo", "prisma", "auth"), ("monorepo", "drizzle", "auth"), ("monorepo", "drizzle", "monitoring"),
    ("frontend", "", "monitoring"), ("frontend", "", "database"), ("frontend", "", "database auth"),
]  # fmt: skip
NOTE = {"fields": [{"name": "title"}, {"name": "body", "type": "text", "optional": True}]}
TAG = re.compile(r"\[\[ |\[% |\[# ")


def shipped(name: str) -> formats.Loaded:
    return formats.load(formats.find(Path("/"), name))


def rendered(name: str, instance: str, **parameters: object) -> dict[str, str]:
    """The files of a template, by path."""
    return {file.path: (file.data or b"").decode() for file in render.render(shipped(name), instance, parameters)}


def tree(root: Path) -> dict[str, str]:
    """The files of a project, by path."""
    return {
        str(path.relative_to(root)): path.read_text()
        for path in root.rglob("*")
        if path.is_file() and not {".git", ".jig"} & set(path.relative_to(root).parts)
    }


@pytest.mark.parametrize("name", APPS)
@pytest.mark.parametrize("orm", ["prisma", "drizzle"])
def test_every_file_of_an_app_can_be_read(name, orm):
    template = shipped(name)
    files = rendered(name, "order desk", **({"orm": orm} if "orm" in template.parameters else {}))
    for path, text in files.items():
        assert not TAG.search(text), f"{path} has an expression in it"
        if path.endswith((".json",)):
            json.loads(text)
        if path.endswith((".yml", ".yaml")):
            yaml.safe_load(text)
        assert syntax.first_error(path, text.encode()) is None, path


@pytest.mark.parametrize("name", APPS)
def test_every_version_of_a_dependency_is_exact(name):
    for path, text in rendered(name, "shop").items():
        if path.endswith("package.json"):
            data = json.loads(text)
            all_of = {**data.get("dependencies", {}), **data.get("devDependencies", {})}
            loose = [key for key, version in all_of.items() if not re.fullmatch(r"\d+\.\d+\.\d+|\*", version)]
            assert not [key for key in loose if not key.startswith("@app/")], path


@pytest.mark.parametrize("name", APPS)
def test_scripts_that_are_named_are_there(name):
    files = rendered(name, "shop")
    scripts = json.loads(files["package.json"])["scripts"]
    for path in (".github/workflows/ci.yml", "lefthook.yml", "README.md", "AGENTS.md"):
        for script in re.findall(r"npm run (?:--silent )?([a-z0-9:]+)", files[path]):
            assert script in scripts, f"{path} names `npm run {script}`"


@pytest.mark.parametrize(("stack", "orm"), STACKS)
def test_the_example_of_an_app_is_what_a_crud_would_make(stack, orm):
    app = rendered(stack, "shop", orm=orm)
    for path, text in rendered(f"crud-{stack}-{orm}", "note", **NOTE).items():
        if not path.startswith("prisma/migrations"):
            assert app[path] == text, path


@pytest.mark.parametrize("orm", ["prisma", "drizzle"])
def test_the_monorepo_shares_the_models_of_the_api(orm):
    api, mono = rendered("api", "shop", orm=orm), rendered("monorepo", "shop", orm=orm)
    for name in ("fields", "note"):
        assert mono[f"packages/shared/src/{name}.ts"] == api[f"src/models/{name}.ts"]
    assert mono["packages/shared/tests/fields.test.ts"] == api["tests/fields.test.ts"].replace("models/", "")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """An app of each stack with two cruds in it, and what it was before."""
    found = {}
    for stack, orm in STACKS:
        root = projects.make(tmp_path_factory.mktemp(stack), stack, "--orm", orm)
        before = tree(root)
        projects.cruds(root)
        found[stack, orm] = root, before
    return found


@pytest.mark.parametrize(("stack", "orm"), STACKS)
def test_a_second_crud_stands_beside_the_first(stack, orm, made):
    root, _ = made[stack, orm]
    index = root / ("src/routes/index.ts" if stack == "api" else "src/server/routers/index.ts")
    suffix = "Routes" if stack == "api" else "Router"
    imported = re.findall(rf"import {{ (\w+){suffix} }}", index.read_text())
    assert imported == ["note", "product", "orderItem"]
    assert syntax.first_error(index.name, index.read_bytes()) is None
    if orm == "prisma":
        schema = (root / "prisma/schema.prisma").read_text()
        assert re.findall(r"^model (\w+) {", schema, re.MULTILINE) == ["Note", "Product", "OrderItem"]
    else:
        schema = (root / "src/db/schema/index.ts").read_text()
        assert re.findall(r"\./([a-z-]+)\.ts", schema) == ["note", "product", "order-item"]


@pytest.mark.parametrize(("stack", "orm"), STACKS)
def test_the_same_crud_again_changes_nothing(stack, orm, made):
    root, _ = made[stack, orm]
    before = tree(root)
    projects.cruds(root)
    assert tree(root) == before


@pytest.mark.parametrize(("stack", "orm"), STACKS)
def test_undo_takes_both_cruds_back(stack, orm, tmp_path):
    root = projects.make(tmp_path, stack, "--orm", orm)
    before = tree(root)
    projects.cruds(root)
    projects.jig(root, "undo")
    projects.jig(root, "undo")
    assert tree(root) == before


@pytest.mark.parametrize("name", FEATURES)
def test_the_examples_of_a_feature_come_go_and_change_nothing_the_second_time(name, tmp_path):
    examples = shipped(name).examples
    assert examples, f"{name} has no example"
    for number, example in enumerate(examples):
        root = tmp_path / str(number)
        for path, text in example.project.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text)
        before = tree(root)
        generate.apply(generate.prepare(root, name, example.name, params=example.parameters))
        after = tree(root)
        assert after.keys() > before.keys()
        for path, text in after.items():
            assert not TAG.search(text), f"{path} has an expression in it"
            assert syntax.first_error(path, text.encode()) is None, f"{path}\n{text}"
        generate.apply(generate.prepare(root, name, example.name, params=example.parameters))
        assert tree(root) == after
        undo.undo(root)
        assert tree(root) == before


@pytest.mark.parametrize(("app", "orm", "what"), INTEGRATIONS)
def test_an_integration_is_put_in_once_and_taken_out_again(app, orm, what, tmp_path):
    root = projects.make(tmp_path, app, *(["--orm", orm] if orm else []))
    *first, what = what.split()
    for each in first:
        projects.jig(root, "integrate", each, "--yes", "--no-install")
    before = tree(root)
    projects.jig(root, "integrate", what, "--yes", "--no-install")
    after = tree(root)
    assert after != before
    for path, text in after.items():
        assert not TAG.search(text), f"{path} has an expression in it"
        assert syntax.first_error(path, text.encode()) is None, f"{path}\n{text}"
    projects.jig(root, "integrate", what, "--yes", "--no-install")
    assert tree(root) == after
    projects.jig(root, "undo")
    assert tree(root) == before


@pytest.mark.parametrize(
    ("app", "what", "said"),
    [
        ("api-only", "database", r"is there already: src/db/client\.ts"),
        ("web-app", "database", r"is there already: src/db/client\.ts"),
        ("monorepo", "database", r"is there already: apps/api/src/db/client\.ts"),
        ("web-app", "auth", r"is there already: src/auth/session\.ts"),
        ("frontend", "auth", r"builds on src/db/client\.ts.*Run `jig integrate database` first"),
    ],
)
def test_what_cannot_be_integrated_says_why(app, what, said, tmp_path):
    root = projects.make(tmp_path, app)
    before = tree(root)
    with pytest.raises(AssertionError, match=rf"(?s)ended with 23:.*{said}"):
        projects.jig(root, "integrate", what, "--yes", "--no-install")
    assert tree(root) == before


def test_sqlite_keeps_users_where_the_frontend_keeps_its_data(tmp_path):
    root = projects.make(tmp_path, "frontend")
    projects.jig(root, "integrate", "database", "--set", "engine=sqlite", "--yes", "--no-install")
    projects.jig(root, "integrate", "auth", "--yes", "--no-install")
    assert "sqliteTable" in (root / "src/db/schema/user.ts").read_text()


@pytest.mark.parametrize(("stack", "orm"), STACKS)
@pytest.mark.parametrize("name", ["page", "item", "field", "row", "form", "list", "user", "news", "API key", "route"])
def test_no_name_of_a_resource_gets_in_the_way_of_others_in_a_file(stack, orm, name):
    for path, text in rendered(f"crud-{stack}-{orm}", name, **NOTE).items():
        if path.endswith((".ts", ".tsx")):
            known = names_in(text)
            assert len(known) == len(set(known)), f"{path} has a name twice: {sorted(known)}"


def names_in(text: str) -> list[str]:
    """All that a file of TypeScript imports or declares at its top."""
    imported = [
        part
        for group in re.findall(r"^import (?:type )?\{ (.*) \} from", text, re.MULTILINE)
        for part in group.split(", ")
    ]
    local = [part.removeprefix("type ").rpartition(" as ")[2] for part in imported]
    local += re.findall(r"^import (?:\* as )?(\w+) from", text, re.MULTILINE)
    kinds = r"^(?:export )?(?:default )?(?:async )?(?:function|interface|const|type) (\w+)"
    return local + re.findall(kinds, text, re.MULTILINE)

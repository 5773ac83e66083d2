"""Which template a project gets of several, and what is said when there is none for it."""

import pytest

from jigsmith.app import generate, undo
from jigsmith.base import errors

POOL = """\
name: pool-{kind}
variant_of: pool
requires:
  - {{path: {kind}.toml}}
  - {{path: settings.toml, contains: port, by: jig integrate settings}}
unless:
  - {{path: pool.py}}
files:
  - {{path: pool.txt, content: "{kind}\\n"}}
"""


@pytest.fixture
def project(tmp_path):
    shelf = tmp_path / ".jig/templates"
    shelf.mkdir(parents=True)
    for kind in ("deep", "flat"):
        (shelf / f"pool-{kind}.yaml").write_text(POOL.format(kind=kind))
    return tmp_path


def holding(project, **files):
    for name, text in files.items():
        (project / name.replace("_", ".")).write_text(text)
    return project


def test_the_first_variant_whose_requirements_hold_is_taken(project):
    holding(project, flat_toml="", settings_toml="port = 1")
    assert generate.generate(project, "pool", "main").template == "pool-flat"


def test_the_variant_that_was_taken_once_is_taken_again(project):
    holding(project, flat_toml="", settings_toml="port = 1")
    generate.generate(project, "pool", "main")
    holding(project, deep_toml="", pool_py="")
    assert generate.generate(project, "pool", "main").template == "pool-flat"
    undo.undo(project)
    with pytest.raises(errors.ProjectUnfit, match=r"is there already: pool\.py"):
        generate.generate(project, "pool", "main")


def test_what_is_there_already_is_named_whatever_else_the_project_lacks(project):
    holding(project, pool_py="")
    for name in ("pool", "pool-deep"):
        with pytest.raises(errors.ProjectUnfit, match=rf"what `{name}` brings is there already: pool\.py") as told:
            generate.generate(project, name, "main")
        assert "there is nothing to do" in told.value.do


def test_what_must_come_first_is_named_with_its_command(project):
    holding(project, deep_toml="")
    with pytest.raises(errors.ProjectUnfit, match=r"builds on settings\.toml that holds `port`") as told:
        generate.generate(project, "pool", "main")
    assert told.value.do == "Run `jig integrate settings` first. Nothing was written."


def test_a_project_of_another_kind_hears_what_each_variant_needs(project):
    with pytest.raises(errors.ProjectUnfit, match=r"(?s)no `pool`.*pool-deep needs deep\.toml.*pool-flat needs flat"):
        generate.generate(project, "pool", "main")
    with pytest.raises(errors.ProjectUnfit, match=r"`pool-flat` is for projects with flat\.toml"):
        generate.generate(project, "pool-flat", "main")
    assert not (project / "pool.txt").exists()

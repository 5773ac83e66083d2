"""Hooks that run on a condition, and templates that require that something is not there."""

import pytest

from jigsmith.app import generate, templates
from jigsmith.base import errors

HOOKED = """\
name: hooked
parameters: {docs: {type: boolean, default: false}}
files: [{path: "{{ name }}.txt", content: x}]
hooks:
  after:
    - {run: "touch {{ name }}.docs", when: docs}
    - {run: [touch, "{{ name }}.plain"], when: not docs}
    - {run: touch never, when: false}
"""


def test_a_hook_with_a_condition_runs_when_it_holds(tmp_path):
    place = tmp_path / ".jig/templates/hooked/template.yaml"
    place.parent.mkdir(parents=True)
    place.write_text(HOOKED)
    with pytest.raises(errors.HookNotTrusted, match=r"touch \{\{ name \}\}.docs.*touch never"):
        generate.generate(tmp_path, "hooked", "a")
    templates.trust(tmp_path, "hooked")
    generate.generate(tmp_path, "hooked", "a")
    generate.generate(tmp_path, "hooked", "b", params={"docs": True})
    made = {path.name for path in tmp_path.iterdir()}
    assert made == {".jig", "a.txt", "a.plain", "b.txt", "b.docs"}


def test_a_template_can_require_that_something_is_not_there(tmp_path):
    for name, absent in (("old", "false"), ("new", "true")):
        place = tmp_path / f".jig/templates/{name}/template.yaml"
        place.parent.mkdir(parents=True)
        wanted = f"requires: [{{path: app.txt, contains: legacy, absent: {absent}}}]\n"
        place.write_text(f"name: {name}\nvariant_of: page\n{wanted}files: [{{path: {name}.txt, content: x}}]\n")
    assert generate.generate(tmp_path, "page", "x", dry_run=True).template == "new"
    (tmp_path / "app.txt").write_text("a legacy app\n")
    assert generate.generate(tmp_path, "page", "x", dry_run=True).template == "old"
    with pytest.raises(errors.ProjectUnfit, match=r"for projects with no app\.txt that holds `legacy`"):
        generate.generate(tmp_path, "new", "x")

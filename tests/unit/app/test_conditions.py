"""Hooks that run on a condition."""

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

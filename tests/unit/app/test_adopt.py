"""Adopt as a use case: parameters are found, the record is made, no file is touched."""

import pytest

from jigsmith.app import adopt, generate
from jigsmith.app.records import instances
from jigsmith.base import errors

ENDPOINT = """\
name: endpoint
parameters:
  verb: {default: get}
  auth: {type: boolean, default: false}
  fields: {type: list, default: []}
files:
  - path: routes/{{ name | snake }}.py
    content: |
      from service import route


      @route.{{ verb }}("/{{ name | kebab }}")
      {% if auth %}
      @login_required
      {% endif %}
      def {{ name | snake }}():
          return [
      {% for field in fields %}
              "{{ field }}",
      {% endfor %}
          ]
  - path: tests/test_{{ name | snake }}.py
    content: |
      def test_{{ name | snake }}():
          assert {{ name | snake }}() is not None
"""


@pytest.fixture
def project(tmp_path):
    (tmp_path / ".jig" / "templates").mkdir(parents=True)
    (tmp_path / ".jig" / "templates" / "endpoint.yaml").write_text(ENDPOINT)
    return tmp_path


def by_hand(project, name, params):
    """An instance as it would be if somebody had typed it."""
    generate.generate(project, "endpoint", name, params=params)
    (project / instances.place("endpoint", name)).unlink()


def tree(root):
    return {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


@pytest.mark.parametrize(
    "params",
    [{}, {"verb": "post"}, {"auth": True}, {"fields": ["id"]}, {"verb": "put", "auth": True, "fields": ["x"]}],
)
def test_fitting_what_was_rendered_finds_the_parameters_again(project, params):
    by_hand(project, "user_orders", params)
    found = adopt.adopt(project, "endpoint", "user_orders")
    assert (found.params, found.exact, found.residue_lines, found.missing) == (params, True, 0, [])
    record = instances.read(project, "endpoint", "user_orders")
    assert record is not None and record.parameters == params
    done = generate.generate(project, "endpoint", "user_orders", params=params)
    assert {file.action for file in done.files} == {"unchanged"}


def test_no_file_is_changed_and_a_dry_run_records_nothing(project):
    by_hand(project, "orders", {"verb": "post"})
    before = tree(project)
    shown = adopt.adopt(project, "endpoint", "orders", dry_run=True)
    assert tree(project) == before
    done = adopt.adopt(project, "endpoint", "orders")
    assert (shown.params, shown.exact) == (done.params, done.exact)
    assert set(tree(project)) - set(before) == {done.instance}


def test_lines_of_its_own_stay_and_are_never_overwritten(project):
    by_hand(project, "orders", {})
    path = project / "routes" / "orders.py"
    path.write_text(path.read_text() + "\n\ndef helper():\n    return 1\n")
    found = adopt.adopt(project, "endpoint", "orders")
    assert not found.exact and found.residue_lines >= 4
    with pytest.raises(errors.WouldOverwrite):
        generate.generate(project, "endpoint", "orders", params={"verb": "post"})
    assert "helper" in path.read_text()


def test_a_file_that_is_not_there_is_named(project):
    by_hand(project, "orders", {})
    (project / "tests/test_orders.py").unlink()
    found = adopt.adopt(project, "endpoint", "orders")
    assert (found.missing, found.exact) == (["tests/test_orders.py"], False)


def test_a_name_without_files_is_an_error(project):
    with pytest.raises(errors.InstanceMissing, match=r"routes/nothing\.py"):
        adopt.adopt(project, "endpoint", "nothing")


@pytest.mark.parametrize(("name", "kind"), [("../x", errors.PathEscapes), ("", errors.ParameterInvalid)])
def test_what_is_no_name_is_refused(project, name, kind):
    with pytest.raises(kind):
        adopt.adopt(project, "endpoint", name)


def test_all_that_has_every_file_is_adopted_once(project):
    for name, params in (("orders", {}), ("users", {"verb": "post"}), ("half", {})):
        by_hand(project, name, params)
    (project / "tests/test_half.py").unlink()
    (project / "routes" / "__init__.py").write_text("")
    adopted, failed = adopt.adopt_all(project, "endpoint")
    assert [(each.name, each.params) for each in adopted] == [("orders", {}), ("users", {"verb": "post"})]
    assert failed == []
    assert adopt.adopt_all(project, "endpoint") == ([], [])


def test_a_parameter_without_a_default_is_found_and_always_recorded(project):
    text = "name: note\nparameters: {title: {}, tags: {type: list}}\nfiles:\n  - path: 'notes/{{ name }}.md'\n"
    text += "    content: |\n      title = '{{ title }}'\n      {% for tag in tags %}\n      - {{ tag }}\n"
    text += "      {% endfor %}\n      end\n"
    (project / ".jig/templates/note.yaml").write_text(text)
    (project / "notes").mkdir()
    (project / "notes/a.md").write_text("title = 'Plan'\n- x\n- y\nend\n")
    (project / "notes/b.md").write_text("title = 'Other'\nend\n")
    found = adopt.adopt(project, "note", "a")
    assert (found.params, found.exact) == ({"title": "Plan", "tags": ["x", "y"]}, True)
    assert adopt.adopt(project, "note", "b").params == {"title": "Other", "tags": []}


def test_a_path_by_a_parameter_is_found_where_it_is(project):
    text = "name: task\nparameters: {area: {default: core}}\nfiles:\n  - path: '{{ area }}/tasks/{{ name }}.py'\n"
    text += "    content: |\n      AREA = '{{ area }}'\n"
    (project / ".jig/templates/task.yaml").write_text(text)
    (project / "billing/tasks").mkdir(parents=True)
    (project / "billing/tasks/send.py").write_text("AREA = 'billing'\n")
    found = adopt.adopt(project, "task", "send")
    assert (found.params, found.exact) == ({"area": "billing"}, True)


NOTES = """\
name: note
parameters:
  area: {}
  port: {type: integer}
  mode: {pattern: "[a-z]+"}
  text: {default: ""}
files:
  - path: "{{ area | kebab }}/{{ name }}.txt"
    content: |
      area = {{ area }}, port = {{ port }}
      mode = {{ mode }}
      text = ({{ text }})
"""


def test_numbers_patterns_several_lines_and_paths_with_a_style_are_found(project):
    (project / ".jig/templates/note.yaml").write_text(NOTES)
    params = {"area": "backOffice", "port": 8080, "mode": "fast", "text": "one\n  two"}
    generate.generate(project, "note", "a", params=params)
    (project / instances.place("note", "a")).unlink()
    found = adopt.adopt(project, "note", "a")
    assert (found.params, found.exact, found.files) == (params, True, ["back-office/a.txt"])


def test_a_value_that_its_parameter_does_not_allow_is_refused_with_the_reason(project):
    (project / ".jig/templates/note.yaml").write_text(NOTES)
    (project / "core").mkdir()
    (project / "core/a.txt").write_text("area = core, port = 80\nmode = 12\ntext = ()\n")
    with pytest.raises(errors.ParameterInvalid, match="does not match"):
        adopt.adopt(project, "note", "a", dry_run=True)


def test_a_template_whose_paths_do_not_tell_the_name_cannot_adopt_all(project):
    (project / ".jig/templates/one.yaml").write_text("name: one\nfiles: [{path: a, content: x}]\n")
    with pytest.raises(errors.TemplateInvalid, match="no path of the template tells the name"):
        adopt.adopt_all(project, "one")


def test_a_file_that_cannot_be_read_is_said_to_be_that(project):
    by_hand(project, "orders", {})
    with (project / "routes/orders.py").open("wb") as stream:
        stream.truncate(adopt.MAX_BYTES + 1)
    with pytest.raises(errors.FileUnreadable):
        adopt.adopt(project, "endpoint", "orders")


def test_the_values_recorded_for_what_the_template_made_are_kept(project):
    params = {"verb": "fetch or get", "fields": ["a", "b"]}
    generate.generate(project, "endpoint", "user_orders", params=params)
    before = tree(project)
    found = adopt.adopt(project, "endpoint", "user_orders")
    assert (found.params, found.exact, found.residue_lines) == (params, True, 0)
    assert tree(project) == before


def test_a_link_to_somebody_elses_file_is_no_instance(project, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside") / "theirs.py"
    outside.write_text("secret = 1\n")
    by_hand(project, "user_orders", {})
    (project / "routes/stolen.py").symlink_to(outside)
    (project / "tests/test_stolen.py").write_text("def test_stolen():\n    assert stolen() is not None\n")
    adopted, failed = adopt.adopt_all(project, "endpoint")
    assert ([a.name for a in adopted], failed) == (["user_orders"], [])


def test_what_is_recorded_in_another_spelling_is_not_recorded_twice(project):
    generate.generate(project, "endpoint", "UserOrders")
    before = tree(project)
    assert adopt.adopt_all(project, "endpoint") == ([], [])
    with pytest.raises(errors.WouldOverwrite):
        adopt.adopt(project, "endpoint", "userOrders")
    assert tree(project) == before

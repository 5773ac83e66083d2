"""Updates of what is not a plain file: policies, permissions, lists that grow, what was put into files of others."""

import json

import pytest

from jigsmith.app import check, generate, undo, update
from jigsmith.base import errors


@pytest.fixture
def project(tmp_path):
    root = tmp_path / "project"
    root.mkdir()
    return root


def template(root, text, name="part"):
    place = root / ".jig/templates" / name / "template.yaml"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text)


def updated(root):
    return update.apply(update.plan(root))


def actions(done):
    return {file.path: file.action for each in done.instances for file in each.files}


def with_policy(policy, path, content, version):
    text = json.dumps(content)
    return f"name: part\nversion: {version}\nfiles:\n  - {{path: {path}, policy: {policy}, content: {text}}}\n"


def carried(root, policy, path, texts):
    """Generate the first, edit it, carry the second over; what is there then, and what was done."""
    one, mine, two = texts
    template(root, with_policy(policy, path, one, "1.0.0"))
    generate.generate(root, "part", "x")
    (root / path).write_text(mine)
    template(root, with_policy(policy, path, two, "2.0.0"))
    done = updated(root)
    return (root / path).read_text(), actions(done).get(path)


def test_once_is_never_touched_again(project):
    assert carried(project, "once", "a.txt", ("one\n", "mine\n", "two\n")) == ("mine\n", None)
    assert carried(project, "once", "b.txt", ("one\n", "one\n", "two\n")) == ("one\n", None)


def test_owned_is_written_anew_and_an_edit_in_it_is_a_conflict(project):
    assert carried(project, "owned", "a.txt", ("one\n", "one\n", "two\n")) == ("two\n", "take")
    assert carried(project, "owned", "b.txt", ("one\n", "mine\n", "two\n")) == ("mine\n", "conflict")


def test_union_keeps_the_lines_of_both(project):
    text, action = carried(project, "union", "a.txt", ("a\n", "a\nmine\n", "a\nnew\n"))
    assert sorted(text.split()) == ["a", "mine", "new"] and action == "merged"


def test_structural_merges_key_by_key(project):
    one, mine, two = '{"a": 1,\n "b": 2}\n', '{"a": 1,\n "b": 3}\n', '{"a": 5,\n "b": 2}\n'
    text, action = carried(project, "structural", "a.json", (one, mine, two))
    assert json.loads(text) == {"a": 5, "b": 3} and action == "merged"


@pytest.mark.parametrize(("one", "two", "mode"), [("644", "755", 0o755), ("755", "644", 0o644)])
def test_permissions_are_carried_over_and_taken_back(project, one, two, mode):
    text = "name: part\nversion: {v}\nfiles: [{{path: run.sh, mode: '{m}', content: x}}]\n"
    template(project, text.format(v=1, m=one).replace("version: 1", "version: 1.0.0"))
    generate.generate(project, "part", "x")
    template(project, text.format(v=2, m=two).replace("version: 2", "version: 2.0.0"))
    updated(project)
    assert (project / "run.sh").stat().st_mode & 0o777 == mode
    undo.undo(project)
    assert oct((project / "run.sh").stat().st_mode & 0o777) == f"0o{one}"


LISTED = """\
name: part
version: {version}
parameters:
  fields: {{type: list, default: [a, b]}}
files:
  - {{id: field, each: field in fields, path: "fields/{{{{ field }}}}.txt", content: "{text} {{{{ field }}}}\\n"}}
"""


def test_a_list_that_grew_and_shrank_makes_and_removes_files(project):
    template(project, LISTED.format(version="1.0.0", text="field"))
    generate.generate(project, "part", "x", params={"fields": ["a", "b", "c"]})
    (project / "fields/c.txt").write_text("field c\nmine\n")
    template(project, LISTED.format(version="2.0.0", text="the field"))
    done = update.apply(update.plan(project, "part", given={"fields": ["b", "d"]}))
    assert actions(done) == {
        "fields/a.txt": "remove",
        "fields/b.txt": "take",
        "fields/c.txt": "keep",
        "fields/d.txt": "create",
    }
    assert sorted(path.name for path in (project / "fields").iterdir()) == ["b.txt", "c.txt", "d.txt"]
    assert (project / "fields/d.txt").read_text() == "the field d\n"
    undo.undo(project)
    assert sorted(path.name for path in (project / "fields").iterdir()) == ["a.txt", "b.txt", "c.txt"]


ROUTE = """\
name: route
version: {version}
parameters: {{verb: {{default: get}}}}
files: []
inject:
  - {{id: add, path: app.py, mark: routes, content: "{text}"}}
"""
APP = "# jig:routes\nend = 1\n"


def route(root, version, text="add({{ name }})"):
    template(root, ROUTE.format(version=version, text=text), "route")


@pytest.fixture
def routed(project):
    (project / "app.py").write_text(APP)
    route(project, "1.0.0")
    for name in ("orders", "users", "carts"):
        generate.generate(project, "route", name)
    assert (project / "app.py").read_text() == "add(orders)\nadd(users)\nadd(carts)\n" + APP
    return project


def test_what_was_put_in_by_several_is_carried_over_in_the_same_file(routed):
    route(routed, "2.0.0", "add('{{ name }}')")
    updated(routed)
    assert (routed / "app.py").read_text() == "add('orders')\nadd('users')\nadd('carts')\n" + APP
    undo.undo(routed)
    assert (routed / "app.py").read_text() == "add(orders)\nadd(users)\nadd(carts)\n" + APP


def test_what_somebody_took_out_stays_out(routed):
    (routed / "app.py").write_text("add(orders)\nadd(carts)\n" + APP)
    template(routed, ROUTE.format(version="2.0.0", text="add({{ name }})"), "route")
    done = updated(routed)
    assert (routed / "app.py").read_text() == "add(orders)\nadd(carts)\n" + APP
    assert all(each.state == "updated" for each in done.instances)


def test_what_somebody_changed_is_a_conflict_when_the_template_changes_it_too(routed):
    (routed / "app.py").write_text("add(orders)\nadd(users, 1)\nadd(carts)\n" + APP)
    route(routed, "2.0.0", "add('{{ name }}')")
    done = updated(routed)
    assert (routed / "app.py").read_text() == "add('orders')\nadd(users, 1)\nadd('carts')\n" + APP
    assert {each.name: each.state for each in done.instances} == {
        "orders": "updated",
        "users": "conflict",
        "carts": "updated",
    }
    update.proceed(routed)
    assert all(each.state == "current" for each in update.plan(routed).instances)


def test_what_is_put_nowhere_any_more_goes_unless_it_was_changed(routed):
    (routed / "app.py").write_text("add(orders)\nadd(users, 1)\nadd(carts)\n" + APP)
    gone = ROUTE.format(version="2.0.0", text="add({{ name }})").replace("{id: add,", "{id: add, when: false,")
    template(routed, gone, "route")
    done = updated(routed)
    assert (routed / "app.py").read_text() == "add(users, 1)\n" + APP
    reasons = [file.reason for each in done.instances for file in each.files if each.name == "users"]
    assert reasons == ["the template puts nothing there any more; what it had put was changed, and stays"]


def test_a_place_that_is_gone_is_reported_and_what_was_put_in_stays(routed):
    (routed / "app.py").write_text("add(orders)\nadd(users)\nadd(carts)\nend = 1\n")
    route(routed, "2.0.0", "add('{{ name }}')")
    done = updated(routed)
    assert (routed / "app.py").read_text() == "add(orders)\nadd(users)\nadd(carts)\nend = 1\n"
    assert {each.state for each in done.instances} == {"conflict"}
    update.proceed(routed)
    assert {each.state for each in update.plan(routed).instances} == {"current"}


def test_a_file_that_is_gone_is_reported_and_nothing_is_made_of_it(routed):
    (routed / "app.py").unlink()
    route(routed, "2.0.0", "add('{{ name }}')")
    done = updated(routed)
    assert not (routed / "app.py").exists() and len(done.conflicts) == 3


def test_something_new_to_put_in_where_there_is_no_place_is_refused(routed):
    route(routed, "2.0.0")
    newer = (
        ROUTE.format(version="2.0.0", text="add({{ name }})") + "  - {id: two, path: app.py, mark: other, content: x}\n"
    )
    template(routed, newer, "route")
    with pytest.raises(errors.UpdateRefused, match="jig:other"):
        updated(routed)
    assert (routed / "app.py").read_text() == "add(orders)\nadd(users)\nadd(carts)\n" + APP


def test_a_file_that_two_instances_make_alike_is_kept_for_the_one_that_still_makes_it(project):
    shared = 'name: part\nversion: {v}\nfiles:\n  - {{path: "{{{{ name }}}}.txt", content: x}}\n'
    shared += '  - {{id: s, path: shared.txt, content: "{t}\\n"}}\n'
    template(project, shared.format(v="1.0.0", t="one"))
    generate.generate(project, "part", "a")
    generate.generate(project, "part", "b")
    template(project, shared.format(v="2.0.0", t="two"))
    done = updated(project)
    assert (project / "shared.txt").read_text() == "two\n" and not done.conflicts
    assert not any(each.drifted for each in check.check(project))


def test_an_update_that_no_longer_makes_a_file_leaves_it_to_the_other_that_does(project):
    shared = 'name: {n}\nversion: {v}\nfiles:\n  - {{path: "{n}-{{{{ name }}}}.txt", content: x}}\n'
    both = '  - {path: shared.txt, content: "one\\n"}\n'
    for name in ("left", "right"):
        template(project, shared.format(n=name, v="1.0.0") + both, name)
        generate.generate(project, name, "a")
    template(project, shared.format(n="left", v="2.0.0"), "left")
    updated(project)
    assert (project / "shared.txt").read_text() == "one\n"
    assert not any(each.drifted for each in check.check(project))

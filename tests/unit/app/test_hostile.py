"""What comes from others and means harm: templates, records and bases that are made to break out or to break down."""

import os
import resource
import time
import zlib

import msgspec
import pytest

from jigsmith.app import check, generate, undo, update, why
from jigsmith.app.records import bases, instances
from jigsmith.base import errors


@pytest.fixture
def project(tmp_path):
    root = tmp_path / "project"
    root.mkdir()
    (tmp_path / "outside.txt").write_text("mine\n# jig:here\n")
    return root


def template(root, text, name="part"):
    place = root / ".jig/templates" / name / "template.yaml"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text)


ONE = 'name: part\nversion: 1.0.0\nfiles:\n  - {path: "{{ name }}.txt", content: "one\\n"}\n'


def snapshot(root):
    return {str(path): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


@pytest.mark.parametrize(
    "path",
    ["../outside.txt", "/etc/motd", ".git/hooks/pre-commit", ".GIT/config", "vendor/.git/config", "a/git~1/config",
     ".jig/instances/part/x.yaml", ".jig/Instances/part/x.base", "a/../../outside.txt", "C:/x", "a\\\\b", "link/x"],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["files", "inject"])
def test_a_path_that_leads_elsewhere_writes_nothing(project, tmp_path, path, kind):
    (project / "link").symlink_to(tmp_path)
    (project / ".git/hooks").mkdir(parents=True)
    what = f'  - {{path: "{path}", content: evil}}\n' if kind == "files" else ""
    put = f'inject:\n  - {{path: "{path}", mark: here, content: evil}}\n' if kind == "inject" else ""
    template(project, ONE + what + put)
    before = snapshot(tmp_path)
    with pytest.raises(errors.PathEscapes):
        generate.generate(project, "part", "x")
    assert snapshot(tmp_path) == before


def test_nothing_is_put_into_what_a_link_leads_to(project, tmp_path):
    (project / "app.txt").symlink_to("../outside.txt")
    template(project, ONE + "inject: [{path: app.txt, mark: here, content: evil}]\n")
    with pytest.raises(errors.PathEscapes):
        generate.generate(project, "part", "x")
    assert (tmp_path / "outside.txt").read_text() == "mine\n# jig:here\n"


@pytest.mark.parametrize("other", ["../../../../secret", "../../../secret", "./../../../secret"])
def test_a_template_extends_nothing_outside_of_the_project(project, tmp_path, other):
    template(tmp_path, ONE, "x")
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret/template.yaml").write_text(ONE)
    template(project, f"extends: {other}\n" + ONE)
    with pytest.raises(errors.TemplateInvalid, match="there is no template"):
        generate.generate(project, "part", "x")


@pytest.mark.parametrize(
    "text",
    [
        ONE + '  - {path: "{{ i }}", each: i in range(30000), content: x}\n',
        ONE + '  - {path: "{{ i }}", each: i in range(1000000000), content: x}\n',
        ONE + 'inject:\n  - {path: a.txt, each: i in range(30000), when: false, mark: here, content: "{{ i }}"}\n',
        ONE + "extends: ./\n",
        "a: &a [x, x, x, x, x, x, x, x, x]\n"
        + "".join(f"b{i}: &b{i} [{', '.join([f'*b{i - 1}' if i else '*a'] * 9)}]\n" for i in range(9))
        + ONE,
        "[" * 10_000,
        ONE + "description: !!python/object/apply:os.system ['touch evil']\n",
    ],
)
def test_a_template_that_is_made_to_break_it_down_is_refused(project, text):
    template(project, text)
    before = snapshot(project)
    with pytest.raises(errors.TemplateInvalid):
        generate.generate(project, "part", "x")
    assert snapshot(project) == before


DOUBLED = "{% set a = name %}" + "{% set a = a ~ a %}" * 40


@pytest.mark.parametrize(
    "more",
    [
        f"  - {{path: a.txt, content: '{DOUBLED}{{{{ a | length }}}}'}}\n",
        f"  - {{path: '{DOUBLED}a.txt', content: x}}\n",
        f"parameters: {{p: {{default: '{DOUBLED}{{{{ a }}}}'}}}}\n",
        f"inject: [{{path: x.txt, mark: here, content: '{DOUBLED}{{{{ a }}}}'}}]\n",
        f"next: ['{DOUBLED}{{{{ a }}}}']\n",
        "  - {path: a.txt, content: '{% set a = name %}"
        + "{% set a %}{{ a }}{{ a }}{% endset %}" * 40
        + "{{ a | length }}'}\n",
        "  - {path: a.txt, content: x, when: '" + "(" * 30 + "name" + " * 99999)" * 30 + "'}\n",
    ],
    ids=["content", "path", "default", "inject", "next", "captured", "when"],
)
def test_a_text_that_doubles_itself_is_ended_before_it_takes_the_memory(project, more):
    template(project, ONE + more)
    (project / "x.txt").write_text("# jig:here\n")
    before = snapshot(project)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(errors.TemplateInvalid):
        generate.generate(project, "part", "y")
    assert snapshot(project) == before
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < most + 100_000  # kilobytes


def test_many_large_files_are_refused_before_they_take_the_memory(project):
    text = "x" * 100_000
    template(project, ONE + f'  - {{path: "{{{{ i }}}}.txt", each: i in range(10000), content: "{text}"}}\n')
    with pytest.raises(errors.TemplateInvalid, match="more than 200000000 bytes"):
        generate.generate(project, "part", "x")


def test_defaults_that_grow_from_one_to_the_next_are_refused(project):
    many = ", ".join(['"{{ big }}"'] * 30)
    more = f'parameters:\n  big: {{default: "{"x" * 900_000}"}}\n  all: {{type: list, default: [{many}]}}\n'
    template(project, ONE + more)
    with pytest.raises(errors.ParameterInvalid, match="longer than 20000000 characters"):
        generate.generate(project, "part", "x")


@pytest.mark.parametrize(
    ("more", "error"),
    [
        (f"parameters: {{p: {{default: {'a' * 40}b, pattern: '(a+)+'}}}}\n", errors.TemplateInvalid),
        ("inject: [{path: x.py, content: z, sorted: {after: '(a+)+$', before: b}}]\n", errors.InjectFailed),
        ("inject: [{path: x.py, content: z, sorted: {after: '', before: '(a+)+$'}}]\n", errors.InjectFailed),
        ("inject: [{path: x.py, content: z, query: '((integer) @a (integer) @b (integer) @c) @place'}]\n",
         errors.InjectFailed),
        ("inject: [{path: x.py, content: z, query: '((identifier) @place (#match? @place \"(a+)+$\"))'}]\n",
         errors.InjectFailed),
    ],
    ids=["pattern", "after", "before", "query", "predicate"],
)  # fmt: skip
def test_an_expression_or_a_query_that_takes_forever_is_ended(project, more, error):
    template(project, ONE + more)
    (project / "x.py").write_text(f"{'a' * 40}_ = 1\nx = [{'1, ' * 3000}]\n")
    before = snapshot(project)
    began = time.monotonic()
    with pytest.raises(error, match="longer than"):
        generate.generate(project, "part", "y")
    assert time.monotonic() - began < 20
    assert snapshot(project) == before


def test_a_hook_that_names_a_device_or_a_pipe_is_not_read(project):
    os.mkfifo(project / "pipe")
    template(project, ONE + "hooks: {after: ['cat /dev/zero', 'cat pipe']}\n")
    with pytest.raises(errors.HookNotTrusted, match="cat /dev/zero"):
        generate.generate(project, "part", "x")


def base(project, **parts):
    """Put a base in the place of the one that was generated."""
    place = project / bases.place("part", "x")
    made = bases.Base(files=[], **parts) if "files" not in parts else bases.Base(**parts)
    place.write_bytes(zlib.compress(msgspec.msgpack.encode(made)))


def made(path, **more):
    return bases.Made(id="{{ name }}.txt", path=path, data=b"mine\n# jig:here\n", **more)


@pytest.fixture
def generated(project):
    template(project, ONE)
    generate.generate(project, "part", "x")
    template(project, ONE.replace("1.0.0", "2.0.0").replace("one", "two"))
    return project


@pytest.mark.parametrize(
    "file", [made("../outside.txt"), made("x.txt", at="../outside.txt"), made("/etc/motd"), made(".git/config"),
             made(".jig/instances/part/x.yaml")],
)  # fmt: skip
def test_a_base_with_paths_that_lead_elsewhere_is_refused(generated, tmp_path, file):
    base(generated, files=[file])
    before = snapshot(tmp_path)
    planned = update.plan(generated)
    assert [each.state for each in planned.instances] == ["refused"]
    with pytest.raises(errors.UpdateRefused):
        update.apply(planned)
    assert check.check(generated)[0].problem
    with pytest.raises(errors.FileUnreadable):
        why.why(generated, str(generated / "x.txt"))
    assert snapshot(tmp_path) == before


def test_a_base_that_says_it_put_something_elsewhere_changes_nothing_there(generated, tmp_path):
    put = bases.Put(id="p", path="../outside.txt", text="mine", place={"mark": "here"}, added="mine\n")
    base(generated, put=[put])
    assert [each.state for each in update.plan(generated).instances] == ["refused"]
    assert (tmp_path / "outside.txt").read_text() == "mine\n# jig:here\n"


@pytest.mark.parametrize(
    "more",
    [{"place": {"evil": 1}}, {"place": {"mark": 1}}, {"place": {"sorted": ["a"]}}, {"added": "jig:pieces x"},
     {"added": "jig:pieces [1]"}, {"added": 'jig:pieces [["a"]]'}],
)  # fmt: skip
def test_a_base_that_says_nonsense_of_what_it_put_in_is_refused(generated, more):
    (generated / "app.txt").write_text("mine\n# jig:here\n")
    base(
        generated,
        put=[bases.Put(**{"id": "p", "path": "app.txt", "text": "x", "place": {"mark": "here"}, "added": "x"} | more)],
    )
    assert [each.state for each in update.plan(generated).instances] == ["refused"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0" * 100,
        zlib.compress(b"\xdd\xff\xff\xff\xff"),
        zlib.compress(b"\0" * 300_000_000, 9),
        zlib.compress(b"[" * 1000),
    ],
    ids=["empty", "zeros", "huge array", "bomb", "nested"],
)
def test_a_base_that_is_damaged_or_a_bomb_is_refused_without_taking_the_memory(generated, data):
    (generated / bases.place("part", "x")).write_bytes(data)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert [each.state for each in update.plan(generated).instances] == ["refused"]
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 250_000


def test_a_record_that_names_files_elsewhere_is_a_problem_of_its_instance(generated):
    place = generated / instances.place("part", "x")
    place.write_text(place.read_text().replace("x.txt", "../outside.txt"))
    assert "is refused" in check.check(generated)[0].problem


@pytest.mark.parametrize("name", ["../../x", "a/b", "a\\b", "\0", "\u202e", "..", "CON"])
def test_what_an_instance_is_called_leads_nowhere(project, tmp_path, name):
    template(project, ONE.replace("{{ name }}.txt", "a.txt"))
    before = snapshot(tmp_path)
    try:
        generate.generate(project, "part", name)
    except errors.JigError:
        assert snapshot(tmp_path) == before
    else:  # a name that is none of a file has a record that is called otherwise
        assert {path.parent for path in (project / ".jig/instances").rglob("*.*")} == {project / ".jig/instances/part"}
        undo.undo(project)
        assert snapshot(tmp_path) == before

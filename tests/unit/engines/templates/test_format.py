"""The format: what a template file may say, and what is said about one that is wrong."""

import json
import os
import time

import jsonschema
import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jigsmith.base import errors
from jigsmith.engines.templates import documents
from jigsmith.engines.templates import format as formats

FILES = "files: [{path: a, content: b}]\n"
X = "name: a\nparameters:\n  x: "


@pytest.fixture
def load(tmp_path):
    def loaded(text, name="template.yaml"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return formats.load(path)

    return loaded


def test_the_example_of_a_react_component_is_read(load):
    template = load(
        "name: react-component\n"
        "files:\n"
        '  - path: "src/components/{{name}}/{{name}}.tsx"\n'
        "    content: |\n"
        "      export function {{name}}({}: {{name}}Props) {\n"
        "      }\n"
    )
    assert template.files[0].content == "export function {{name}}({}: {{name}}Props) {\n}\n"
    assert template.first_line(("files", 0, "content")) == 5


@pytest.mark.parametrize(
    ("text", "what", "line", "do"),
    [
        ("name: a\nfoo: 1\n" + FILES, "`foo`: this key is not known here", 2, "Known are"),
        (X + "{type: strin}\n" + FILES, "`parameters.x.type`", 3, None),
        ("name: a\nparameters:\n  x:\n    type: string\n    tpye: 1\n" + FILES, "`parameters.x.tpye`", 5, "`type`"),
        (X + "{default: 3.10}\n" + FILES, "`parameters.x.default`: 3.1 is not a string", 3, '"3.10"'),
        (X + "{type: boolean, default: no}\n" + FILES, "'no' is not true or false", 3, "true or false"),
        (X + "{type: boolean, default: on}\n" + FILES, "'on' is not true or false", 3, "true or false"),
        (X + "{type: integer, default: true}\n" + FILES, "True is not a whole number", 3, None),
        (X + "{type: choice, choices: [a, b], default: c}\n" + FILES, "'c' is not one of a, b", 3, None),
        (X + "{type: choice}\n" + FILES, "a choice needs `choices`", 3, None),
        (X + "{default: null}\n" + FILES, "null is no value", 3, "Leave it out"),
        (X + "{pattern: '['}\n" + FILES, "not a regular expression", 3, None),
        ("name: a\nparameters:\n  my-name: {}\n" + FILES, "'my-name' cannot be the name of a parameter", 3, "letters"),
        ("name: a\nparameters:\n  loop: {}\n" + FILES, "'loop' cannot be the name of a parameter", 3, "letters"),
        ("name: a\nparameters: [x]\n" + FILES, "`parameters`: a mapping", 2, None),
        (X + "{type: list, items: {k: {tpe: string}}}\n" + FILES, "`parameters.x.items.k.tpe`", 3, "Known"),
        ("name: a/b\n" + FILES, "cannot be the name of a template", 1, "letters"),
        ("name: a\nversion: 1.0\n" + FILES, "`version`: expected `str`, got `float`", 2, "quotes"),
        ("name: a\n", "`files`: a list of 1 to", 1, None),
        ("name: a\nfiles: []\n", "`files`: a list of 1 to", 2, None),
        ("name: a\nfiles:\n  - path: a\n", "exactly one of", 3, None),
        ("name: a\nfiles:\n  - {path: a, content: b, link: c}\n", "exactly one of", 3, None),
        (FILES[:-2] + ", {path: b,\n content: c,\n mode: 755}]\nname: a\n", "`files[1].mode`", 3, "quotes"),
        ("name: a\nfiles:\n  - {path: a, content: b, mode: '4755'}\n", "is not a mode", 3, None),
        ("name: a\nfiles:\n  - {path: a, content: b, encoding: klingon}\n", "is not an encoding", 3, None),
        ("name: a\nfiles:\n  - {path: a, content: b, newline: cr}\n", "`files[0].newline`", 3, None),
        ("name: a\ndelimiters: {variable: ['<<', '>>'], block: ['<<', '>>']}\n" + FILES, "must differ", 2, None),
        ("name: a\ndelimiters: {variable: ['', '>>']}\n" + FILES, "1 to 20 characters", 2, None),
        ("name: a\nvalidate: [spelling]\n" + FILES, "`validate", 2, None),
        ("name: a\nhooks: {during: [x]}\n" + FILES, "during", 2, "Known"),
        ("- a\n", "a template is a mapping", 1, None),
        ("", "a template is a mapping", None, None),
        ("name: a\nname: b\n" + FILES, "`name` is there twice", 2, None),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_file_place_and_line(load, tmp_path, text, what, line, do):
    with pytest.raises(errors.TemplateInvalid) as caught:
        load(text)
    assert what in caught.value.what
    assert caught.value.where == str(tmp_path / "template.yaml") + (f":{line}" if line else "")
    assert do is None or do in (caught.value.do or "")


def test_no_and_on_are_strings_as_one_reads_them(load):
    template = load(
        "name: a\nparameters:\n  x: {default: no}\n  y: {type: choice, choices: [on, off], default: on}\n" + FILES
    )
    assert [p.default for p in template.parameters.values()] == ["no", "on"]


def test_a_source_is_read_beside_the_template_and_line_ends_are_those_of_the_template(load, tmp_path):
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "a.txt").write_bytes("\ufeffone\r\ntwö\r\n".encode())
    template = load(
        "name: a\nfiles:\n  - {path: a, source: files/a.txt}\n  - {path: b, source: files/a.txt, newline: keep}\n"
    )
    assert [file.content for file in template.files] == ["one\ntwö\n", "one\r\ntwö\r\n"]


@pytest.mark.parametrize("source", ["../secret", "/etc/passwd", "files/link/passwd", "..\\secret"])
def test_a_source_elsewhere_is_refused(load, tmp_path, source):
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "link").symlink_to("/etc")
    with pytest.raises(errors.PathEscapes):
        load(f"name: a\nfiles:\n  - {{path: a, source: '{source}'}}\n")


def test_a_source_that_is_a_link_is_refused(load, tmp_path):
    (tmp_path / "passwd").symlink_to("/etc/passwd")
    with pytest.raises(errors.PathEscapes):
        load("name: a\nfiles:\n  - {path: a, source: passwd}\n")


def test_binary_and_missing_files_are_said_to_be_that(load, tmp_path):
    (tmp_path / "image").write_bytes(b"text\n\x89PNG\xff\xfe")
    with pytest.raises(errors.FileUnreadable, match="not UTF-8 text") as caught:
        load("name: a\nfiles:\n  - {path: a, source: image}\n")
    assert caught.value.where == f"{tmp_path / 'image'}:2"
    with pytest.raises(errors.FileUnreadable, match="cannot be read"):
        load("name: a\nfiles:\n  - {path: a, source: nothing}\n")
    (tmp_path / "t.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(errors.FileUnreadable):
        formats.load(tmp_path / "t.yaml")


def test_a_source_that_is_too_large_is_refused(load, tmp_path):
    with (tmp_path / "huge").open("wb") as stream:
        stream.truncate(formats.MAX_SOURCE_BYTES + 1)
    with pytest.raises(errors.TemplateInvalid, match="larger than"):
        load("name: a\nfiles:\n  - {path: a, source: huge}\n")


FULL = """\
name: endpoint
description: An endpoint with its test
version: 2.1.0
delimiters:
  variable: ["<<", ">>"]
parameters:
  title:
    default: "<< name | title >>"
    help: "What people read: one line"
  fields:
    type: list
    default:
      - name: id
    items:
      name: {}
      optional:
        type: boolean
        default: false
files:
  - path: src/<< name >>.py
    content: |
      a = {{}}
        b

    when: "title != 'no'"
    mode: "755"
  - path: tests/<< name >>.py
    content: ""
    newline: crlf
    bom: true
  - path: now
    link: src
hooks:
  after:
    - ruff format << files >>
    - [echo, "a b"]
validate: [parse]
"""


def test_what_is_dumped_reads_like_what_was_written(load):
    template = load(FULL)
    again = load(formats.dump(template))
    bare = {key: getattr(template, key) for key in formats.Template.__struct_fields__}
    assert bare == {key: getattr(again, key) for key in formats.Template.__struct_fields__}
    assert formats.dump(again) == formats.dump(template)
    assert "      a = {{}}\n        b\n    when:" in formats.dump(template)


def test_dumping_leaves_content_in_its_source_file(load, tmp_path):
    (tmp_path / "a.txt").write_text("text")
    template = load("name: a\nfiles:\n  - {path: a, source: a.txt}\n")
    assert formats.dump(template) == "name: a\nfiles:\n  - path: a\n    source: a.txt\n"


def test_the_digest_changes_with_a_source_file(load, tmp_path):
    (tmp_path / "a.txt").write_text("one")
    before = formats.digest(load("name: a\nfiles:\n  - {path: a, source: a.txt}\n"))
    (tmp_path / "a.txt").write_text("two")
    assert formats.digest(load("name: a\nfiles:\n  - {path: a, source: a.txt}\n")) != before


@pytest.mark.parametrize("text", [FULL, "name: a\n" + FILES, "name: a\nparameters: {name: {pattern: x}}\n" + FILES])
def test_the_published_schema_accepts_what_we_accept(load, text):
    load(text)
    jsonschema.Draft202012Validator.check_schema(formats.schema())
    jsonschema.validate(documents.read(text, origin="f")[0], formats.schema())


@pytest.mark.parametrize(
    "text",
    [
        "name: a\nfoo: 1\n" + FILES,
        "name: a\nfiles: [{path: a}]",
        "name: a\nparameters: {x-y: {}}\n" + FILES,
        "name: a b\n" + FILES,
        "name: a\nfiles: [{path: a, content: b, mode: 755}]",
    ],
)
def test_the_published_schema_refuses_what_we_refuse(load, text):
    with pytest.raises(errors.TemplateInvalid):
        load(text)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(documents.read(text, origin="f")[0], formats.schema())


def put(root, path, name):
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(f"name: {name}\n" + FILES)


@pytest.mark.parametrize(
    "path",
    [
        ".jig/templates/react/template.yaml",
        ".jig/templates/react/template.yml",
        ".jig/templates/react.yaml",
        ".jig/templates/react.yml",
        "templates/react.yaml",
        "templates/react/template.yaml",
    ],
)
def test_a_template_is_found_in_every_place_where_it_may_lie(tmp_path, path):
    put(tmp_path, path, "react")
    assert formats.load(formats.find(tmp_path, "react")).origin == tmp_path / path
    assert ("react", formats.find(tmp_path, "react")) in formats.list_all(tmp_path)


def test_json_is_as_good_as_yaml(tmp_path):
    path = tmp_path / ".jig" / "templates" / "react.json"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps({"name": "react", "files": [{"path": "a", "content": "b"}]}))
    assert formats.load(formats.find(tmp_path, "react")).name == "react"


def test_a_template_is_found_by_the_name_it_gives_itself(tmp_path):
    put(tmp_path, ".jig/templates/rc/template.yaml", "react-component")
    assert formats.find(tmp_path, "react-component") == tmp_path / ".jig/templates/rc"
    assert formats.find(tmp_path, "rc") == tmp_path / ".jig/templates/rc"


def test_a_missing_template_is_said_with_one_that_is_like_it(tmp_path):
    put(tmp_path, ".jig/templates/react.yaml", "react")
    with pytest.raises(errors.TemplateMissing) as caught:
        formats.find(tmp_path, "recat")
    assert "`react`" in (caught.value.do or "")


@pytest.mark.parametrize("name", ["../x", "/etc/passwd", "a/b", "", ".", "..", "x" * 10_000, "a\0b"])
def test_a_name_that_is_a_path_finds_nothing(tmp_path, name):
    with pytest.raises(errors.TemplateMissing):
        formats.find(tmp_path, name)


def test_other_files_in_a_folder_called_templates_are_no_templates(tmp_path):
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "deployment.yaml").write_text("kind: {{ .Values.x }}\n")
    (tmp_path / "templates" / "page.html").write_text("<p>")
    put(tmp_path, ".jig/templates/broken.yaml", "[")
    assert [name for name, path in formats.list_all(tmp_path) if path.is_relative_to(tmp_path)] == ["broken"]


def test_a_folder_without_a_template_is_said_to_be_that(tmp_path):
    with pytest.raises(errors.TemplateMissing, match=r"no template\.yaml"):
        formats.load(tmp_path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_said_to_be_that(load, tmp_path):
    (tmp_path / "template.yaml").write_text(FILES)
    (tmp_path / "template.yaml").chmod(0)
    with pytest.raises(errors.FileUnreadable):
        formats.load(tmp_path)


junk = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=8)
    | st.sampled_from(["string", "list", "{{ name }}", "a/b"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from([*formats.Template.__struct_fields__, *formats.File.__struct_fields__, "type", "x"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=300, deadline=1000, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from([*formats.Template.__struct_fields__, "x"]), junk, max_size=8))
def test_any_mapping_is_a_template_or_is_refused_with_a_place(tmp_path, raw):
    path = tmp_path / "t.json"
    path.write_bytes(msgspec.json.encode({"name": "a", "files": [{"path": "a", "content": "b"}], **raw}))
    try:
        formats.load(path)
    except (errors.TemplateInvalid, errors.PathEscapes, errors.FileUnreadable) as error:
        assert error.where or isinstance(error, errors.PathEscapes)


@settings(max_examples=200, deadline=1000, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300))
def test_any_bytes_are_a_template_or_refused_in_bounded_time(tmp_path, data):
    path = tmp_path / "t.yaml"
    path.write_bytes(data)
    start = time.process_time()
    with pytest.raises((errors.TemplateInvalid, errors.FileUnreadable)):
        formats.load(path)
    assert time.process_time() - start < 1

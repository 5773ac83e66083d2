"""Building: a family that differs only by the name and one value comes out byte for byte, in any kind of file."""

import stat

import pytest

from jigsmith.app import build
from jigsmith.engines.templates import format as formats
from jigsmith.engines.templates import names, render

NAMES = ("user", "order_item", "web_page", "invoice", "role")
PYTHON = '''\
"""The {words} module."""

from app import Base


class {pascal}(Base):
    table = "{snake}"
    limit = {v}

    def get_{snake}(self, key):
        return self.find({pascal}, key)[0]
'''
COMPONENT = """\
import React from "react";

export function {pascal}(props: {pascal}Props) {{
  return <div style={{{{ width: {v} }}}} className="{kebab}">{{props.children}}</div>;
}}
"""
WORKFLOW = """\
name: {title}
on:
  push:
    paths: ["{kebab}/**"]
jobs:
  test:
    timeout-minutes: {v}
    steps:
      - uses: actions/checkout@v4
      - run: make ${{{{ matrix.target }}}}
"""
PAGE = """\
{{% extends "base.html" %}}
{{% block title %}}{title}{{% endblock %}}
{{% block body %}}
<ul class="{kebab}" data-size="{v}">
  {{% for x in {flat} %}}<li>{{{{ x }}}}</li>{{% endfor %}}
</ul>
{{# {words} #}}
{{% endblock %}}
"""
GO = """\
package {flat}

type {pascal} struct {{
\tID   int64
\tName string
}}

func New{pascal}() *{pascal} {{
\treturn &{pascal}{{Name: "{v}"}}
}}
"""
SHELL = """\
#!/bin/sh
set -eu
cat <<EOF
{title} ${{HOME}} [[ x ]] {{{{ y }}}}
EOF
exec {kebab} --port={v} "$@"
"""
NUMBERS = ("10", "20", "30", "40", "55")
PACKAGE = '{{\n  "name": "@app/{kebab}",\n  "version": "{v}",\n  "main": "src/{camel}.js"\n}}\n'
FAMILIES = {
    "python": (PYTHON, NUMBERS),
    "component": (COMPONENT, NUMBERS),
    "workflow": (WORKFLOW, NUMBERS),
    "page with its own braces": (PAGE, NUMBERS),
    "go": (GO, ("a", "b", "c", "d", "e")),
    "shell with a document in it": (SHELL, NUMBERS),
    "json": (PACKAGE, ("1.0.0", "2.0.0", "1.2.0", "3.1.4", "0.0.1")),
    "make": ("{kebab}: deps\n\t@echo {kebab}\n\t$(CC) -O{v} -o $@ {snake}.c\n", ("0", "1", "2", "3", "s")),
    "tables": ('[[tool]]\nname = "{kebab}"\nsize = {v}\n\n[tool.{snake}]\non = true\n', NUMBERS),
    "comment": ('# The {words} needs {v} of them.\nname = "{kebab}"\n', ("all", "most", "some", "a few", "none")),
    "decorator": (
        '@app.route("/{kebab}", methods=["{v}"])\ndef {snake}():\n    return {pascal}.all()\n',
        ("GET", "PUT", "POST", "DELETE", "PATCH"),
    ),
    "value first": ('{v} = 1\nname = "{kebab}"\n', ("alpha", "beta", "gamma", "delta", "epsilon")),
    "value last": ('name = "{kebab}"\nlast = {v}\n', ("alpha", "beta", "gamma", "delta", "epsilon")),
    "white space": ('\n\nx = {v}   \n\n  \nname = "{snake}"\n\n\n', NUMBERS),
    "brackets that do not match": ("{snake} = -{v} + [;\n", NUMBERS),
}
ENDINGS = {
    "line feeds": lambda data: data,
    "carriage returns": lambda data: data.replace(b"\n", b"\r\n"),
    "a byte order mark": lambda data: b"\xef\xbb\xbf" + data,
    "a mark and carriage returns": lambda data: b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n"),
    "no final line feed": lambda data: data.rstrip(b"\n"),
    "carriage returns, none at the end": lambda data: data.replace(b"\n", b"\r\n").removesuffix(b"\r\n"),
    "mixed line endings": lambda data: data.replace(b"\n", b"\r\n", 1),
    "tabs": lambda data: data.replace(b"    ", b"\t").replace(b"  ", b"\t"),
}


def text(skeleton, name, value):
    return skeleton.format(v=value, **{style: change(name) for style, change in names.STYLES.items()})


def family(root, path, skeleton, values):
    """Five files, `path` with the name and one value each; returns the pattern."""
    for name, value in zip(NAMES, values, strict=True):
        put(root, path.format(name=name), text(skeleton, name, value).encode())
    return path


def put(root, path, data):
    place = root / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(data)


def regenerated(root, built):
    """What the template, read back from where it was written, makes of every instance."""
    template = formats.load(formats.find(root, built.template))
    return [file for each in built.instances for file in render.render(template, each.name, each.params)]


def all_as_they_were(root, built):
    made = regenerated(root, built)
    for file in made:
        place = root / file.path
        assert place.is_symlink() == (file.data is None)
        if file.data is None:
            assert str(place.readlink()) == file.link
        else:
            assert file.data == place.read_bytes()
            assert bool(place.stat().st_mode & stat.S_IXUSR) == bool(file.mode & stat.S_IXUSR)
    assert built.exact == len(built.instances) == len(NAMES)
    assert (built.residue_lines, built.lost) == (0, [])
    return {file.path for file in made}


@pytest.mark.parametrize("kind", FAMILIES)
def test_name_and_one_value_come_out_byte_for_byte(tmp_path, kind):
    pattern = family(tmp_path, "src/{name}.txt", *FAMILIES[kind])
    assert len(all_as_they_were(tmp_path, build.build(tmp_path, [pattern], name="it"))) == len(NAMES)


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("kind", ["python", "page with its own braces", "go"])
def test_what_files_are_made_of_comes_out_as_it_was(tmp_path, kind, ending):
    pattern = family(tmp_path, "src/{name}.txt", *FAMILIES[kind])
    for place in (tmp_path / "src").iterdir():
        place.write_bytes(ENDINGS[ending](place.read_bytes()))
    all_as_they_were(tmp_path, build.build(tmp_path, [pattern], name="it"))


def test_files_that_can_be_run_stay_so_and_links_stay_links(tmp_path):
    pattern = family(tmp_path, "bin/{name}/run.sh", *FAMILIES["shell with a document in it"])
    for name in NAMES:
        (tmp_path / f"bin/{name}/run.sh").chmod(0o755)
        (tmp_path / f"bin/{name}/latest").symlink_to(f"../{name}/run.sh")
    built = build.build(tmp_path, [pattern, "bin/{name}/latest"], name="it")
    assert all_as_they_were(tmp_path, built) == {f"bin/{n}/{file}" for n in NAMES for file in ("run.sh", "latest")}


def test_letters_beyond_ascii_come_out_in_either_encoding(tmp_path):
    skeleton = 'größe = "{v} Äpfel für {title}"\n'
    family(tmp_path, "src/{name}.py", skeleton, NUMBERS)
    family(tmp_path, "old/{name}.py", skeleton, NUMBERS)
    for place in (tmp_path / "old").iterdir():
        place.write_bytes(place.read_text().encode("latin-1"))
    all_as_they_were(tmp_path, build.build(tmp_path, ["src/{name}.py", "old/{name}.py"], name="it"))


def test_empty_files_and_files_that_are_all_the_same_belong_to_it(tmp_path):
    pattern = family(tmp_path, "src/{name}/main.py", *FAMILIES["python"])
    for name in NAMES:
        put(tmp_path, f"src/{name}/__init__.py", b"")
        put(tmp_path, f"src/{name}/py.typed", b"partial\n")
    built = build.build(tmp_path, [pattern, "src/{name}/__init__.py", "src/{name}/py.typed"], name="it")
    assert len(all_as_they_were(tmp_path, built)) == 3 * len(NAMES)


def test_a_file_that_some_have_is_an_option(tmp_path):
    pattern = family(tmp_path, "src/{name}/main.py", *FAMILIES["python"])
    for name in NAMES[:2]:
        put(tmp_path, f"src/{name}/extra.py", text("class {pascal}Extra:\n    pass\n", name, "").encode())
    built = build.build(tmp_path, [pattern, "src/{name}/extra.py"], name="it")
    assert len(all_as_they_were(tmp_path, built)) == len(NAMES) + 2


def test_several_files_share_one_value(tmp_path):
    first = family(tmp_path, "src/{name}/main.py", *FAMILIES["python"])
    test = "def test_{snake}():\n    assert {pascal}.limit == {v}\n"
    second = family(tmp_path, "tests/test_{name}.py", test, NUMBERS)
    built = build.build(tmp_path, [first, second], name="it")
    all_as_they_were(tmp_path, built)
    assert len(built.parameters) == 1

"""Templates of cookiecutter."""

import json

import pytest
from tests.unit.loop.build.importing.foreign import Taken, lay

from jigsmith.base import errors

TOP = "{{ cookiecutter.slug }}"


def taken(tmp_path, variables, files, **more):
    source = lay(tmp_path / "theirs", {"cookiecutter.json": json.dumps(variables, indent=2), **more})
    lay(source / TOP, files)
    return Taken(source, "cookiecutter", tmp_path / "ours")


def test_variables_become_parameters_of_their_kind(tmp_path):
    variables = {
        "project_name": "My Shop",
        "slug": "{{ cookiecutter.project_name.lower().replace(' ', '_') }}",
        "license": ["MIT", "none"],
        "docker": True,
        "_hidden": "x",
        "__derived": "{{ cookiecutter.slug|upper }}",
        "__prompts__": {"license": {"__prompt__": "Which license?", "MIT": "the short one"}},
    }
    ours = taken(tmp_path, variables, {"a.txt": "{{ cookiecutter.__derived }} {{ cookiecutter._hidden }}\n"})
    parameters = ours.template.parameters
    assert [(key, each.type) for key, each in parameters.items()] == [
        ("project_name", "string"), ("slug", "string"), ("license", "choice"), ("docker", "boolean"),
        ("__derived", "string"),
    ]  # fmt: skip
    assert parameters["license"].help == "Which license?"
    assert parameters["project_name"].examples == ["My Shop"], "what it is called is the name of the instance"
    assert parameters["__derived"].when is False
    assert ours.files("Our Shop") == {"our_shop/a.txt": "OUR_SHOP x\n"}
    assert ours.lost == []


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("{{ cookiecutter.slug|slugify }}", "my-shop"),
        ("{{ cookiecutter['slug'] ~ '!' }}", "my shop!"),
        ("{{ cookiecutter.slug.split(' ')[0].title() }}", "My"),
        ("{{ ', '.join(['a', cookiecutter.slug]) }}", "a, my shop"),
        ("{% if 'shop' in cookiecutter.slug and not cookiecutter.slug.startswith('x') %}yes{% endif %}", "yes"),
        ("{{ cookiecutter.get('slug', 'z') }}", "my shop"),
        ("{{ 'a' if cookiecutter.slug == 'x' else 'b' }}", "b"),
        ("{% raw %}{{ untouched }}{% endraw %}", "{{ untouched }}"),
        ("{% for n in range(3) %}{{ loop.index }}{% if not loop.last %},{% endif %}{% endfor %}", "1,2,3"),
        ("{% set a = cookiecutter.slug|length %}{{ a + 1 }}", "8"),
        ("a\n{% if true %}\nb\n{% endif %}\nc", "a\n\nb\n\nc"),
        ("a\n{%- if true %}\nb\n{%- endif %}\nc", "a\nb\nc"),
        ("a\n    {% if true -%}\n    b\n    {%- endif %}\nc", "a\n    b\nc"),
        ("{# gone #}\nx", "\nx"),
        ("{{ 1 if cookiecutter.slug.count('s') == 1 }}", "1"),
        ("{{ {'k': 1}['k'] }}", "1"),
        ("${{ '{{' }} secrets.X }}", "${{ secrets.X }}"),
        ("{% macro m(a) -%}<{{ a }}>{%- endmacro %}{{ m(cookiecutter.slug) }}", "<my shop>"),
    ],
)
def test_texts_say_what_they_said(tmp_path, text, made):
    ours = taken(tmp_path, {"slug": "my shop"}, {"a.txt": text})
    assert ours.lost == []
    assert ours.files(slug="my shop") == {"my shop/a.txt": made}


def test_the_names_of_files_may_have_conditions(tmp_path):
    variables = {"slug": "s", "kind": ["web", "cli"], "__none": ""}
    files = {
        "{% if cookiecutter.kind == 'web' %}views.py{% endif %}": "web\n",
        "{% if cookiecutter.kind == 'cli' %}main{% else %}app{% endif %}.py": "either\n",
        "{% if cookiecutter.kind == 'cli' %}bin{% endif %}/run": "run\n",
        "{{ cookiecutter.__none }}": "never\n",
    }
    ours = taken(tmp_path, variables, files)
    assert set(ours.files(slug="s", kind="web")) == {"s/views.py", "s/app.py"}
    assert set(ours.files(slug="s", kind="cli")) == {"s/main.py", "s/bin/run"}
    assert any("never made" in note for note in ours.noted)


def test_files_that_are_copied_and_not_rendered_stay_as_they_are(tmp_path):
    text = "{{ not.ours }} {% nor this %} {# nor that #}\n"
    variables = {"slug": "s", "_copy_without_render": ["*.html", "raw"]}
    ours = taken(tmp_path, variables, {"a.html": text, "raw/deep/b.txt": text, "c.txt": "{{ cookiecutter.slug }}\n"})
    assert ours.files(slug="s") == {"s/a.html": text, "s/raw/deep/b.txt": text, "s/c.txt": "s\n"}


def test_what_another_file_holds_is_taken_in(tmp_path):
    files = {
        "a.txt": "{% include 'parts/head.txt' %}-{% from 'macros.txt' import twice as two %}{{ two('x') }}\n",
        "parts/head.txt": "head {{ cookiecutter.slug }}",
        "macros.txt": "{% macro once(a) %}{{ a }}{% endmacro %}\n"
        "{% macro twice(a) %}{{ once(a) }}{{ a }}{% endmacro %}\n",
    }
    ours = taken(tmp_path, {"slug": "s"}, files)
    assert ours.lost == []
    assert ours.files(slug="s")["s/a.txt"] == "head s-xx\n"


def test_what_has_no_counterpart_is_asked_for_and_said_with_its_line(tmp_path):
    text = "one\n{{ cookiecutter.slug|frobnicate }}\n{% if cookiecutter.slug|odd_one %}x{% endif %}\n"
    ours = taken(tmp_path, {"slug": "s", "_extensions": ["local.Frob"]}, {"a.txt": text})
    where = f"{TOP}/a.txt"
    assert any(each.startswith(f"{where}:2 ") and "`frobnicate`" in each and "`value_1`" in each for each in ours.lost)
    assert any(each.startswith(f"{where}:3 ") and "`condition_1`" in each for each in ours.lost)
    assert any("local.Frob" in each for each in ours.lost)
    assert ours.files(slug="s", value_1="V", condition_1=True)["s/a.txt"] == "one\nV\nx\n"


def test_the_date_is_a_parameter(tmp_path):
    ours = taken(tmp_path, {"slug": "s"}, {"LICENSE": "(c) {% now 'utc', '%Y' %}\n"})
    assert ours.files(slug="s") == {"s/LICENSE": "(c) 2031\n"}
    assert ours.files(slug="s", year="1999") == {"s/LICENSE": "(c) 1999\n"}


def test_hooks_that_are_plain_commands_are_kept_and_programs_are_said(tmp_path):
    ours = taken(
        tmp_path,
        {"slug": "s"},
        {"a.txt": "x\n"},
        **{
            "hooks/post_gen_project.sh": "#!/bin/sh\nset -e\n# make it so\n"
            "git init {{ cookiecutter.slug }}\nmake check\n",
            "hooks/pre_gen_project.py": "import sys\n\nsys.exit(1)\n",
        },
    )
    assert ours.template.hooks.after == ["git init {{ slug }}", "make check"]
    assert [each.split()[0] for each in ours.lost] == ["hooks/pre_gen_project.py:1"]


def test_a_hook_that_needs_a_shell_is_said_with_its_line(tmp_path):
    ours = taken(
        tmp_path, {"slug": "s"}, {"a.txt": "x\n"}, **{"hooks/post_gen_project.sh": "#!/bin/sh\ngit init\nls | wc -l\n"}
    )
    assert ours.template.hooks.after == []
    assert ours.lost[0].startswith("hooks/post_gen_project.sh:3 ")


def test_what_is_no_text_is_left_out_and_said(tmp_path):
    ours = taken(tmp_path, {"slug": "s"}, {"a.txt": "x\n", "logo.png": b"\x89PNG\0\xff"})
    assert set(ours.files(slug="s")) == {"s/a.txt"}
    what = "no text (PNG image, 6 bytes): a template holds text only; it is left out, copy it by hand"
    assert ours.lost == [f"{TOP}/logo.png {what}"]


def test_a_script_can_be_run_and_line_ends_stay(tmp_path):
    source = lay(
        tmp_path / "theirs",
        {"cookiecutter.json": '{"slug": "s"}', f"{TOP}/run.sh": "#!/bin/sh\n", f"{TOP}/dos.txt": b"a\r\nb\r\n"},
    )
    (source / TOP / "run.sh").chmod(0o755)
    ours = Taken(source, "cookiecutter", tmp_path / "ours")
    modes = {file.path.rpartition("/")[2]: file.mode for file in ours.template.files}
    assert modes == {"run.sh": "755", "dos.txt": None}
    assert ours.files(slug="s")["s/dos.txt"] == "a\r\nb\r\n"


@pytest.mark.parametrize("text", ["{", "[1]", '{"a": }'])
def test_a_broken_file_of_variables_is_an_error_that_names_it(tmp_path, text):
    source = lay(tmp_path, {"cookiecutter.json": text})
    with pytest.raises(errors.TemplateInvalid) as caught:
        Taken(source, "cookiecutter", tmp_path / "ours")
    assert "cookiecutter.json" in str(caught.value.where)


def test_a_link_that_leads_out_is_not_followed(tmp_path):
    source = lay(
        tmp_path / "theirs",
        {"cookiecutter.json": '{"slug": "s"}', f"{TOP}/a.txt": "{% include '../../secret.txt' %}x\n"},
    )
    lay(tmp_path, {"secret.txt": "secret\n"})
    (source / TOP / "here").symlink_to("../../secret.txt")
    ours = Taken(source, "cookiecutter", tmp_path / "ours")
    assert "secret" not in (ours.template.files[0].content or "")
    assert any("not to be found" in each for each in ours.lost)

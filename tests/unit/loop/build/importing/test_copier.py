"""Templates of copier."""

import pytest
from tests.unit.loop.build.importing.foreign import Taken, lay

from jigsmith.base import errors


def taken(tmp_path, config, files):
    source = lay(tmp_path / "theirs", {"copier.yml": config, **files})
    return Taken(source, "copier", tmp_path / "ours")


def test_questions_become_parameters_of_their_kind(tmp_path):
    config = """\
        project_name:
          type: str
          help: What is it called?
        port: 8080
        ratio: {type: float, default: 0.5}
        docs: {type: bool, default: yes}
        ci:
          type: str
          choices: {GitHub Actions: github, "GitLab CI": gitlab}
          default: gitlab
        tools:
          type: str
          multiselect: true
          choices: [ruff, mypy]
          default: [ruff]
        token: {type: str, secret: true, when: "{{ ci == 'github' }}"}
        """
    ours = taken(
        tmp_path,
        config,
        {"a.txt.jinja": "{{ project_name }} {{ port + 1 }} {{ docs }} {{ ci }} {{ tools|join(',') }}\n"},
    )
    kinds = {
        key: (each.type, None if each.required else each.default) for key, each in ours.template.parameters.items()
    }
    assert kinds == {
        "project_name": ("string", "{{ name }}"), "port": ("integer", 8080),
        "ratio": ("number", 0.5), "docs": ("boolean", True),
        "ci": ("choice", "gitlab"), "tools": ("list", ["ruff"]), "token": ("string", None),
    }  # fmt: skip
    assert ours.template.parameters["token"].when == "ci == 'github'"
    assert ours.files("Lib") == {"a.txt": "Lib 8081 True gitlab ruff\n"}


def test_a_default_that_is_worked_out_keeps_its_meaning_whatever_its_type(tmp_path):
    config = """\
        kind: {type: str, choices: [app, lib], default: lib}
        tests: {type: bool, default: "{{ kind == 'lib' }}"}
        extra: {type: bool, default: "{% if kind == 'app' %}yes{% else %}no{% endif %}"}
        size: {type: int, default: "{{ 3 if tests else 5 }}"}
        """
    ours = taken(
        tmp_path, config, {"a.txt.jinja": "{% if tests %}t{% endif %}{% if not extra %}e{% endif %}{{ size * 2 }}\n"}
    )
    assert ours.files() == {"a.txt": "te6\n"}
    assert ours.files(kind="app") == {"a.txt": "10\n"}


def test_only_files_with_the_suffix_are_rendered_and_names_always(tmp_path):
    files = {
        "project/{{ package }}/__init__.py.jinja": "name = '{{ package }}'\n",
        "project/{{ package }}/raw.txt": "{{ package }} ${{ left }}\n",
        "README.md": "about the template\n",
    }
    ours = taken(tmp_path, "_subdirectory: project\npackage: {type: str}\n", files)
    assert ours.files(package="shop") == {
        "shop/__init__.py": "name = 'shop'\n",
        "shop/raw.txt": "{{ package }} ${{ left }}\n",
    }


def test_names_with_conditions_and_loops_become_when_and_each(tmp_path):
    files = {
        "{% if docs %}docs{% endif %}/index.md": "docs\n",
        "{% yield part from parts %}{{ part }}.py{% endyield %}.jinja": "# {{ part }}\n",
        "{% if not docs %}NO{% endif %}.txt": "no\n",
    }
    ours = taken(tmp_path, "docs: {type: bool, default: true}\nparts: {type: yaml, default: [a, b]}\n", files)
    assert [file.each for file in ours.template.files if file.each] == ["part in parts"]
    assert ours.files() == {"docs/index.md": "docs\n", "a.py": "# a\n", "b.py": "# b\n", ".txt": "no\n"}
    assert set(ours.files(docs=False)) == {"a.py", "b.py", "NO.txt"}


def test_delimiters_of_its_own_stay(tmp_path):
    config = """\
        _envops:
          {variable_start_string: "[[", variable_end_string: "]]", block_start_string: "[%", block_end_string: "%]"}
        who: {type: str, default: you}
        """
    ours = taken(tmp_path, config, {"a.txt.jinja": "[% if who %]{{ vue }} [[ who|upper ]][% endif %]\n"})
    assert ours.files() == {"a.txt": "{{ vue }} YOU\n"}


def test_what_is_excluded_is_left_out_and_what_is_written_once_says_so(tmp_path):
    config = """\
        _exclude: ["*.bak", "{% if not web %}static{% endif %}", copier.yml]
        _skip_if_exists: [NOTES.md]
        web: {type: bool, default: true}
        """
    files = {"a.txt": "a\n", "b.bak": "b\n", "static/c.css": "c\n", "NOTES.md": "n\n"}
    ours = taken(tmp_path, config, files)
    assert set(ours.files()) == {"a.txt", "static/c.css", "NOTES.md"}
    assert set(ours.files(web=False)) == {"a.txt", "NOTES.md"}
    assert {file.path: file.policy for file in ours.template.files}["NOTES.md"] == "once"


def test_tasks_that_are_plain_commands_are_hooks_and_the_others_are_said(tmp_path):
    config = """\
        _tasks:
          - git init
          - [echo, "{{ who }}"]
          - "cat a | wc"
          - {command: make, when: "{{ who == 'x' }}"}
          - {command: make all, when: "{% if who %}true{% endif %}"}
        _migrations: [{version: v2, before: [x]}]
        _message_after_copy: "Hello {{ who }}"
        who: {type: str, default: you}
        """
    ours = taken(tmp_path, config, {"a.txt": "a\n"})
    *always, last = ours.template.hooks.after
    assert always == ["git init", ["echo", "{{ who }}"]]
    assert (last.run, last.when) == ("make", "who == 'x'")
    assert [each.split(" ")[0] for each in ours.lost] == ["copier.yml:4", "copier.yml:6"]
    assert any("_migrations" in each for each in ours.noted)
    assert ours.template.next == ["Hello {{ who }}"]


def test_checks_by_one_pattern_become_patterns_and_others_are_said(tmp_path):
    config = """\
        slug:
          type: str
          validator: "{% if not (slug | regex_search('^[a-z][a-z0-9-]+$')) %}no{% endif %}"
        full:
          type: str
          validator: "{% if not full %}say something{% endif %}"
        even:
          type: int
          default: 2
          validator: "{% if even % 2 %}odd{% endif %}"
        """
    ours = taken(tmp_path, config, {"a.txt.jinja": "{{ slug }} {{ full }} {{ even }}\n"})
    assert ours.template.parameters["slug"].pattern == "[a-z][a-z0-9-]+"
    with pytest.raises(errors.ParameterInvalid):
        ours.files(slug="A B", full="x")
    with pytest.raises(errors.ParameterInvalid):
        ours.files(slug="ab", full="")
    assert [each for each in ours.lost if "`even`" in each]


def test_several_documents_and_included_files_are_one(tmp_path):
    config = "---\n!include shared/*.yml\n---\n_subdirectory: t\nb: {type: str, default: two}\n"
    ours = taken(
        tmp_path, config, {"shared/one.yml": "a: {type: str, default: one}\n", "t/x.txt.jinja": "{{ a }} {{ b }}\n"}
    )
    assert ours.files() == {"x.txt": "one two\n"}


def test_a_file_of_answers_is_left_out_as_the_record_takes_its_place(tmp_path):
    ours = taken(
        tmp_path,
        "a: {type: str, default: x}\n",
        {"{{ _copier_conf.answers_file }}.jinja": "{{ _copier_answers }}\n", "b.txt": "b\n"},
    )
    assert set(ours.files()) == {"b.txt"}
    assert ours.lost == []


def test_what_is_not_set_yet_is_empty_as_it_was(tmp_path):
    config = "first: {type: str, default: '{{ second }}'}\nsecond: {type: str, default: '{{ first }}!'}\n"
    assert taken(tmp_path, config, {"a.txt.jinja": "[{{ first }}][{{ second }}]\n"}).files() == {"a.txt": "[][!]\n"}


def test_a_variable_that_is_set_on_one_way_alone_is_empty_on_the_other(tmp_path):
    text = "{% if a == 'x' %}{% set word = 'set' %}{% endif %}[{{ word }}]\n"
    ours = taken(tmp_path, "a: {type: str, default: y}\n", {"a.txt.jinja": text})
    assert ours.files() == {"a.txt": "[]\n"}
    assert ours.files(a="x") == {"a.txt": "[set]\n"}


def test_a_folder_that_leads_out_is_refused(tmp_path):
    with pytest.raises(errors.TemplateInvalid):
        taken(tmp_path, "_subdirectory: ../..\n", {"a.txt": "a\n"})


def test_invalid_yaml_names_file_and_line(tmp_path):
    with pytest.raises(errors.TemplateInvalid) as caught:
        taken(tmp_path, "a: [1\nb: 2\n", {})
    assert "copier.yml:2" in str(caught.value.where)

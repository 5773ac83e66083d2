"""Linting: what only the whole of a template shows: what is unused, never made, in the way, or not meant for us."""

import pytest
from tests.unit.engines.templates.linting.linted import found, kinds


def template(parameters="{}", files="", more=""):
    files = files or '  - {path: "{{ name }}.txt", content: x}'
    return f"name: sample\nparameters: {parameters}\nfiles:\n{files}\n{more}"


def test_a_parameter_or_a_field_that_nothing_takes_is_a_warning(tmp_path):
    text = template("{lost: {default: a}}")
    assert kinds(tmp_path, text) == [("warning", "unused", 2)]
    fields = "{list: {type: list, items: {a: {}, b: {}}}}"
    partly = template(fields, '  - {path: "{{ name }}", content: "{% for one in list %}{{ one.a }}{% endfor %}"}')
    (one,) = found(tmp_path, partly)
    assert (one.kind, one.what) == ("unused", "the field `list.b` is never used")


@pytest.mark.parametrize(
    "content",
    [
        "{{ list | json }}",
        "{% for one in list %}{{ one }}{% endfor %}",
        "{% for one in list %}{{ one | json }}{% endfor %}",
        "{% macro m(x) %}{{ x }}{% endmacro %}{{ m(list) }}",
        "{{ list | map(attribute='a') | join }}{{ (list | selectattr('b') | first).a }}",
        "{% for one in list if one.b %}{{ one['a'] }}{% endfor %}",
        "{% for one in list or [] %}{{ one.a }}{{ one.b }}{% endfor %}",
        "{% for one in list[1:] %}{{ one.a }}{{ one.b }}{% endfor %}",
        "{% for one in list | sort(attribute='b') | reverse %}{{ one.a }}{% endfor %}",
        "{% for key, group in list | groupby('a') %}{{ key }}{{ group }}{% endfor %}",
        "{% set mine = list %}{% for one in mine %}{{ one.a ~ one.b }}{% endfor %}",
        "{% for one in list + list %}{{ one.a }}{{ one.b }}{% endfor %}",
    ],
)
def test_fields_that_go_on_in_a_list_or_a_table_are_used(tmp_path, content):
    fields = "{list: {type: list, items: {a: {}, b: {default: x}}}}"
    assert kinds(tmp_path, template(fields, f'  - {{path: "{{{{ name }}}}", content: "{content}"}}')) == []


def test_what_a_text_uses_that_does_not_parse_nobody_can_tell(tmp_path):
    files = '  - {path: "{{ name }}", content: "{{ word }}{{"}'
    assert kinds(tmp_path, template("{word: {default: a}}", files)) == [("error", "syntax", 4)]


def test_a_parameter_that_another_default_or_condition_takes_is_used(tmp_path):
    text = template(
        '{a: {}, c: {type: boolean, default: true}, b: {default: "{{ a }}", when: c}}',
        '  - {path: "{{ name }}", content: "{{ b }}"}',
    )
    assert kinds(tmp_path, text) == []


def test_choices_that_nothing_asks_about_are_a_note(tmp_path):
    use = '  - {{path: "{{{{ name }}}}", content: "{{% if one == \'a\' %}}x{{% endif %}}{}"}}'
    three = template("{one: {type: choice, choices: [a, b, c]}}", use.format(""))
    (note,) = found(tmp_path, three)
    assert (note.severity, note.what) == ("info", "nothing asks whether `one` is `b` or `c`")
    assert kinds(tmp_path, three.replace("[a, b, c]", "[a, b]")) == []
    assert kinds(tmp_path, template("{one: {type: choice, choices: [a, b, c]}}", use.format("{{ one }}"))) == []


JSX = 'const A = () => <p style={{ color: "red" }}>{{ name | pascal }}</p>\n'
ACTION = "run: echo ${{ github.sha }} ${{ secrets.TOKEN }}\n"
SVELTE = "{#if open}\n<p>{{ name }}</p>\n{/if}\n"
GO = "image: {{ .Values.image }}\n{{- range .Values.list }}\n{{ end }}\n"
VUE = "<template>{{ message }}</template>\n"


@pytest.mark.parametrize(
    ("path", "content", "label"),
    [
        ("A.tsx", JSX, "an object in JSX"),
        ("A.tsx", "<p style={{ color }} />\n", "an object in JSX"),
        (".github/workflows/ci.yml", ACTION, "an expression of GitHub Actions"),
        ("A.svelte", SVELTE, "a block of Svelte"),
        ("deploy.yaml", GO, "an action of a Go template"),
        ("A.vue", VUE, "an expression of Vue"),
        ("a.html", "{% url 'home' %}\n", "a tag of another language"),
        ("a.hbs", "{{#each list}}{{/each}}\n", "a tag of Handlebars"),
        ("a.sh", "echo ${#list[@]}\n", "a length in a shell"),
    ],
)
def test_braces_of_the_output_are_told_from_ours(tmp_path, path, content, label):
    text = template(files=f'  - {{path: "{{{{ name }}}}/{path}", source: text}}')
    (error, *_) = found(tmp_path, text, {"text": content})
    assert (error.severity, error.kind) == ("error", "delimiters")
    assert error.what.startswith(f"this looks like {label}") and error.file.endswith("text")
    assert error.do.startswith('Give the file `delimiters: {variable: ["<%", "%>"]')


def test_braces_that_are_taken_for_ours_by_accident_are_a_warning(tmp_path):
    swallowed = {"text": "{#if open}\n<p>{{ name }}</p> {#each}#}\n"}
    files = '  - {path: "{{ name }}.svelte", source: text}'
    assert kinds(tmp_path, template(files=files), swallowed) == [("warning", "delimiters", 1)]
    mine = {"text": "<p style={{ name }} />"}
    files = '  - {path: "{{ name }}.tsx", source: text}'
    assert kinds(tmp_path, template(files=files), mine) == [("warning", "delimiters", 1)]
    action = {"text": "run: ${{ name }}"}
    files = '  - {path: ".github/{{ name }}.yml", source: text}'
    assert kinds(tmp_path, template(files=files), action) == [("warning", "delimiters", 1)]


def test_the_advice_names_delimiters_that_are_not_in_the_text(tmp_path):
    (error,) = found(tmp_path, template(files='  - {path: "{{ name }}.tsx", source: text}'), {"text": f"<% {JSX}"})
    assert 'variable: ["[[", "]]"]' in error.do


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("A.tsx", "<p>{{ name | pascal }}</p> const a = {{ name | json }};\n"),
        ("A.php", "${{ name | camel }} = 1;\n"),
        ("A.vue", "<script>const {{ name | camel }} = 1</script>{{ '{{' }} message }}\n"),
        ("A.tsx", "<p style={% raw %}{{ a: 1 }}{% endraw %} />\n"),
        (".github/ci.yml", "run: ${{ '{{' }} github.sha }}\n"),
        ("A.tsx", "<p style={{ '{{' }} color }} />\n"),
        ("A.go", 'var {{ name | camel }} = map[string]int{"a": 1}\n'),
    ],
)
def test_braces_of_ours_are_not_called_somebody_elses(tmp_path, path, content):
    text = template(files=f'  - {{path: "{{{{ name }}}}/{path}", source: text}}')
    assert kinds(tmp_path, text, {"text": content}) == []


CONDITIONS = """\
{orm: {type: choice, choices: [a, b]}, on: {type: boolean, default: true}, word: {default: x}, \
list: {type: list, default: []}, size: {type: integer, default: 1}}"""

ALL = "{{ [orm, on, word, list, size] }}"


@pytest.mark.parametrize(
    ("when", "reached"),
    [
        ("orm == 'a' and orm == 'b'", False),
        ("on and not on", False),
        ("word == 'x' and word == 'y'", False),
        ("word == 'x' and not word", False),
        ("false", False),
        ("1 == 2", False),
        ("orm not in ['a', 'b']", False),
        ("size == 1 and size > 3", False),
        ("list and not list", False),
        ("orm == 'a' or orm == 'b'", True),
        ("orm != 'a' and on", True),
        ("word and word != 'x'", True),
        ("not word", True),
        ("list | length > 2 and on", True),
        ("size > 3", True),
        ("'a' in list", True),
        ("name != 'order'", True),
        ("orm in ['a'] or size < 3", True),
        ("on if orm == 'a' else not on", True),
        ("list == []", True),
        ("list != []", True),
        ("on == true and size == 0", True),
        ("on == 1", True),
        ("name | length > 3 and word is defined", True),
    ],
)
def test_a_condition_that_can_never_hold_is_found(tmp_path, when, reached):
    files = f'  - {{path: "{{{{ name }}}}", content: "{{{{ [orm, on, word, list, size] }}}}", when: "{when}"}}'
    expected = [] if reached else [("warning", "unreachable", 4)]
    if when == "false":
        files = files.replace('"false"', "false")
    assert kinds(tmp_path, template(CONDITIONS, files)) == expected


def test_conditions_of_items_know_the_choices_of_their_fields(tmp_path):
    fields = "{list: {type: list, items: {kind: {type: choice, choices: [a, b]}}}}"
    files = '  - {path: "{{ name }}/{{ loop_index }}", content: "{{ one }}", id: x, each: one in list, when: "WHEN"}'
    never = template(fields, files.replace("WHEN", "one.kind == 'a' and one.kind == 'b'"))
    assert kinds(tmp_path, never) == [("warning", "unreachable", 4)]
    assert kinds(tmp_path, template(fields, files.replace("WHEN", "one.kind != 'a'"))) == []


@pytest.mark.parametrize(
    ("items", "ok"), [("list", True), ("list | reverse", True), ("range(3)", True), ("word", False), ("orm", False)]
)
def test_each_over_what_is_no_list_is_an_error(tmp_path, items, ok):
    files = f'  - {{path: "{{{{ name }}}}/{{{{ one }}}}", id: x, content: "{ALL}", each: one in {items}}}'
    assert [kind for _, kind, _ in kinds(tmp_path, template(CONDITIONS, files))] == ([] if ok else ["no-list"])


def two(first, second, when="true", other="true"):
    files = [
        f"  - {{path: '{path}', content: x, id: '{number}', when: \"{condition}\"}}\n"
        for number, (path, condition) in enumerate([(first, when), (second, other)])
    ]
    return template(CONDITIONS, "".join(files) + f'  - {{path: "{{{{ name }}}}.all", content: "{ALL}"}}')


@pytest.mark.parametrize(
    ("first", "second", "when", "other", "severity"),
    [
        ("{{ name }}.py", "{{ name }}.py", "true", "true", "error"),
        ("{{ name | pascal }}.py", "{{ name | flat }}.py", "true", "true", "error"),
        ("{{ name }}.py", "{{ name }}.py", "orm == 'a'", "on", "error"),
        ("m/{{ name | snake }}.py", "m/base.py", "true", "true", "warning"),
        ("m/{{ name | snake }}.py", "m/{{ name | snake | plural }}.py", "true", "true", "info"),
        ("{{ name }}.py", "{{ name }}.py", "orm == 'a'", "orm == 'b'", None),
        ("{{ name }}.py", "{{ name }}.py", "on", "not on", None),
        ("{{ name }}.py", "{{ name }}.ts", "true", "true", None),
        ("{{ name }}/{{ orm }}.py", "{{ name }}/b.py", "true", "orm == 'a'", None),
        ("{{ name }}/{{ orm }}.py", "{{ name }}/b.py", "true", "orm == 'b'", "error"),
        ("a/{{ name | snake }}.py", "b/base.py", "true", "true", None),
    ],
)
def test_files_that_fall_on_one_place_are_found(tmp_path, first, second, when, other, severity):
    text = two(first, second, when, other)
    assert [s for s, kind, _ in kinds(tmp_path, text) if kind == "collision"] == ([severity] if severity else [])


def test_a_name_that_brings_a_collision_about_is_said_and_has_to_be_allowed(tmp_path):
    text = two("m/{{ name | snake }}.py", "m/base.py")
    (one,) = [each for each in found(tmp_path, text) if each.kind == "collision"]
    assert (
        one.what == "falls on the same place as the file `m/{{ name | snake }}.py`: 'm/base.py', with the name 'base'"
    )
    limited = text.replace("parameters: {orm", "parameters: {name: {pattern: '(?!base).*'}, orm")
    assert "collision" not in {kind for _, kind, _ in kinds(tmp_path, limited)}


def test_items_of_each_that_share_a_path_are_an_error(tmp_path):
    fields = "{list: {type: list, items: {name: {}}}}"
    files = '  - {path: "{{ name }}/PATH", content: "{{ one.name }}", id: x, each: one in list}'
    assert kinds(tmp_path, template(fields, files.replace("PATH", "x"))) == [("error", "collision", 4)]
    assert kinds(tmp_path, template(fields, files.replace("PATH", "{{ one.name }}"))) == []
    kind = "{list: {type: list, items: {name: {}, kind: {type: choice, choices: [a, b], default: a}}}}"
    assert kinds(tmp_path, template(kind, files.replace("PATH", "{{ one.kind }}"))) == []


def test_a_path_without_the_name_in_a_feature_is_a_warning(tmp_path):
    files = '  - {path: "{{ name }}.a", content: a}\n  - {path: b, content: "CONTENT"POLICY}'

    def said(content, policy="", kind=""):
        text = template(files=files.replace("CONTENT", content).replace("POLICY", policy), more=kind)
        return kinds(tmp_path, text)

    assert said("{{ name }}") == [("warning", "shared-path", 5)]
    assert said("always the same") == []
    assert said("{{ name }}", ", policy: union") == []
    assert said("{{ name }}", kind="kind: app\n") == []
    only = template(files='  - {path: b, content: "{{ name }}"}')
    assert kinds(tmp_path, only) == [("info", "shared-path", 4)]


def test_a_hook_is_looked_at_with_its_condition(tmp_path):
    files = '  - {path: "{{ name }}", content: "{{ size }}"}'
    hooks = "hooks: {after: [{run: 'echo {{ sise }}', when: size == 3}, {run: echo, when: false}]}\n"
    sizes = "{size: {type: choice, choices: [1, 2], default: 1}}"
    said = [each.kind for each in found(tmp_path, template(sizes, files, hooks))]
    assert said.count("unreachable") == 2 and "undeclared" in said


def test_an_example_has_nothing_of_what_the_template_would_bring(tmp_path):
    more = "unless: [{path: app, contains: old}]\nexamples: [{name: one, project: {app: SAYS}}]\n"
    one = '  - {path: "{{ name }}", content: x}'
    assert kinds(tmp_path, template("{}", one, more.replace("SAYS", "new"))) == []
    (wrong,) = found(tmp_path, template("{}", one, more.replace("SAYS", "old")))
    assert "has app with `old` in it, and so `unless` holds" in wrong.what


EXAMPLES = """\
requires: [{path: app, contains: fast}]
examples:
  - name: one
    parameters: {size: 1}
  - name: two
    parameters: {size: two}
  - name: three
    parameters: {size: 1}
    project: {app: slow}
"""


def test_examples_that_cannot_be_made_are_errors(tmp_path):
    size, files = "{size: {type: integer}}", '  - {path: "{{ name }}", content: "{{ size }}"}'
    text = template(size, files, EXAMPLES)
    two, three = found(tmp_path, text)
    assert (two.kind, two.line) == ("example", 9)
    assert "`size` is 'two', not a whole number" in two.what
    assert (three.kind, three.line) == ("example", 11)
    assert "lacks app with `fast` in it" in three.what
    right = EXAMPLES.replace("size: two", "size: 2").replace("slow", "fastapi")
    assert (
        kinds(tmp_path, template("{size: {type: integer}}", '  - {path: "{{ name }}", content: "{{ size }}"}', right))
        == []
    )


@pytest.mark.parametrize(
    ("parameter", "line"),
    [
        ("{pattern: '[a-z]+', default: ABC}", True),
        ("{pattern: '[a-z]+', default: abc, examples: [ABC]}", True),
        ("{type: list, choices: [a, b], default: [c]}", True),
        ("{type: list, items: {a: {pattern: '[a-z]', default: A}}}", True),
        ("{type: list, default: [{a: 1}], items: {a: {}}}", True),
        ("{pattern: '[a-z]+', default: abc, examples: [abc]}", False),
        ("{pattern: '[a-z]+', default: '{{ name | flat }}'}", False),
        ("{type: list, items: {a: {}}, examples: ['a,b']}", False),
    ],
)
def test_defaults_and_examples_that_are_not_allowed_are_errors(tmp_path, parameter, line):
    text = template(f"{{one: {parameter}}}", '  - {path: "{{ name }}", content: "{{ one | json }}"}')
    assert kinds(tmp_path, text) == ([("error", "pattern", 2)] if line else [])


def test_a_path_with_more_than_the_name_in_it_wants_an_id(tmp_path):
    files = '  - {path: "{{ folder }}/{{ name }}", content: ""}'
    assert kinds(tmp_path, template("{folder: {default: a}}", files)) == [("info", "id", 4)]
    assert kinds(tmp_path, template("{folder: {default: a}}", files.replace("content", "id: x, content"))) == []


@pytest.mark.parametrize(
    ("command", "risky"),
    [
        ('sh -c "echo {{ word }}"', True),
        ('[bash, -c, "touch {{ name }}"]', True),
        ("python -c \"print('{{ word }}')\"", True),
        ('uv run node -e "{{ word }}"', True),
        ('ssh host "rm {{ word }}"', True),
        ('sh -c "echo {{ word | snake }}"', False),
        ('sh -c "echo {{ orm }}{{ size }}"', False),
        ('[sh, -c, \'echo "$1"\', sh, "{{ word }}"]', False),
        ('echo "{{ word }}"', False),
        ("sh script.sh {{ word }}", False),
    ],
)
def test_a_value_in_a_line_for_a_shell_is_a_warning(tmp_path, command, risky):
    text = template(CONDITIONS, '  - {path: "{{ name }}", content: "{{ [orm, on, word, list, size] }}"}')
    hook = command if command.startswith("[") else "'" + command.replace("'", "''") + "'"
    expected = [("warning", "shell", 5)] if risky else []
    assert kinds(tmp_path, text + f"hooks: {{after: [{hook}]}}\n") == expected

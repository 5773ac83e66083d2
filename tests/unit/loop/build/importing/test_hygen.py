"""Templates of hygen."""

import pytest
from tests.unit.loop.build.importing.foreign import Taken, lay

from jigsmith.base import errors

HERE = "_templates/thing/new"


def taken(tmp_path, files):
    source = lay(
        tmp_path / "theirs", {(path if "/" in path else f"{HERE}/{path}"): text for path, text in files.items()}
    )
    return Taken(source, "hygen", tmp_path / "ours")


def test_a_text_with_front_matter_becomes_a_file(tmp_path):
    head = "---\nto: src/<%= h.changeCase.pascal(name) %>/index.js\n---\n"
    text = f"{head}export const <%= Name %> = '<%= h.inflection.pluralize(name) %>'\n"
    ours = taken(tmp_path, {"index.ejs.t": text})
    assert ours.template.name == "taken"
    assert ours.files("user-profile") == {"src/UserProfile/index.js": "export const User-profile = 'user-profiles'\n"}
    assert ours.lost == []


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("<% if (locals.kind === 'a') { -%>\nA\n<% } else { -%>\nB\n<% } -%>\nend\n", "A\nend\n"),
        ("<% if (kind == 'b') { %>B<% } else if (kind) { %>C<% } %>", "C"),
        ("<% ['x', 'y'].forEach(function (each, i) { -%>\n<%= each %><%= i %>\n<% }) -%>\n", "x0\ny1\n"),
        ("<% for (const each of ['x', 'y']) { %>[<%= each %>]<% } %>", "[x][y]"),
        ("<% const up = kind.toUpperCase() %><%= up + '!' %>", "A!"),
        ("<% const twice = (x) => `${x}${x}` %><%= twice(kind) %>", "aa"),
        ("<%# gone %>a<%% kept %>", "a<% kept %>"),
        ("<%= kind || 'none' %> <%- kind ? 'yes' : 'no' %>", "a yes"),
        ("  <%_ if (kind) { _%>  \n  in\n  <%_ } _%>\nend", "  in\nend"),
        ("{{ vue }} {% tag %}", "{{ vue }} {% tag %}"),
        ("{<%= kind %>}", "{a}"),
        ("<%= h.changeCase.paramCase(name) %> <%= name.replace(/-/g, '_') %>", "user-profile user_profile"),
        ("<% if (kind && name.length > 3 && !(kind !== 'a')) { %>ok<% } %>", "ok"),
        ("<%= typeof kind === 'undefined' ? 'u' : 'd' %>", "d"),
        ("<% if (kind.includes('a')) { %>in<% } %> <%= name.split('-')[0] %> <%= name.charAt(0) %>", "in user u"),
    ],
)
def test_texts_say_what_they_said(tmp_path, text, made):
    prompt = "module.exports = [{ type: 'input', name: 'kind', message: 'Which?' }]\n"
    ours = taken(tmp_path, {"x.ejs.t": f"---\nto: x.txt\n---\n{text}".encode(), "prompt.js": prompt})
    assert ours.lost == []
    assert ours.files("user-profile", kind="a") == {"x.txt": made}


def test_what_a_prompt_file_works_out_is_carried_over(tmp_path):
    prompt = """\
        module.exports = {
          prompt: ({ inquirer }) => {
            const questions = [
              { type: 'input', name: 'part', message: 'Which part?' },
              { type: 'confirm', name: 'test', message: 'With a test?' },
              { type: 'select', name: 'level', message: 'Level?', choices: ['atom', 'page'] },
            ];
            return inquirer.prompt(questions).then((answers) => {
              const { part, level } = answers;
              const folder = `src/${level}s/${part.toLowerCase()}`;
              return { ...answers, folder, path: `${folder}/index.js` };
            });
          },
        };
        """
    ours = taken(tmp_path, {"x.ejs.t": "---\nto: <%= path %>\n---\n<%= folder %> <%= test %>\n", "prompt.js": prompt})
    assert ours.lost == []
    kinds = {key: each.type for key, each in ours.template.parameters.items()}
    assert kinds == {"part": "string", "test": "boolean", "level": "choice"}
    assert ours.files(part="Card", test=True, level="page") == {"src/pages/card/index.js": "src/pages/card true\n"}


def test_a_path_that_may_be_none_is_a_condition(tmp_path):
    text = '---\nto: "<%= withTest ? `test/${name}.js` : null %>"\n---\nx\n'
    prompt = "module.exports = [{ type: 'confirm', name: 'withTest', message: '?' }]\n"
    ours = taken(tmp_path, {"t.ejs.t": text, "prompt.js": prompt, "always.ejs.t": "---\nto: a.txt\n---\na\n"})
    assert set(ours.files("n", withTest=True)) == {"test/n.js", "a.txt"}
    assert set(ours.files("n", withTest=False)) == {"a.txt"}


def test_options_of_the_command_line_are_parameters(tmp_path):
    ours = taken(tmp_path, {"x.ejs.t": "---\nto: <%= section || 'main' %>.txt\n---\nx\n"})
    assert set(ours.files()) == {"main.txt"}
    assert set(ours.files(section="side")) == {"side.txt"}
    assert any("`section`" in each for each in ours.noted)


def test_injections_find_their_place_by_marks_ends_and_imports(tmp_path):
    files = {
        "a.ejs.t": '---\ninject: true\nto: app.js\nafter: "// routes"\nskip_if: <%= name %>\n---\n'
        "  use('<%= name %>')\n",
        "b.ejs.t": "---\ninject: true\nto: index.js\nappend: true\n---\nexport * from './<%= name %>'\n",
        "c.ejs.t": "---\ninject: true\nto: app.js\nbefore: !!js/regexp /const app/g\n---\n"
        "import x from './<%= name %>'\n",
        "d.ejs.t": "---\ninject: true\nto: app.js\nat_line: 3\n---\nx\n",
        "e.ejs.t": "---\nto: once.txt\nunless_exists: true\n---\nx\n",
        "app.js": "const app = make()\n// routes\n",
    }
    files["theirs.md"] = files.pop("app.js")
    ours = taken(tmp_path, files)
    comment = r'query `((comment) @place (#match? @place "//\\s*routes"))`'
    assert [(each.place, each.at) for each in ours.template.inject] == [
        (comment, "after"), ("query `(program) @place`", "end"), ("the imports", None),
    ]  # fmt: skip
    assert [file.policy for file in ours.template.files] == ["once"]
    assert any("d.ejs.t" in each and "number of a line" in each for each in ours.lost)


def test_plain_commands_are_hooks_and_those_for_a_shell_are_said(tmp_path):
    files = {
        "a.ejs.t": "---\nto: a.txt\nsh: npm install <%= name %>\n---\na\n",
        "b.ejs.t": '---\nsh: "mkdir x && touch y"\n---\n',
    }
    ours = taken(tmp_path, files)
    assert ours.template.hooks.after == ["npm install {{ name }}"]
    assert [each.split(" ")[0] for each in ours.lost] == [f"{HERE}/b.ejs.t:1"]


def test_code_beyond_expressions_is_said_with_its_line(tmp_path):
    text = "---\nto: x.txt\n---\none\n<% while (true) { } %>\n<%= compute(name) %>\n"
    ours = taken(tmp_path, {"x.ejs.t": text})
    assert [each.split(" ")[0] for each in ours.lost] == [f"{HERE}/x.ejs.t:5", f"{HERE}/x.ejs.t:6"]


def test_each_action_is_a_template(tmp_path):
    files = {
        "_templates/page/new/a.ejs.t": "---\nto: a\n---\na\n",
        "_templates/page/with-api/b.ejs.t": "---\nto: b\n---\nb\n",
    }
    ours = taken(tmp_path, files)
    assert set(ours.templates) == {"page", "page-with-api"}


def test_of_two_files_for_one_place_the_one_that_stays_is_taken(tmp_path):
    files = {
        "a.ejs.t": "---\nto: x.txt\n---\nfirst\n",
        "b.ejs.t": "---\nto: x.txt\n---\nsecond\n",
        "c.ejs.t": "---\nto: x.txt\nunless_exists: true\n---\nthird\n",
    }
    assert taken(tmp_path, files).files() == {"x.txt": "second\n"}


def test_a_folder_without_actions_is_an_error(tmp_path):
    with pytest.raises(errors.TemplateMissing):
        taken(tmp_path, {"README.md": "x\n"})

"""Generators of plop."""

import pytest
from tests.unit.loop.build.importing.foreign import Taken, lay

from jigsmith.base import errors
from jigsmith.engines.templates.inject import apply
from jigsmith.engines.trees import places as trees
from jigsmith.loop.build.importing import tools

HEAD = "module.exports = function (plop) {\n"


def taken(tmp_path, plopfile, files=None, name="plopfile.js"):
    source = lay(tmp_path / "theirs", {name: plopfile, **(files or {})})
    return Taken(source, "plop", tmp_path / "ours")


def one(tmp_path, config, files=None):
    return taken(tmp_path, f"{HEAD}plop.setGenerator('thing', {config});\n}};\n", files)


def test_prompts_become_parameters_of_their_kind(tmp_path):
    config = """{
      description: 'A thing',
      prompts: [
        { type: 'input', name: 'name', message: 'What is it called?' },
        { type: 'confirm', name: 'memo', message: 'Memo?', default: false },
        { type: 'list', name: 'kind', choices: ['page', { name: 'A part', value: 'part' }], default: 'part' },
        { type: 'checkbox', name: 'extras', choices: [{ value: 'css', checked: true }, { value: 'test' }] },
        { name: 'story-title', default: (answers) => `The ${answers.name}`, when: (a) => a.kind === 'page' },
      ],
      actions: [{ type: 'add', path: 'src/{{pascalCase name}}.ts', template: '{{kind}} {{memo}} {{story-title}}' }],
    }"""
    ours = one(tmp_path, config)
    found = {
        key: (each.type, None if each.required else each.default) for key, each in ours.template.parameters.items()
    }
    assert found["memo"] == ("boolean", False)
    assert found["kind"] == ("choice", "part")
    assert found["extras"] == ("list", ["css"])
    assert ours.template.parameters["story_title"].when == "kind == 'page'"
    assert ours.template.description == "A thing"
    assert ours.files("my shop", kind="page") == {"src/MyShop.ts": "page false The my shop"}
    assert ours.lost == []


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("{{camelCase name}} {{constantCase name}} {{dashCase name}}", "myShop MY_SHOP my-shop"),
        ("{{#if memo}}yes{{else}}no{{/if}}", "yes"),
        ("{{#unless memo}}a{{else if kind}}b{{/unless}}", "b"),
        ("a\n{{#if memo}}\nb\n{{/if}}\nc\n", "a\nb\nc\n"),
        ("a\n  {{#if memo}}  \n  b\n  {{/if}}\nc", "a\n  b\nc"),
        ("{{#if memo}}x{{/if}}\ny", "x\ny"),
        ("{{#each tags}}{{this}}{{@index}}{{#unless @last}},{{/unless}}{{/each}}", "a0,b1"),
        ("{{#each tags}}{{#if ../memo}}{{this}}{{/if}}{{else}}none{{/each}}", "ab"),
        ("{{#each tags as |tag i|}}{{tag}}{{i}}{{/each}}", "a0b1"),
        ("{{! nothing }}{{!-- {{nor}} this --}}x", "x"),
        ("\\{{kept}} {{{name}}}", "{{kept}} my shop"),
        ("{{~name~}}  x", "my shopx"),
        ("a {{~#if memo~}} b {{~/if~}} c", "abc"),
        ("{% jinja %} {# too #}", "{% jinja %} {# too #}"),
        ("{ {{name}} }{{{name}}}", "{ my shop }my shop"),
        ("${{{kind}}}", "$page"),
        ("{{upperCase (dashCase name)}}", "MY-SHOP"),
        ("{{memo}}", "true"),
    ],
)
def test_texts_say_what_they_said(tmp_path, text, made):
    config = """{
      prompts: [
        { name: 'name' }, { type: 'confirm', name: 'memo' }, { name: 'kind' },
        { type: 'checkbox', name: 'tags', choices: ['a', 'b'] },
      ],
      actions: [{ type: 'add', path: 'x.txt', templateFile: 'x.hbs' }],
    }"""
    ours = one(tmp_path, config, {"x.hbs": text.encode()})
    assert ours.lost == []
    assert ours.files("my shop", memo=True, kind="page", tags=["a", "b"]) == {"x.txt": made}


def test_helpers_of_one_expression_and_partials_are_carried_over(tmp_path):
    before = "const shout = (word) => word.toUpperCase() + '!';"
    plopfile = f"""{before}
    {HEAD}
      plop.setHelper('shout', (word) => shout(word));
      plop.addHelper('ifEq', function (a, b, options) {{ return a === b ? options.fn(this) : options.inverse(this); }});
      plop.setPartial('sign', 'by {{{{shout name}}}}');
      plop.setGenerator('thing', {{
        prompts: [{{ name: 'name' }}],
        actions: [{{ type: 'add', path: 'x.txt',
          template: '{{{{> sign}}}} {{{{#ifEq name "bob"}}}}B{{{{else}}}}-{{{{/ifEq}}}}' }}],
      }});
    }};"""
    ours = taken(tmp_path, plopfile)
    assert ours.lost == []
    assert ours.files("bob") == {"x.txt": "by BOB! B"}
    assert ours.files("eve") == {"x.txt": "by EVE! -"}


def test_actions_that_a_function_gives_carry_the_conditions_that_lead_to_them(tmp_path):
    config = """{
      prompts: [
        { name: 'name' }, { type: 'confirm', name: 'css' }, { type: 'list', name: 'kind', choices: ['a', 'b'] },
      ],
      actions: (data) => {
        if (!data) return [];
        const actions = [{ type: 'add', path: 'always.txt', template: '' }];
        if (data.css) {
          actions.push({ type: 'add', path: 'style.css', template: '' });
        } else {
          actions.push({ type: 'add', path: 'plain.txt', template: '' });
        }
        const { kind } = data;
        return [...actions, ...(kind === 'b' ? [{ type: 'add', path: 'b.txt', template: '' }] : [])];
      },
    }"""
    ours = one(tmp_path, config)
    assert ours.lost == []
    assert set(ours.files(css=True, kind="a")) == {"always.txt", "style.css"}
    assert set(ours.files(css=False, kind="b")) == {"always.txt", "plain.txt", "b.txt"}


def test_generators_in_files_beside_it_and_in_loops_are_found(tmp_path):
    plopfile = """\
        import part from './part.mjs';
        const kinds = ['hook', 'page'];
        export default function ({ setGenerator }) {
          setGenerator('part', part);
          kinds.forEach((kind) => {
            setGenerator(kind, {
              prompts: [{ name: 'name' }],
              actions: [{ type: 'add', path: `${kind}s/{{name}}.txt`, template: kind }],
            });
          });
        }
        """
    part = (
        "export default { prompts: [{ name: 'name' }], actions: [{ type: 'add', path: 'part.txt', template: 'p' }] };\n"
    )
    ours = taken(tmp_path, plopfile, {"part.mjs": part}, "plopfile.mjs")
    assert set(ours.templates) == {"part", "hook", "page"}
    assert ours.files("x", "page") == {"pages/x.txt": "page"}


def test_a_plopfile_in_typescript_is_read(tmp_path):
    plopfile = """\
        import type { NodePlopAPI } from 'plop';
        export default function (plop: NodePlopAPI): void {
          plop.setGenerator('thing', {
            prompts: [{ type: 'input', name: 'name' } as const],
            actions: [{ type: 'add', path: '{{name}}.txt', template: 'x' }],
          });
        }
        """
    assert taken(tmp_path, plopfile, name="plopfile.ts").files("a") == {"a.txt": "x"}


def test_many_files_at_once_keep_their_folders_and_lose_their_ending(tmp_path):
    config = """{
      prompts: [{ name: 'name' }],
      actions: [{ type: 'addMany', destination: 'src/{{dashCase name}}/', base: 'parts', templateFiles: 'parts/**' }],
    }"""
    files = {"parts/index.ts.hbs": "i\n", "parts/deep/{{name}}.ts.hbs": "{{name}}\n", "other.hbs": "no\n"}
    assert one(tmp_path, config, files).files("My Thing") == {
        "src/my-thing/index.ts": "i\n",
        "src/my-thing/deep/My Thing.ts": "My Thing\n",
    }


def test_changes_of_files_become_injections_where_they_have_a_place(tmp_path):
    config = r"""{
      prompts: [{ name: 'name' }],
      actions: [
        { type: 'append', path: 'index.ts', template: "export * from './{{name}}';" },
        { type: 'modify', path: 'app.ts', pattern: /(\/\/ ROUTES)/, template: "  use({{name}});\n$1" },
        { type: 'append', path: 'app.ts', pattern: '// IMPORTS', template: "import x from './{{name}}';" },
        { type: 'modify', path: 'app.ts', pattern: /old/, template: 'new' },
        { type: 'modify', path: 'app.ts', pattern: /(routes = \[)/, template: "$1\n  {{name}}," },
      ],
    }"""
    text = "// IMPORTS\nfunction routes(use) {\n  // ROUTES\n}\nconst routes = [\n];\n"
    ours = one(tmp_path, config, {"app.ts": text})
    places = [(each.path, each.place, each.at) for each in ours.template.inject]
    comment = r'query `((comment) @place (#match? @place "//\\s*ROUTES"))`'
    assert places == [
        ("index.ts", "query `(program) @place`", "end"), ("app.ts", comment, "before"),
        ("app.ts", "the imports", None), ("app.ts", "mark `routes`", "after"),
    ]  # fmt: skip
    assert any("put `jig:routes`" in each and "app.ts:5" in each for each in ours.lost)
    assert any("replaces what matches `old`" in each for each in ours.lost)


@pytest.mark.parametrize(
    ("pattern", "path", "line", "found"),
    [
        (r"/(\/\/ ROUTES)/", "app.ts", "  // ROUTES", True),
        (r"/\/\*\s*PLOP: add \(here\)\s*\*\//g", "app.js", "  /* PLOP: add (here) */", True),
        (r"/(\{\/\* ROUTES \*\/\})/", "app.tsx", "  <A>{/* ROUTES */}</A>;", True),
        ("'# ROUTES'", "app.py", "    # ROUTES", True),
        ("'<!-- ROUTES -->'", "app.html", "<p><!-- ROUTES --></p>", True),
        ("'// ROUTES'", "App.java", "  // ROUTES", True),
        ("'// ROUTES'", "app.ts", "  // ROUTES\n  // ROUTES", False),  # which of the two?
        (r"/\/\/ ROUTES.*more/", "app.ts", "  // ROUTES and more", False),  # more than a text
        ("'routes'", "app.ts", "  routes();", False),  # no comment
        ("'// ROUTES'", "app.txt", "  // ROUTES", False),  # no grammar
    ],
)
def test_a_pattern_that_says_a_comment_finds_it_by_itself(tmp_path, pattern, path, line, found):
    config = f"{{ prompts: [], actions: [{{ type: 'append', path: '{path}', pattern: {pattern}, template: 'new' }}] }}"
    ours = one(tmp_path, config, {path: f"{line}\n"})
    (part,) = ours.template.inject
    assert (part.query is not None, part.mark is None) == (found, found)
    if found:
        new = "x = 1" if path.endswith(".py") else "class B {}"
        wish = apply.Injection(id="x", path=path, text=f"{new}\n", query=part.query, at=part.at)
        done = apply.inject(f"{line}\n", wish, trees=trees.Trees()).text
        assert done.split("\n")[0] == line and done.split("\n")[1].strip() == new
        assert not ours.lost and f"the comment of {path}" in ours.noted[0]


def test_what_is_code_is_said_with_its_line_and_nothing_is_run(tmp_path):
    mark = tmp_path / "ran"
    plopfile = f"""require('fs').writeFileSync('{mark}', '');
{HEAD}  plop.setActionType('deploy', () => process.exit(3));
  plop.load('plop-pack-x');
  plop.setGenerator('thing', {{
    prompts: [{{ name: 'name', validate: (v) => check(v) }}],
    actions: [{{ type: 'add', path: 'x.txt', template: 'x' }}, (a) => run(a), {{ type: 'deploy' }}],
  }});
}};
"""
    ours = taken(tmp_path, plopfile)
    assert not mark.exists()
    lines = sorted(int(each.split(":")[1].split(" ")[0]) for each in ours.lost)
    assert lines == [3, 4, 6, 7, 7]


def test_a_path_out_of_the_folder_is_left_out_and_said(tmp_path):
    config = """{ prompts: [{ name: 'name' }], actions: [
      { type: 'add', path: '../../etc/x', template: '' }, { type: 'add', path: 'in.txt', template: '' },
    ] }"""
    ours = one(tmp_path, config)
    assert set(ours.files()) == {"in.txt"}
    assert any("not below the folder" in each for each in ours.lost)


def test_paths_may_lead_above_the_plopfile_within_the_project(tmp_path):
    action = "{ type: 'add', path: '../../src/{{name}}.txt', templateFile: path.join(__dirname, 'x.hbs') }"
    config = f"{{ prompts: [{{ name: 'name' }}], actions: [{action}] }}"
    plopfile = f"const path = require('path');\n{HEAD}plop.setGenerator('g', {config});\n}};\n"
    root = lay(tmp_path / "theirs", {"tools/gen/index.js": plopfile, "tools/gen/x.hbs": "{{name}}"})
    (into,) = tools.read_file(root, "tools/gen/index.js", "g")
    assert [entry["path"] for entry in into.files] == ["src/{{ name }}.txt"]


@pytest.mark.parametrize("text", ["", "module.exports = 3;", "module.exports = (plop) => {};", "}}}} ((("])
def test_a_plopfile_that_sets_nothing_up_is_an_error(tmp_path, text):
    with pytest.raises(errors.TemplateInvalid):
        taken(tmp_path, text)

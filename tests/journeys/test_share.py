"""`jig import`, `jig add` and their neighbours as somebody uses them: real commands, real git."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

BIN = Path(sys.executable).parent
NOTE = 'name: note\nversion: "{version}"\nfiles:\n  - path: notes/{{{{ name }}}}.md\n    content: "{line}\\n"\n'


def jig(folder, *words, code=0, **more):
    environment = {**os.environ, "NO_COLOR": "1", **more}
    done = subprocess.run(
        [BIN / "jig", *words], cwd=folder, capture_output=True, text=True, env=environment, check=False
    )
    assert done.returncode == code, f"{words}: {done.stdout}{done.stderr}"
    assert "\x1b" not in done.stdout + done.stderr
    return done.stdout + done.stderr


def lay(folder, files):
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


def commit(folder, tag):
    git = ["git", "-C", str(folder), "-c", "user.name=A", "-c", "user.email=a@example.org"]
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-qm", tag], ["tag", tag]):
        subprocess.run([*git, *words], check=True, capture_output=True)


@pytest.fixture
def project(tmp_path):
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / ".jig").mkdir()
    return folder


@pytest.fixture
def pack(tmp_path):
    folder = lay(tmp_path / "acme", {"templates/note/template.yaml": NOTE.format(version="1.0.0", line="one")})
    commit(folder, "v1.0.0")
    return folder


@pytest.fixture
def foreign(tmp_path):
    """A template of cookiecutter that has something which cannot be carried over."""
    return lay(
        tmp_path / "cookiecutter-service",
        {
            "cookiecutter.json": '{"project_name": "My Service", "docker": true}',
            "{{cookiecutter.project_name}}/README.md": (
                "# {{ cookiecutter.project_name }}\n{% if cookiecutter.docker %}\nIn docker.\n{% endif %}\n"
            ),
            "hooks/post_gen_project.py": "print('made')\n",
        },
    )


def test_an_import_shows_what_came_of_it_and_what_did_not(project, foreign):
    said = jig(project, "import", str(foreign))
    assert "+ service  3 parameters, 1 file  .jig/templates/service" in said
    assert "! hooks/post_gen_project.py:1  the hook is a program" in said
    assert "1 thing could not be carried over" in said
    jig(project, "generate", "service", "Shop", "--set", "docker=true", "--yes")
    assert (project / "Shop/README.md").read_text() == "# Shop\n\nIn docker.\n\n"


def test_an_import_again_changes_nothing_and_never_writes_over_an_edit(project, foreign):
    jig(project, "import", str(foreign))
    assert "is there already" in jig(project, "import", str(foreign))
    place = project / ".jig/templates/service/template.yaml"
    place.write_text(place.read_text() + "# mine\n")
    assert "template.yaml" in jig(project, "import", str(foreign), code=10)
    assert place.read_text().endswith("# mine\n")


def test_a_dry_run_of_an_import_writes_nothing(project, foreign):
    found = json.loads(jig(project, "import", str(foreign), "--dry-run", "--json"))
    assert found["kind"] == "cookiecutter"
    assert found["templates"][0]["remarks"][0]["lost"] is True
    assert not (project / ".jig/templates").exists()


def test_an_import_from_a_repository_takes_the_version_that_is_asked_for(project, foreign, tmp_path):
    commit(foreign, "v1.0.0")
    readme = foreign / "{{cookiecutter.project_name}}/README.md"
    readme.write_text("newer\n")
    commit_again = ["git", "-C", str(foreign), "-c", "user.name=A", "-c", "user.email=a@b.org", "commit", "-qam", "2"]
    subprocess.run(commit_again, check=True)
    jig(project, "import", f"{foreign.as_uri()}@v1.0.0", "--name", "old", "--into", str(tmp_path / "other"))
    source = tmp_path / "other/.jig/templates/old/files/project_name/README.md"
    assert "docker" in source.read_text()


def test_an_imported_change_of_a_file_goes_to_its_comment_and_is_made_once(project):
    plopfile = """module.exports = function (plop) {
      plop.setGenerator('route', {
        prompts: [{ name: 'name', message: 'Name?' }],
        actions: [
          { type: 'append', path: 'app.js', pattern: '// ROUTES', template: 'use({{camelCase name}});' },
          { type: 'append', path: 'index.js', template: "export * from './{{kebabCase name}}';" },
        ],
      });
    };"""
    lay(project, {"plopfile.js": plopfile, "app.js": "start();\n// ROUTES\n", "index.js": "export {};\n"})
    assert "it goes after the comment of app.js that matches" in jig(project, "import", ".")
    for _ in range(2):
        jig(project, "generate", "route", "user-list", "--yes")
    assert (project / "app.js").read_text() == "start();\n// ROUTES\nuse(userList);\n"
    assert (project / "index.js").read_text() == "export {};\nexport * from './user-list';\n"


def test_a_folder_of_no_tool_is_refused(project, tmp_path):
    (tmp_path / "empty").mkdir()
    assert "no template of a tool that is known" in jig(project, "import", str(tmp_path / "empty"), code=6)
    assert "no such file or folder" in jig(project, "import", "nowhere", code=12)


def test_a_pack_is_added_used_upgraded_and_removed(project, pack):
    said = jig(project, "add", pack.as_uri())
    assert "+ note" in said
    assert "Commit .jig/packs/acme and jig.toml" in said
    jig(project, "generate", "note", "a", "--yes")
    assert "acme v1.0.0" in jig(project, "packs")
    lay(
        pack,
        {
            "templates/note/template.yaml": NOTE.format(version="1.1.0", line="two"),
            "CHANGELOG.md": "## 1.1.0\n\nTwo.\n",
        },
    )
    commit(pack, "v1.1.0")
    assert "there is v1.1.0" in jig(project, "outdated")
    jig(project, "outdated", "--exit-code", code=1)
    said = jig(project, "upgrade", "--dry-run")
    assert "acme v1.0.0 -> v1.1.0" in said
    assert "Two." in said
    assert "jig update note: 1 file in 1 instance" in said
    jig(project, "upgrade")
    jig(project, "update")
    assert (project / "notes/a.md").read_text() == "two\n"
    assert json.loads(jig(project, "packs", "--json"))[0]["version"] == "v1.1.0"
    jig(project, "remove", "acme", "--dry-run")
    assert "Took acme away" in jig(project, "remove", "acme")
    assert "There are no packs here" in jig(project, "packs")
    jig(project, "undo")
    assert "acme v1.1.0" in jig(project, "packs")


def test_an_edited_pack_is_refused_with_its_own_exit_code(project, pack):
    jig(project, "add", pack.as_uri())
    place = project / ".jig/packs/acme/templates/note/template.yaml"
    place.write_text(place.read_text() + "# mine\n")
    assert "was edited since it was added" in jig(project, "generate", "note", "a", "--yes", code=30)
    assert "edited since it was added" in jig(project, "packs")
    jig(project, "upgrade", code=30)


def test_an_address_that_runs_a_command_is_refused(project, tmp_path):
    mark = tmp_path / "ran"
    jig(project, "add", f"ext::sh -c 'touch {mark}'", code=13)
    jig(project, "add", "--", f"--upload-pack=touch {mark}", code=13)
    jig(project, "import", f"ext::sh -c 'touch {mark}'", code=13)
    assert not mark.exists()


def test_hooks_are_allowed_by_the_short_form_too(project, tmp_path):
    lay(
        project,
        {".jig/templates/t.yaml": "name: t\nfiles:\n  - {path: a.txt, content: x}\nhooks:\n  after: [touch made]\n"},
    )
    jig(project, "generate", "t", "n", "--yes", code=11)
    assert "touch made" in jig(project, "trust", "t")
    jig(project, "generate", "t", "n", "--yes")
    assert (project / "made").exists()

"""`jig build` as somebody uses it: real files in a real git repository, the real command, and what comes after it."""

import json
import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

import pytest

JIG = Path(sys.executable).parent / "jig"
ENDPOINT = '''\
"""The {words} endpoint."""

from app import Base


class {pascal}(Base):
    table = "{snake}"
    limit = {limit}

    def get_{snake}(self, key):
        return self.find({pascal}, key)[0]
'''
TEST = """\
from app.{snake} import {pascal}


def test_{snake}_has_a_limit():
    assert {pascal}.limit == {limit}
"""
LIMITS = {"user": 10, "order_item": 20, "web_page": 30, "invoice": 10, "role": 50}
PATTERNS = ["--from", "app/{name}.py", "--from", "tests/test_{name}.py"]
BUILT = ".jig/templates/endpoint"


def files_of(name, limit):
    words = name.split("_")
    forms = {"snake": name, "words": " ".join(words), "pascal": "".join(w.capitalize() for w in words), "limit": limit}
    return {f"app/{name}.py": ENDPOINT.format(**forms), f"tests/test_{name}.py": TEST.format(**forms)}


def put(root, files):
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)


@pytest.fixture
def project(tmp_path):
    """A repository with five endpoints, each with its test, committed one by one."""
    root = tmp_path / "project"
    root.mkdir()
    git(root, "init", "-q")
    for name, limit in LIMITS.items():
        put(root, files_of(name, limit))
        git(root, "add", ".")
        git(root, "-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "-q", "-m", f"Add {name}")
    return root


def git(root, *words):
    return subprocess.run(["git", *words], cwd=root, check=True, capture_output=True, text=True).stdout


def run(root, *words, **environment):
    return subprocess.run(
        [JIG, *words],
        cwd=root,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        env=os.environ | environment,
        check=False,
        timeout=60,
    )


def tree(root):
    inside = [path for path in sorted(root.rglob("*")) if ".git" not in path.relative_to(root).parts]
    return {str(path.relative_to(root)): path.read_bytes() for path in inside if path.is_file()}


def built(root, *words):
    done = run(root, "build", *PATTERNS, "--as", "endpoint", *words)
    assert done.returncode == 0, done.stderr
    return done


def test_a_build_writes_the_template_its_page_and_its_tests_and_nothing_else(project):
    before = tree(project)
    done = built(project)
    assert "endpoint 1.0.0" in done.stdout
    assert "5 of 5 instances come out byte for byte" in done.stdout
    assert f"Written to {BUILT}." in done.stdout
    assert done.stderr == ""
    after = tree(project)
    assert {path: data for path, data in after.items() if path in before} == before
    tests = [f"{BUILT}/tests/{name}.yaml" for name in sorted(LIMITS)]
    made = [
        f"{BUILT}/{n}" for n in ("README.md", "built.sha256", "files/name.py", "files/test_name.py", "template.yaml")
    ]
    assert sorted(after.keys() - before.keys()) == sorted([*made, *tests])


def test_the_page_says_what_it_makes_how_and_how_well(project):
    built(project)
    page = (project / BUILT / "README.md").read_text()
    assert "`app/{{ name }}.py`" in page
    assert "| `limit` | string |" in page
    assert "jig generate endpoint " in page
    assert "of 5 instances 5 come out byte for byte" in page


def test_the_tests_of_the_template_pass_until_it_is_changed(project):
    built(project)
    assert run(project, "templates", "test").returncode == 0
    source = project / BUILT / "files/name.py"
    source.write_text(source.read_text().replace("from app", "from application"))
    assert run(project, "templates", "test").returncode != 0


def test_an_instance_that_was_held_out_is_generated_byte_for_byte(project):
    held_out = files_of("web_page", 30)
    for path in held_out:
        (project / path).unlink()
    built(project)
    done = run(project, "generate", "endpoint", "web_page", "--set", "limit=30", "--yes")
    assert done.returncode == 0, done.stderr
    assert {path: (project / path).read_text() for path in held_out} == held_out
    assert git(project, "status", "--porcelain", "app", "tests") == ""


def test_what_was_built_from_is_adopted_whole(project):
    built(project)
    done = run(project, "adopt", "endpoint", "--all", "--json")
    assert done.returncode == 0, done.stderr
    adopted = json.loads(done.stdout)["adopted"]
    assert [(a["name"], a["exact"], a["residue_lines"]) for a in adopted] == [(n, True, 0) for n in sorted(LIMITS)]
    found = {a["name"]: a["params"] for a in adopted}
    assert {n: p.get("limit", "10") for n, p in found.items()} == {n: str(v) for n, v in LIMITS.items()}
    assert git(project, "status", "--porcelain", "app", "tests") == ""


def test_a_dry_run_shows_the_template_and_writes_nothing(project):
    before = tree(project)
    done = run(project, "build", *PATTERNS, "--as", "endpoint", "--dry-run")
    assert done.returncode == 0, done.stderr
    assert "class {{ name | pascal }}(Base):" in done.stdout
    assert "5 of 5 instances" in done.stdout
    assert tree(project) == before


@pytest.mark.parametrize("words", [[], ["--dry-run"]])
def test_json_is_all_there_is_on_stdout(project, words):
    done = built(project, "--json", *words)
    found = json.loads(done.stdout)
    assert (found["template"], found["version"], found["path"]) == ("endpoint", "1.0.0", BUILT)
    assert (found["exact"], found["residue_lines"], found["lost"], found["lines"]) == (5, 0, [], 80)
    assert found["written"] == (not words) == (project / BUILT).exists()
    assert [each["name"] for each in found["instances"]] == sorted(LIMITS)
    assert list(found["parameters"]) == ["limit"]
    assert done.stderr == ""


def test_without_a_name_the_template_is_called_after_its_paths(project):
    done = run(project, "build", "--from", "app/{name}.py", "--json")
    assert json.loads(done.stdout)["template"] == "app"


def test_building_again_makes_the_next_version(project):
    built(project)
    put(project, files_of("ticket", 70))
    assert "endpoint 1.1.0" in built(project).stdout
    assert "6 of 6 instances" in built(project).stdout
    assert 'version: "1.2.0"' in (project / BUILT / "template.yaml").read_text()
    assert run(project, "templates", "test").returncode == 0


def test_the_same_files_make_the_same_template_every_time(project, tmp_path_factory):
    made = []
    for seed in ("1", "2"):
        other = tmp_path_factory.mktemp("copy")
        for name, limit in LIMITS.items():
            put(other, files_of(name, limit))
        assert run(other, "build", *PATTERNS, "--as", "endpoint", PYTHONHASHSEED=seed).returncode == 0
        made.append(tree(other / BUILT))
    assert made[0] == made[1]


def test_a_template_written_by_hand_is_not_overwritten(project):
    put(project, {f"{BUILT}/template.yaml": "name: endpoint\nfiles:\n  - {path: a, content: b}\n"})
    before = tree(project)
    done = run(project, "build", *PATTERNS, "--as", "endpoint")
    assert done.returncode == 10
    assert f"{BUILT}/template.yaml" in "".join(done.stderr.split())
    assert tree(project) == before


@pytest.mark.parametrize("place", [".jig/templates/endpoint.yaml", "templates/endpoint.yaml"])
def test_a_template_written_by_hand_in_one_file_is_not_hidden(project, place):
    put(project, {place: "name: endpoint\nfiles:\n  - {path: a, content: b}\n"})
    before = tree(project)
    done = run(project, "build", *PATTERNS, "--as", "endpoint", "--yes")
    assert done.returncode == 10
    assert place in done.stderr
    assert tree(project) == before


@pytest.mark.parametrize("edited", ["template.yaml", "files/name.py", "README.md", "tests/user.yaml"])
def test_a_template_that_somebody_edited_is_not_built_again(project, edited):
    built(project)
    put(project, files_of("ticket", 70))
    place = project / BUILT / edited
    place.write_text(place.read_text() + "# mine\n")
    (project / "app/user.py").write_text((project / "app/user.py").read_text() + "# so that its record changes\n")
    before = tree(project)
    done = run(project, "build", *PATTERNS, "--as", "endpoint", "--yes")
    assert done.returncode == 10, done.stdout
    assert f"{BUILT}/{edited}" in "".join(done.stderr.split())
    assert "--as" in done.stderr
    assert tree(project) == before


def test_other_line_endings_of_a_checkout_are_no_edits(project):
    built(project)
    for place in (project / BUILT).rglob("*"):
        if place.is_file():
            place.write_bytes(place.read_bytes().replace(b"\n", b"\r\n"))
    built(project)


def test_what_is_no_file_of_the_template_is_not_read_as_one(project):
    built(project)
    sums = project / BUILT / "built.sha256"
    sums.write_text(sums.read_text() + f"{0:064}  /dev/zero\n{0:064}  files/link.py\n")
    (project / BUILT / "files/link.py").symlink_to("/dev/zero")
    (project / BUILT / "README.md").unlink()
    built(project)
    assert (project / BUILT / "README.md").is_file()


def test_what_was_built_can_be_checked_against_its_sums(project):
    built(project)
    subprocess.run(["sha256sum", "--quiet", "--check", "built.sha256"], cwd=project / BUILT, check=True)


def test_a_link_out_of_the_project_and_an_odd_name_are_left_out_and_said(project):
    (project / "app/link.py").symlink_to("/etc/passwd")
    put(project, {'app/say "x".py': "x\n"})
    done = built(project, "--yes")
    assert "5 of 5 instances" in done.stdout
    assert "left out: app/link.py is a symbolic link" in done.stdout
    assert "left out: the path 'app/say \"x\".py' is refused" in done.stdout
    assert run(project, "adopt", "endpoint", "--all").returncode == 0


def test_a_family_in_the_root_is_built(tmp_path):
    put(tmp_path, {path.rpartition("/")[2]: text for n, x in LIMITS.items() for path, text in files_of(n, x).items()})
    done = run(tmp_path, "build", "--from", "{name}.py", "--from", "test_{name}.py", "--as", "root", "--yes")
    assert done.returncode == 0, done.stderr
    assert "class {{ name | pascal }}(Base):" in (tmp_path / ".jig/templates/root/files/name.py").read_text()


BAD = {
    "no file": (["--from", "nothing/{name}.py"], 4, "matches no file"),
    "one file": (["--from", "one/{name}.py"], 4, "matches one file"),
    "no name in it": (["--from", "app/user.py"], 4, "{name}"),
    "no style": (["--from", "app/{name:shouting}.py"], 4, "shouting"),
    "out of the project": (["--from", "../{name}.py"], 9, "leaves the project"),
    "an absolute path": (["--from", "/etc/{name}.conf"], 9, "/etc"),
    "through a link": (["--from", "out/{name}.py"], 9, "out"),
    "not text": (["--from", "bin/{name}.dat"], 12, "bin/a.dat"),
    "a bad name": ([*PATTERNS, "--as", "a/b"], 8, "a/b"),
    "an empty name": ([*PATTERNS, "--as", " "], 8, "name"),
    "nothing": ([], 2, "CANDIDATE"),
    "too much": (["abc123", *PATTERNS], 2, "CANDIDATE"),
    "no such candidate": (["abc123"], 5, "abc123"),
}


@pytest.mark.parametrize("what", BAD)
def test_bad_input_has_its_own_code_says_what_to_do_and_writes_nothing(project, what, tmp_path):
    put(project, {"one/only.py": "x\n", "bin/a.dat": "\0\1", "bin/b.dat": "text\n"})
    put(tmp_path, {"elsewhere/a.py": "x\n", "elsewhere/b.py": "y\n"})
    (project / "out").symlink_to(tmp_path / "elsewhere")
    before = tree(project)
    words, code, said = BAD[what]
    done = run(project, "build", *words)
    assert done.returncode == code, done.stderr
    assert said in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert tree(project) == before


@pytest.mark.parametrize("doing", ["aligning", "proving"])
def test_ctrl_c_in_the_middle_leaves_nothing(project, doing):
    for number in range(400):
        put(project, files_of(f"thing{number}", number))
    before = tree(project)
    terminal, ours = pty.openpty()
    words = [str(JIG), "build", *PATTERNS, "--as", "endpoint", "--yes"]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(words, cwd=project, stdin=quiet, stdout=quiet, stderr=ours) as process:
        os.close(ours)
        said = b""
        while doing.encode() not in said:
            said += os.read(terminal, 1000)
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 130
    os.close(terminal)
    assert tree(project) == before
    assert not (project / ".jig").exists()


BLOCK = """\
@app.route("/{snake}")
def get_{snake}(request):
    rows = database.fetch("{snake}", request.args)
    check_access(request.user, "{snake}")
    return respond([row.as_json() for row in rows], kind="{snake}")


"""


PIECES = ["customer", "invoice", "parcel", "warehouse", "supplier", "employee"]


def test_pieces_of_a_file_are_found_and_one_more_is_put_there_and_taken_out(tmp_path):
    put(tmp_path, {"routes.py": "".join(BLOCK.format(snake=n) for n in PIECES)})
    shown = run(tmp_path, "scan")
    told = next(line.split() for line in shown.stdout.splitlines() if "jig build" in line)
    built = run(tmp_path, *told[told.index("build") :][:2], "--yes")
    assert built.returncode == 0, built.stderr
    assert "6 of 6 instances come out byte for byte" in built.stdout
    assert "routes.py:41: # jig:route" in built.stdout
    marked = (tmp_path / "routes.py").read_text()
    made = run(tmp_path, "generate", "route", "refund", "--yes")
    assert made.returncode == 0, made.stderr
    mark = "# jig:route\n"
    assert marked.count(mark) == 1
    assert (tmp_path / "routes.py").read_text() == marked.replace(mark, BLOCK.format(snake="refund") + mark)
    again = run(tmp_path, "generate", "route", "refund", "--yes")
    assert "unchanged" in again.stdout
    tested = run(tmp_path, "templates", "test", "route")
    assert tested.returncode == 0
    assert run(tmp_path, "undo").returncode == 0
    assert (tmp_path / "routes.py").read_text() == marked
    assert run(tmp_path, "undo").returncode == 0
    assert (tmp_path / "routes.py").read_text() == "".join(BLOCK.format(snake=n) for n in PIECES)


def test_a_dry_run_on_pieces_shows_the_comment_and_writes_nothing(tmp_path):
    put(tmp_path, {"routes.py": "".join(BLOCK.format(snake=n) for n in PIECES)})
    listed = json.loads(run(tmp_path, "scan", "--json").stdout)["candidates"]
    blocks = next(c for c in listed if c["kind"] == "blocks")
    done = run(tmp_path, "build", blocks["id"], "--dry-run")
    assert "# jig:route" in done.stdout
    assert "is put there" in done.stdout
    assert sorted(path.name for path in tmp_path.iterdir()) == ["routes.py"]
    as_json = json.loads(run(tmp_path, "build", blocks["id"], "--dry-run", "--json").stdout)
    assert as_json["injects"] == ["routes.py: put before the mark `jig:route`"]
    assert "edits" not in as_json or not as_json["edits"]


def test_copies_are_refused_with_what_to_do(tmp_path):
    text = "".join(f"def step_{i}(value):\n    return check(value, {i})\n\n\n" for i in range(12))
    put(tmp_path, {f"services/{n}/helpers.py": text for n in ("mail", "queue", "store", "cache")})
    listed = json.loads(run(tmp_path, "scan", "--json").stdout)["candidates"]
    copies = next(c for c in listed if c["kind"] == "copies")
    done = run(tmp_path, "build", copies["id"], "--yes")
    assert done.returncode == 20
    assert "copied" in done.stderr

"""Everything that can go wrong around a command: it says what, where and what to do, and leaves nothing half done."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.journeys.terminal import Terminal

from jigsmith.app import generate, undo, update
from jigsmith.base import errors

BIN = Path(sys.executable).parent
PART = """\
name: part
version: 1.0.0
parameters:
  colour: {pattern: "[a-z]+", default: red}
files:
  - {path: "src/{{ name }}.txt", content: "{{ name }} {{ colour }}\\n"}
inject:
  - {path: app.txt, mark: here, content: "{{ name }}"}
"""


@pytest.fixture
def project(tmp_path):
    root = tmp_path / "project"
    template(root, PART)
    (root / "app.txt").write_text("# jig:here\n")
    return root


def template(root, text, name="part"):
    place = root / ".jig/templates" / name / "template.yaml"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text)


def start(root, *words, **more):
    return subprocess.Popen([BIN / "jig", *words], cwd=root, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, text=True, **more)  # fmt: skip


def jig(root, *words, code, **more):
    process = start(root, *words, **more)
    out, err = process.communicate(timeout=120)
    assert "Traceback" not in err and "unforeseen" not in err, err
    assert process.returncode == code, out + err
    if code:
        assert "error: " in err and "do: " in err
    return out + err


def snapshot(root):
    return {
        str(path.relative_to(root)): path.read_bytes() if path.is_file() else None for path in sorted(root.rglob("*"))
    }


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("name: part\nfiles: [\n", 7, "template.yaml:3:1"),
        ("name: part\n\tfiles: x\n", 7, "template.yaml:2:1"),
        ("name: part\nfiles:\n  - {path: a, content: x}\ncolour: red\n", 7, "template.yaml:4"),
        ("name: part\nfiles:\n  - {path: a, content: '{{ nothing }}'}\n", 7, "nothing"),
        ("name: part\nparameters: {size: {}}\nfiles:\n  - {path: a, content: '{{ size }}'}\n", 8, "size"),
    ],
)
@pytest.mark.parametrize("words", [("generate", "part", "x"), ("generate", "part", "x", "--plan", "--json")])
def test_a_broken_template_is_named_with_line_and_what_is_missing_is_named(project, words, text, code, said):
    template(project, text)
    before = snapshot(project)
    assert said in jig(project, *words, code=code)
    assert snapshot(project) == before


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("generate", "part", "x", "--set", "colour=RED"), 8, "colour"),
        (("generate", "part", "x", "--set", "size=1"), 8, "size"),
        (("generate", "part", "CON"), 9, "device"),
        (("apply", "nothing.json"), 12, "nothing.json"),
        (("apply", "app.txt"), 8, "no plan"),
        (("undo",), 25, "nothing to take back"),
        (("undo", "nothing"), 25, "nothing"),
        (("update", "nothing"), 6, "nothing"),
        (("update", "part", "nothing"), 18, "nothing"),
        (("update", "--continue"), 2, "no update is waiting"),
        (("check", "part", "nothing"), 18, "nothing"),
        (("why", "nothing.txt"), 12, "nothing.txt"),
        (("why", "app.txt"), 18, "app.txt"),
        (("integrate", "nothing"), 6, "nothing"),
        (("create-app", "x", "--template", "nothing"), 6, "nothing"),
    ],
)
def test_what_is_not_there_is_named_with_its_own_code(project, words, code, said):
    before = snapshot(project)
    assert said in jig(project, *words, code=code)
    assert snapshot(project) == before


def test_names_that_fold_to_one_are_refused(project):
    jig(project, "generate", "part", "Wheel", code=0)
    before = snapshot(project)
    assert "Wheel" in jig(project, "generate", "part", "wheel", code=10)
    assert snapshot(project) == before


def test_a_target_that_is_a_link_is_left_alone(project, tmp_path):
    (tmp_path / "outside").mkdir()
    (project / "src").symlink_to(tmp_path / "outside")
    assert "symbolic link" in jig(project, "generate", "part", "x", code=9)
    (project / "src").unlink()
    (project / "src").mkdir()
    (project / "src/x.txt").symlink_to(tmp_path / "outside/x")
    assert "symbolic link" in jig(project, "generate", "part", "x", code=10)
    assert list((tmp_path / "outside").iterdir()) == []


LIMITED = """\
import os, resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
os.execv(sys.argv[1], sys.argv[1:])
"""


@pytest.mark.parametrize("verb", ["generate", "update", "undo"])
def test_a_disk_that_takes_no_more_leaves_all_as_it_was(project, verb):
    big = PART.replace('"src/{{ name }}.txt"', '"src/{{ name }}-{{ i }}.txt", each: i in range(3)')
    much = f"{{% if i == 2 %}}{'y' * 90_000}{{% endif %}}"
    large = big.replace("1.0.0", "2.0.0").replace('content: "{{ name }} ', f'content: "{much}')
    words = {"generate": ["generate", "part", "x", "--yes"], "update": ["update", "--yes"], "undo": ["undo"]}[verb]
    template(project, large if verb in ("generate", "undo") else big)
    if verb != "generate":
        jig(project, "generate", "part", "x", code=0)
    if verb == "update":
        template(project, large)
    if verb == "undo":
        template(project, big.replace("1.0.0", "3.0.0"))
        jig(project, "update", code=0)
    before = snapshot(project)
    done = subprocess.run([sys.executable, "-c", LIMITED, BIN / "jig", *words], cwd=project, capture_output=True,
                          text=True, check=False, stdin=subprocess.DEVNULL)  # fmt: skip
    assert done.returncode == 19 and "cannot be written" in done.stderr, done.stdout + done.stderr
    assert snapshot(project) == before


@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("mount"), reason="needs a file system of its own")
def test_a_file_system_that_is_full_leaves_all_as_it_was(project, tmp_path):
    small = tmp_path / "small"
    small.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", small], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip("may not mount")
    try:
        template(small, PART)
        (small / "app.txt").write_text("# jig:here\n")
        (small / "filling").write_bytes(b"x" * 48_000)
        before = snapshot(small)
        assert "No space left" in jig(small, "generate", "part", "x", code=19)
        assert snapshot(small) == before
    finally:
        subprocess.run(["umount", small], check=True)


@contextmanager
def nobody():
    """Somebody who may write nothing here, as root is not."""
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_a_folder_that_nobody_may_write_leaves_all_as_it_was(monkeypatch):
    root = Path(tempfile.mkdtemp())
    root.chmod(0o755)
    monkeypatch.setenv("JIG_HOME", str(root / "home"))
    template(root, PART)
    (root / "app.txt").write_text("# jig:here\n")
    generate.generate(root, "part", "x")  # nobody may import anything either: all is loaded here
    undo.undo(root)
    before = snapshot(root)
    with nobody(), pytest.raises(errors.WriteFailed, match="Permission denied"):
        generate.generate(root, "part", "x")
    assert snapshot(root) == before
    generate.generate(root, "part", "x")
    template(root, PART.replace("1.0.0", "2.0.0").replace("{{ colour }}", "in {{ colour }}"))
    update.plan(root)
    before = snapshot(root)
    with nobody():
        with pytest.raises(errors.WriteFailed, match="Permission denied"):
            update.apply(update.plan(root))
        with pytest.raises(errors.WriteFailed, match="Permission denied"):
            undo.undo(root)
    assert snapshot(root) == before
    undo.undo(root)
    assert not (root / "src").exists()
    shutil.rmtree(root)


def test_without_git_on_the_path_all_works(project, tmp_path):
    (tmp_path / "bin").mkdir()
    env = os.environ | {"PATH": str(tmp_path / "bin")}
    jig(project, "generate", "part", "x", code=0, env=env)
    (project / "src/x.txt").unlink()
    template(project, PART.replace("1.0.0", "2.0.0"))
    jig(project, "update", code=0, env=env)
    jig(project, "undo", code=0, env=env)


def test_runs_at_once_wait_for_one_another_and_all_are_in(project):
    names = [f"part{number}" for number in range(6)]
    runs = [start(project, "generate", "part", name, "--yes") for name in names]
    for process in runs:
        out, err = process.communicate(timeout=120)
        assert process.returncode == 0, out + err
    assert sorted((project / "app.txt").read_text().split("\n")[:-2]) == names


HOOKED = PART + "hooks:\n  after: [[sh, -c, 'touch begun; sleep 30']]\n"


def waited_for(place):
    deadline = time.monotonic() + 30
    while not place.exists():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
@pytest.mark.parametrize("verb", ["generate", "update"])
def test_a_signal_in_a_hook_leaves_all_as_it_was_at_the_latest_for_the_next_run(project, verb, sent):
    if verb == "update":
        jig(project, "generate", "part", "x", code=0)
    template(project, HOOKED.replace("1.0.0", "2.0.0").replace("{{ colour }}", "in {{ colour }}"))
    subprocess.run([BIN / "jig", "templates", "trust", "part"], cwd=project, check=True, capture_output=True)
    before = snapshot(project)
    words = ("generate", "part", "x", "--yes") if verb == "generate" else ("update", "--yes")
    process = start(project, *words)
    waited_for(project / "begun")
    process.send_signal(sent)
    process.communicate(timeout=60)
    if sent != signal.SIGINT:
        subprocess.run([BIN / "jig", "update", "--dry-run"], cwd=project, check=False, capture_output=True)
    (project / "begun").unlink()
    assert snapshot(project) == before


def test_ctrl_c_before_an_update_is_confirmed_changes_nothing(project):
    jig(project, "generate", "part", "x", code=0)
    template(project, PART.replace("1.0.0", "2.0.0").replace("{{ colour }}", "in {{ colour }}"))
    before = snapshot(project)
    assert Terminal(project, "update").expect("Change 1 file?").interrupt().end() == 130
    assert Terminal(project, "update").expect("Change 1 file?").type("n\r").end() == 21
    assert snapshot(project) == before

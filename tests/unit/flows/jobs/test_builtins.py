"""The built-in jobs, on small real projects: real npm, pip and uv, against a registry on loopback."""

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from tests.unit.flows.jobs import registry as registries

UV = shutil.which("uv") or str(Path(sys.executable).with_name("uv"))
needs_npm = pytest.mark.skipif(not shutil.which("npm"), reason="npm is not installed")


@pytest.fixture
def registry(bench, tmp_path):
    with registries.served() as registry:
        url = f"{registry.url}/simple/"
        machine = {
            "NPM_CONFIG_REGISTRY": registry.url, "NPM_CONFIG_CACHE": str(tmp_path / "npm"), "PIP_INDEX_URL": url,
            "UV_DEFAULT_INDEX": url, "UV_CACHE_DIR": str(tmp_path / "uv"), "PIP_CACHE_DIR": str(tmp_path / "pip"),
            "NPM_CONFIG_FETCH_RETRIES": "0", "UV_HTTP_RETRIES": "0", "UV_PYTHON": sys.executable,
        }  # fmt: skip
        registry.machine = dict(bench.world.machine) | machine
        bench.world = replace(bench.world, machine=registry.machine)
        yield registry


def configured(bench, builtin, options="", **keys):
    lines = "".join(f"{key} = {json.dumps(value)}\n" for key, value in keys.items())
    bench.jobs(f'[[jobs]]\nname = "nightly"\nbuiltin = "{builtin}"\n{lines}[jobs.options]\n{options}')


def known(run):
    return json.loads(run.results)


def npm_project(bench, registry):
    """A project that uses `left` and `right`, both outdated; the newest `right` breaks its test."""
    for version, answer in (("1.0.0", 1), ("1.1.0", 1), ("2.0.0", 9)):
        registry.npm("left", version, f"module.exports = {answer};")
    for version, answer in (("1.0.0", 1), ("1.1.0", 2)):
        registry.npm("right", version, f"module.exports = {answer};")
    code = "if (require('left') !== 1 || require('right') !== 1) process.exit(1)"
    package = {"name": "app", "version": "1.0.0", "scripts": {"test": f'node -e "{code}"'},
               "dependencies": {"left": "^1.0.0", "right": "^1.0.0"}}  # fmt: skip
    bench.write("package.json", json.dumps(package, indent=2))
    bench.write(".gitignore", "node_modules/\n")
    words = ["npm", "install", "left@1.0.0", "right@1.0.0", "--save-exact=false", "--no-audit", "--no-fund"]
    subprocess.run(words, cwd=bench.root, env=registry.machine, check=True, capture_output=True)
    bench.write("package.json", json.dumps(package, indent=2))
    bench.commit()


@needs_npm
def test_npm_updates_whose_tests_pass_are_proposed_and_the_others_told(bench, registry):
    npm_project(bench, registry)
    configured(bench, "update-dependencies", 'groups = { left = ["l*"] }', on_failure=["create-pr"])
    run = bench.run("nightly")
    assert run.state == "failed"
    [pull] = bench.open_pulls()
    assert (pull.title, pull.head.split("/")[:3]) == ("Update left to 1.1.0", ["jig", "nightly", "left"])
    lock = json.loads(bench.git("show", f"{pull.head}:package-lock.json"))
    assert lock["packages"]["node_modules/left"]["version"] == "1.1.0"
    assert lock["packages"]["node_modules/right"]["version"] == "1.0.0"
    assert "| right | 1.0.0 | 1.1.0 |" in known(run)["summary"].partition("The tests fail with")[2]
    assert known(run)["readings"] == {"outdated": 2.0}


@needs_npm
def test_of_a_group_that_breaks_together_those_that_fit_are_proposed(bench, registry):
    npm_project(bench, registry)
    configured(bench, "update-dependencies", on_failure=["create-pr"])
    bench.run("nightly")
    [pull] = bench.open_pulls()
    assert pull.title == "Update left to 1.1.0"


@needs_npm
def test_an_npm_audit_tells_advisories_and_nothing_else_is_green(bench, registry):
    npm_project(bench, registry)
    configured(bench, "dependency-audit", 'level = "high"')
    good = bench.run("nightly")
    assert (good.state, known(good)["readings"]) == ("succeeded", {"vulnerabilities": 0.0})
    advisory = {"id": 7, "url": "https://example.test/GHSA-1", "title": "Reads too much", "severity": "high",
                "vulnerable_versions": "<1.1.0"}  # fmt: skip
    registry.advisories["left"] = [advisory]
    bad = bench.run("nightly")
    assert bad.state == "failed"
    assert "| left | GHSA-1 | high | Reads too much |" in known(bad)["summary"]
    configured(bench, "dependency-audit", 'ignore = ["GHSA-1"]')
    assert bench.run("nightly").state == "succeeded"


@needs_npm
def test_without_a_registry_nothing_is_measured_and_nothing_green(bench, registry):
    npm_project(bench, registry)
    bench.world = replace(bench.world, machine=registry.machine | {"NPM_CONFIG_REGISTRY": "http://127.0.0.1:9"})
    for builtin, reading in (("dependency-audit", "vulnerabilities"), ("update-dependencies", "outdated")):
        configured(bench, builtin)
        run = bench.run("nightly")
        assert run.state == "failed"
        assert known(run)["readings"] == {reading: None}
        assert "not measured" in known(run)["summary"]


def test_pip_pins_are_updated_when_the_tests_pass(bench, registry):
    for version in ("1.0", "1.2"):
        registry.python("lefty", version, f"answer = '{version}'\n")
        registry.python("righty", version, f"answer = '{version}'\n")
    bench.write("requirements.txt", "lefty==1.0  # pinned\nrighty==1.0\n")
    bench.commit()
    test = """test = '../venv/bin/python -c "import righty; assert righty.answer == str(1.0)"'"""
    configured(bench, "update-dependencies", test, on_failure=["create-pr"])
    run = bench.run("nightly")
    assert known(run)["readings"] == {"outdated": 2.0}, run.said
    [pull] = bench.open_pulls()
    assert bench.git("show", f"{pull.head}:requirements.txt") == "lefty==1.2  # pinned\nrighty==1.0"


@pytest.mark.skipif(not Path(UV).exists(), reason="uv is not installed")
def test_uv_locks_are_updated_and_audited(bench, registry):
    registry.python("lefty", "1.0", "answer = 1\n")
    bench.write("pyproject.toml", '[project]\nname = "app"\nversion = "0"\nrequires-python = ">=3.11"\n'
                'dependencies = ["lefty"]\n')  # fmt: skip
    subprocess.run([UV, "lock"], cwd=bench.root, env=registry.machine, check=True, capture_output=True)
    bench.commit()
    registry.python("lefty", "1.1", "answer = 1\n")
    configured(bench, "update-dependencies", 'test = "true"', on_success=["create-pr"])
    run = bench.run("nightly")
    assert run.state == "succeeded", run.said
    [pull] = bench.open_pulls()
    assert 'version = "1.1"' in bench.git("show", f"{pull.head}:uv.lock")
    configured(bench, "dependency-audit", f'service = "{registry.url}"')
    assert known(bench.run("nightly"))["readings"] == {"vulnerabilities": 0.0}
    registry.vulnerable["lefty"] = ["PYSEC-2026-1"]
    bad = bench.run("nightly")
    assert bad.state == "failed"
    assert "PYSEC-2026-1" in known(bad)["summary"]


TESTS = """
import pathlib
def test_steady(): pass
def test_flaky():
    mark = pathlib.Path("ran-once")
    first = not mark.exists()
    mark.touch()
    assert not first
"""


def suite(bench, more=""):
    bench.write("test_it.py", TESTS + more)
    bench.commit()
    command = f"{sys.executable} -m pytest -q -p no:cacheprovider --junit-xml=report.xml"
    configured(bench, "test-suite", f'command = "{command}"')


def test_a_test_that_fails_and_then_passes_is_flaky_and_fails_nothing(bench):
    suite(bench)
    run = bench.run("nightly")
    assert run.state == "succeeded", run.said
    readings = known(run)["readings"]
    assert (readings["tests"], readings["failed"], readings["flaky"]) == (2, 0, 1)
    again = bench.run("nightly")
    assert "| `test_it.test_flaky` | 1 of 3 | 1 |" in known(again)["summary"]


def test_a_test_that_always_fails_is_broken(bench):
    suite(bench, "def test_broken(): assert 1 == 2\n")
    run = bench.run("nightly")
    assert run.state == "failed"
    assert "Failed each time:\n\n- `test_it.test_broken`" in known(run)["summary"]


def test_a_suite_without_a_report_or_a_test_is_not_green(bench):
    configured(bench, "test-suite", 'command = "true"')
    assert "not measured" in known(bench.run("nightly"))["summary"]
    configured(bench, "test-suite", """command = "echo '<testsuite/>' > report.xml" """)
    run = bench.run("nightly")
    assert (run.state, "nothing was tested" in known(run)["summary"]) == ("failed", True)


def test_a_command_that_got_slower_than_before_fails_the_report(bench, tmp_path):
    pace = tmp_path / "pace"
    pace.write_text("0.05")
    configured(bench, "performance-report", f'runs = 3\nworse = 2.0\ncommands = {{ wait = "sleep $(cat {pace})" }}')
    for _ in range(3):
        run = bench.run("nightly")
        assert run.state == "succeeded", run.said
        assert 0.05 <= known(run)["readings"]["wait"] < 5
    pace.write_text("3")
    slow = bench.run("nightly")
    assert slow.state == "failed"
    assert "Slower than before: wait." in known(slow)["summary"]


def test_a_command_that_fails_is_not_measured(bench):
    configured(bench, "performance-report", 'commands = { bad = "exit 3" }')
    run = bench.run("nightly")
    assert (run.state, known(run)["readings"]) == ("failed", {"bad": None})


def test_stale_documentation_is_proposed(bench):
    bench.write("source.txt", "one\n")
    bench.write("docs/page.md", "old\n")
    bench.commit()
    options = 'command = "cp source.txt docs/page.md; echo x > elsewhere.txt"\npaths = ["docs/"]'
    configured(bench, "refresh-docs", options, on_success=["create-pr"])
    run = bench.run("nightly")
    assert known(run)["readings"] == {"stale": 1.0}, run.said
    [pull] = bench.open_pulls()
    assert bench.git("show", "--format=", "--name-only", pull.head) == "docs/page.md"
    bench.world.forge.merge_pull(pull.number, sha=pull.head_sha)
    assert known(bench.run("nightly"))["readings"] == {"stale": 0.0}


def test_drift_from_templates_is_told(bench):
    template = """name: note\nfiles:\n  - path: 'notes/{{ name }}.md'\n    content: "# {{ name }}\\n"\n"""
    bench.write(".jig/templates/note/template.yaml", template)
    done = subprocess.run(
        [sys.executable, "-m", "jigsmith", "generate", "note", "first", "--yes"],
        cwd=bench.root, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    bench.commit()
    configured(bench, "template-drift")
    good = bench.run("nightly")
    assert (good.state, known(good)["readings"]) == ("succeeded", {"instances": 1.0, "drifted": 0.0}), good.said
    bench.write("notes/first.md", "# edited\n")
    bench.commit()
    bad = bench.run("nightly")
    assert (bad.state, known(bad)["readings"]["drifted"]) == ("failed", 1.0)
    assert "notes/first.md" in known(bad)["summary"]


def test_images_get_smaller_without_loss(bench):
    oxipng = pytest.importorskip("oxipng")
    assert oxipng
    data = png(64, 64)
    (bench.root / "logo.png").write_bytes(data)
    bench.commit()
    configured(bench, "optimise-images", on_success=["create-pr"])
    run = bench.run("nightly")
    assert run.state == "succeeded", run.said
    [pull] = bench.open_pulls()
    size = int(bench.git("cat-file", "-s", f"{pull.head}:logo.png"))
    assert size < len(data)
    assert known(run)["readings"] == {"saved bytes": float(len(data) - size)}


def png(width, height):
    """A picture that was stored without compression."""
    import struct
    import zlib

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + bytes((x * y) % 256 for x in range(width) for _ in range(3)) for y in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows, 0)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.mark.parametrize(
    ("builtin", "options", "said"),
    [
        ("nonsense", "", "there is no built-in 'nonsense'"),
        ("test-suite", 'comand = "x"', "unknown field `comand`"),
        ("refresh-docs", "", "needs the option `command`"),
    ],
)
def test_what_a_built_in_cannot_be_asked_is_told(bench, builtin, options, said):
    configured(bench, builtin, options)
    run = bench.run("nightly")
    assert run.state == "failed"
    assert said in run.said

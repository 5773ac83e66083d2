"""The command itself: its help, its errors, its exit codes, and what it costs to start."""

import json
import os
import re
import resource
import subprocess
import sys
from pathlib import Path

import click
import pytest

import jigsmith
from jigsmith.faces.cli import main, sections

JIG = [sys.executable, "-m", "jigsmith"]


def jig(*words, **environment):
    done = subprocess.run(
        [*JIG, *words], capture_output=True, text=True, check=False, env=os.environ | environment, timeout=60
    )
    return done.returncode, done.stdout, done.stderr


def test_help_lists_every_verb_under_its_heading():
    code, out, _ = jig("--help")
    assert code == 0
    for title, verbs in sections.SECTIONS.items():
        assert f"{title}:" in out
        assert all(f"  {verb} " in out for verb in verbs)


@pytest.mark.parametrize("verb", sections.VERBS)
def test_every_verb_explains_itself_with_examples(verb):
    command = main.cli.get_command(click.Context(main.cli), verb)
    assert command is not None
    inner = command.commands if isinstance(command, click.Group) and verb != "tickets" else {}  # those of `ticket`
    for name, each in [(verb, command), *((f"{verb} {name}", each) for name, each in inner.items())]:
        with click.Context(each, info_name=f"jig {name}") as context:
            text = each.get_help(context)
        assert "Example" in text
        assert f"jig {name}" in text.split("Example", 1)[1]


def test_help_costs_at_most_150_ms_of_processor_time():
    subprocess.run([sys.executable, "-m", "compileall", "-q", Path(jigsmith.__file__).parent], check=True)
    assert min(cpu_time([*JIG, "--help"]) for _ in range(5)) < 0.150


def cpu_time(command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, capture_output=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def test_help_imports_nothing_heavy():
    script = "import sys; from jigsmith.faces.cli import main; main.run(['--help']); print('MODULES', *sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    heavy = {"rich", "numpy", "msgspec", "yaml", "minijinja", "tree_sitter", "rapidfuzz", "mcp", "sqlite3", "starlette"}
    assert heavy.isdisjoint(done.stdout.partition("MODULES")[2].split())


def test_version_is_that_of_the_package():
    assert jig("--version") == (0, f"jig {jigsmith.__version__}\n", "")


def test_a_verb_that_is_not_there_ends_with_2_and_says_which_one_is_meant():
    code, out, err = jig("scna")
    assert (code, out) == (2, "")
    assert "`jig scan`" in err


def test_what_comes_after_two_dashes_is_no_option_and_the_error_says_so():
    code, _, err = jig("generate", "react-component", "--", "-x", "--yes")
    assert code == 2
    assert "After `--` nothing is an option" in err


def test_an_error_says_what_where_and_what_to_do_on_stderr(jig_home):
    (jig_home / "jigsmith.db").write_bytes(b"nonsense" * 1000)
    code, out, err = jig("stats", "--json")
    assert (code, out) == (17, "")
    assert re.fullmatch(r"error: .*damaged.*\n   at: .*jigsmith\.db\n   do: .*\n", err)


def test_an_unforeseen_error_is_a_message_and_with_jig_debug_a_traceback():
    script = (
        "import click\nfrom jigsmith.faces.cli import main, completion\n"
        "completion.command = click.Command('completion', callback=lambda: 1 / 0)\n"
        "main.main(['completion'])\n"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", script], capture_output=True, text=True, check=False, env=os.environ | more
        )
        for more in ({}, {"JIG_DEBUG": "1"})
    ]
    assert [run.returncode for run in runs] == [1, 1]
    assert "ZeroDivisionError" in runs[0].stderr and "Traceback" not in runs[0].stderr
    assert "Traceback" in runs[1].stderr


def test_ctrl_c_ends_with_130():
    script = (
        "import click, os, signal\nfrom jigsmith.faces.cli import main, completion\n"
        "completion.command = click.Command('completion', callback=lambda: os.kill(os.getpid(), signal.SIGINT))\n"
        "main.main(['completion'])\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.strip()) == (130, "Interrupted.")


def test_a_reader_that_has_enough_is_no_error():
    done = subprocess.run(
        f"{sys.executable} -m jigsmith schema template | head -n 1",
        shell=True,
        capture_output=True,
        text=True,
        check=True,
    )
    assert (done.stdout, done.stderr) == ("{\n", "")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_completion_script_of_each_shell_asks_jig(shell):
    code, out, _ = jig("completion", shell)
    assert code == 0
    assert "_JIG_COMPLETE" in out


def test_verbs_are_completed():
    code, out, _ = jig(_JIG_COMPLETE="bash_complete", COMP_WORDS="jig s", COMP_CWORD="1")
    assert code == 0
    assert out.split() == ["plain,scan", "plain,serve", "plain,stats", "plain,schema"]


def test_output_that_is_no_terminal_has_no_colour():
    _, out, err = jig("stats")
    assert "\x1b" not in out + err


def test_stats_say_that_nothing_is_recorded_not_that_nothing_was_used():
    assert "No use is recorded since" in jig("stats", JIG_TELEMETRY="off")[1]
    assert "JIG_TELEMETRY is off" in jig("stats", JIG_TELEMETRY="off")[1]
    jig("schema", "config")
    assert "No use of 'nope' is recorded since" in jig("stats", "--tool", "nope")[1]


def test_a_span_may_be_longer_than_there_is_anything_to_look_at():
    jig("schema", "config")
    code, out, _ = jig("stats", "--since", "99999999d", COLUMNS="100")
    assert code == 0 and "01 Jan " in out and "schema" in out
    assert re.search(r"at most 1 in \d+ weeks *\n", out)


def test_each_run_of_a_verb_is_in_the_record_with_its_options_but_not_their_values():
    jig("stats", "--tool", "a-secret", "--json")
    jig("stats", "--since", "nonsense-secret")
    jig("--help")
    _, out, _ = jig("stats", "--json")
    assert '"uses": 2' in out
    script = "from jigsmith.base import places; from jigsmith.ledger import uses; print(uses.read(places.home()))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert "json:flag tool:value" in done.stdout
    assert "secret" not in done.stdout


@pytest.mark.parametrize("verb", ["scan", "templates", "build", "stats"])
def test_a_folder_that_was_deleted_is_named(tmp_path, verb):
    gone = tmp_path / "gone"
    gone.mkdir()
    script = f"rmdir {gone} && exec {sys.executable} -m jigsmith {verb} --json {'x' if verb == 'build' else ''}"
    done = subprocess.run(["sh", "-c", script], cwd=gone, capture_output=True, text=True, check=False)
    assert done.returncode == 12, done.stderr
    assert "is gone" in done.stderr


def test_an_output_that_is_full_is_named(tmp_path):
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*JIG, "scan", "--json"], cwd=tmp_path, stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 19
    assert (
        done.stderr
        == "error: the output cannot be written: No space left on device\n   do: Make room there, and run it again.\n"
    )


@pytest.mark.parametrize("verb", ["stats", "scan", "templates", "--help"])
def test_a_terminal_that_knows_ascii_alone_is_no_reason_to_fail(tmp_path, verb):
    (tmp_path / "é.py").write_text("x\n")
    done = subprocess.run(
        [*JIG, verb], cwd=tmp_path, env=os.environ | {"PYTHONIOENCODING": "ascii"}, capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.isascii()


def test_json_stays_json_where_there_is_ascii_alone(tmp_path):
    for name in ("aé", "b😀", "c"):
        (tmp_path / f"{name}.py").write_text("".join(f"def step_{i}(x):\n    return run(x, {i})\n" for i in range(30)))
    words = [*JIG, "scan", "--json"]
    told = [
        json.loads(subprocess.run(words, cwd=tmp_path, env=env, capture_output=True, check=True).stdout)
        for env in (os.environ, os.environ | {"PYTHONIOENCODING": "ascii"})
    ]
    assert told[0] == told[1]
    assert "😀" in str(told[0])


def test_a_tour_where_nothing_can_be_made_is_named():
    code, _, said = jig("tour", "--keep", "/proc/x")
    assert code == 19
    assert "/proc/x" in said

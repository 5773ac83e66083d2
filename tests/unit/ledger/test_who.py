"""A pseudonym is made once, says nothing, and is the same for all processes."""

import subprocess
import sys

from jigsmith.ledger import who


def test_somebody_stays_the_same(tmp_path):
    first = who.known(tmp_path / "home")
    assert first.name.startswith("p-")
    assert len(first.secret) == 16
    assert who.known(tmp_path / "home") == first
    assert who.known(tmp_path / "other") != first
    assert (tmp_path / "home" / "who").stat().st_mode & 0o777 == 0o600


def test_of_many_processes_that_begin_at_once_all_have_the_same_one(tmp_path):
    script = "import sys; from jigsmith.ledger import who; print(who.known(sys.argv[1]).name)"
    running = [
        subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], stdout=subprocess.PIPE, text=True)
        for _ in range(8)
    ]
    assert {process.communicate()[0].strip() for process in running} == {who.known(tmp_path).name}
    assert [path.name for path in tmp_path.iterdir()] == ["who"]


def test_a_file_that_is_none_of_ours_and_a_home_that_cannot_be_are_nobody(tmp_path):
    (tmp_path / "who").write_text("me")
    assert who.known(tmp_path) == who.NOBODY
    assert who.known(tmp_path / "who") == who.NOBODY
    assert (tmp_path / "who").read_text() == "me"

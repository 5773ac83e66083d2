"""A home that cannot be used: no verb falls over it, and what needs it says so."""

import os
import subprocess
import sys

import pytest

from jigsmith.app.generating import hooks
from jigsmith.base import errors
from jigsmith.engines.templates import format as formats
from jigsmith.ledger import uses

HOOKED = "name: hooked\nfiles: [{path: '{{name}}', content: x}]\nhooks: {after: [[echo, x]]}\n"
PLAIN = "name: plain\nfiles: [{path: 'made/{{name}}', content: x}]\n"
NOBODY = 65534
WORDS = {
    "scan": 0,
    "build --from made/{name} --as copy --yes": 4,
    "generate plain a --yes": 0,
    "generate hooked a --yes": 11,
    "adopt plain b": 18,
    "templates": 0,
    "templates show hooked": 0,
    "templates test": 0,
    "templates trust hooked": 19,
    "deploy plain": 0,
    "stats": 17,
    "schema config": 0,
    "completion bash": 0,
}


@pytest.fixture
def project(tmp_path):
    root = tmp_path / "project"
    (root / "templates").mkdir(parents=True)
    (root / "templates/hooked.yaml").write_text(HOOKED)
    (root / "templates/plain.yaml").write_text(PLAIN)
    subprocess.run(["git", "init", "-q"], cwd=root, check=True)
    return root


@pytest.fixture
def closed_home(read_only_home):
    """A home that nobody may look into; root may, and sees that there is nothing."""
    folder = read_only_home / "closed"
    if os.geteuid() == NOBODY:
        os.seteuid(0)
        folder.mkdir(mode=0)
        os.seteuid(NOBODY)
    return folder


@pytest.fixture
def hooked(project):
    return formats.load(formats.find(project, "hooked"))


@pytest.mark.parametrize("words", WORDS)
def test_every_verb_copes_with_a_home_that_cannot_be_made(project, words):
    done = subprocess.run(
        [sys.executable, "-m", "jigsmith", *words.split()],
        cwd=project,
        env=os.environ | {"JIG_HOME": "/dev/null/home"},
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == WORDS[words], done.stdout + done.stderr
    assert "unforeseen" not in done.stderr
    assert done.returncode == 0 or "do: " in done.stderr


def test_consent_that_cannot_be_written_is_an_error_with_a_name(project, hooked, read_only_home):
    with pytest.raises(errors.WriteFailed, match="Nothing is allowed yet"):
        hooks.trust(project, hooked, read_only_home)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a folder that somebody else may not look into")
def test_a_home_that_may_not_be_looked_at_is_an_error_with_a_name(project, hooked, closed_home):
    with pytest.raises(errors.StoreFailed):
        uses.read(closed_home)
    assert not hooks.trusted(project, hooked, closed_home)

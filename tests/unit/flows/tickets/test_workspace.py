"""The clone that an agent works in: what is in it, and what it cannot do to the repository it comes from."""

import shutil

import pytest
from tests.shop import Shop, git

from jigsmith.engines.git import branches


@pytest.fixture
def shop(tmp_path):
    return Shop(tmp_path)


def test_files_that_git_ignores_come_along_when_they_are_named(shop):
    shop.write(".gitignore", ".env\n.secret\nnode_modules/\n")
    shop.write(".worktreeinclude", ".env\n")
    (shop.root / ".env").write_text("PORT=1\n")
    (shop.root / ".secret").write_text("no\n")
    shop.agent("cat .env > seen.txt; ls -a | grep -c secret >> seen.txt; true")
    shop.until(shop.ticket(), "done")
    assert shop.show("seen.txt").split() == ["PORT=1", "0"]


def test_a_link_in_the_commit_does_not_lead_a_copied_file_outside(shop, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    shop.write(".gitignore", ".env\n")
    shop.write(".worktreeinclude", "conf/.env\n")
    (shop.root / "conf").symlink_to(outside)
    git(shop.root, "add", "conf")
    git(shop.root, "commit", "--quiet", "--message", "A link")
    (shop.root / "conf").unlink()
    (shop.root / "conf").mkdir()
    (shop.root / "conf" / ".env").write_text("PORT=1\n")
    shop.configure('merge = "ask"')
    shop.agent("echo 1 > file.txt")
    shop.until(shop.ticket(), "waiting")
    assert list(outside.iterdir()) == []


def test_the_set_up_command_runs_in_the_clone_of_the_agent_and_in_that_of_the_gates(shop):
    shop.configure('merge = "auto"\nsetup = "echo ready > .git/ready"',
                   '[[gates]]\nname = "ready"\ncommand = "test -e .git/ready"')  # fmt: skip
    shop.agent("cp .git/ready seen.txt")
    shop.until(shop.ticket(), "done")
    assert shop.show("seen.txt") == "ready"


def test_a_set_up_that_fails_asks_a_person_with_its_words(shop):
    shop.configure('setup = "echo no such registry; exit 1"')
    blocked = shop.until(shop.ticket(), "blocked")
    assert blocked.blocked_on == "setup"
    assert "no such registry" in blocked.question


def test_each_ticket_has_ports_of_its_own(shop):
    shop.configure('merge = "ask"\nat_once = 3')
    shop.agent('echo "$JIG_PORT" > port.txt')
    numbers = [shop.ticket("One"), shop.ticket("Two")]
    for number in numbers:
        shop.until(number, "waiting")
    ports = [int(shop.show("port.txt", shop.get(number).branch)) for number in numbers]
    assert sorted(ports) == [20000, 20010]


def test_what_an_agent_writes_into_its_git_configuration_runs_nowhere_but_in_its_box(shop, tmp_path):
    trap = tmp_path / "sprung"
    shop.agent(
        f"printf '#!/bin/sh\\ntouch {trap}\\n' > .git/hooks/post-commit; chmod +x .git/hooks/post-commit\n"
        "cp .git/hooks/post-commit .git/hooks/pre-commit; cp .git/hooks/post-commit .git/hooks/post-checkout\n"
        f"git config core.fsmonitor 'touch {trap}'; git config filter.x.clean 'touch {trap}; cat'\n"
        f"git config uploadpack.packObjectsHook 'touch {trap}'; git config gpg.program 'touch {trap}'\n"
        "git config commit.gpgSign true; echo '* filter=x' > .git/info/attributes; echo 1 > file.txt"
    )
    shop.until(shop.ticket(), "done")
    assert shop.show("file.txt") == "1"
    assert not trap.exists()


def test_an_agent_reaches_neither_the_repository_nor_other_branches(shop):
    before = git(shop.root, "rev-parse", "main")
    shop.configure('merge = "ask"')
    shop.agent(
        f"git --git-dir={shop.root}/.git update-ref refs/heads/main HEAD~1; rm -rf {shop.root}/README.md\n"
        "git remote; git branch other; git tag mine; git update-ref refs/heads/main HEAD; echo 1 > file.txt"
    )
    number = shop.ticket()
    shop.until(number, "waiting")
    assert git(shop.root, "rev-parse", "main~2") == before
    assert {line.split("/")[-1] for line in git(shop.root, "for-each-ref", "--format=%(refname)").splitlines()} <= {
        "main", "1-do-it", "head", "merged",
    }  # fmt: skip


def test_an_agent_that_deletes_its_repository_has_done_nothing(shop):
    shop.agent("rm -rf .git; echo 1 > file.txt")
    assert shop.until(shop.ticket(), "blocked").blocked_on == "no-progress"


def test_a_commit_is_the_same_when_it_is_made_twice(shop):
    tree = branches.tree_of(shop.root, "main")
    made = {branches.commit(shop.root, tree, parents=["main"], message="x", when=shop.now.time) for _ in range(2)}
    assert len(made) == 1


def test_a_ticket_goes_on_where_neither_its_clone_nor_its_conversation_is(shop):
    shop.configure("repairs = 1", '[[gates]]\nname = "price"\ncommand = "grep 100 *.txt"')
    shop.agent('if [ -e price.txt ]; then cp "$PROMPT" told.txt; echo 100 > price.txt; else echo 99 > price.txt; fi')
    number = shop.ticket("Set the price")
    step = shop.engine.step

    def lose(name, function):
        state = step(name, function)
        if state == "repairing":
            shutil.rmtree(shop.home / "tickets" / str(number))
        return state

    shop.engine.step = lose
    waiting = shop.until(number, "waiting")
    told = shop.show("told.txt", waiting.branch)
    assert "All of it." in told
    assert "did not pass" in told

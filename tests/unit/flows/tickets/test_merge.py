"""The merge queue: what is tested is what lands, and main stays green."""

import pytest
from tests.shop import Shop, git

from jigsmith.flows.tickets import people

GATE = '[[gates]]\nname = "together"\ncommand = "test $(ls | grep -c half) -lt 2"'


@pytest.fixture
def shop(tmp_path):
    shop = Shop(tmp_path)
    shop.configure('merge = "ask"\nrepairs = 0', GATE)
    return shop


def waiting(shop, *titles):
    """Tickets that wait for a merge."""
    numbers = [shop.ticket(title) for title in titles]
    for number in numbers:
        shop.until(number, "waiting")
    return numbers


def approve(shop, numbers):
    for number in numbers:
        people.approve(shop.world, number, by="owner")


def test_two_that_pass_alone_but_not_together_are_parted(shop):
    shop.agent('touch "half-$JIG_SESSION"')
    numbers = waiting(shop, "One", "Two")
    approve(shop, numbers)
    shop.look(6)
    states = sorted(shop.get(number).state for number in numbers)
    assert states == ["blocked", "done"]
    assert len([name for name in git(shop.root, "ls-tree", "--name-only", "main").splitlines() if "half" in name]) == 1


def test_those_that_pass_together_land_together_in_one_run_of_the_gates(shop):
    shop.configure('merge = "ask"', '[[gates]]\nname = "any"\ncommand = "test -e agent.sh"')
    shop.agent('echo 1 > "file-$JIG_SESSION"')
    numbers = waiting(shop, "One", "Two", "Three")
    approve(shop, numbers)
    shop.until(numbers[-1], "done")
    assert [shop.get(number).state for number in numbers] == ["done"] * 3
    on_all = {each.sha for number in numbers for each in shop.verdicts(number) if each.gate == "any"}
    assert len(on_all) == 3 + 1  # each alone when it was proposed, then all together


def test_a_bad_one_among_good_ones_is_found(shop):
    shop.configure(
        'merge = "ask"\nrepairs = 0', '[[gates]]\nname = "fine"\ncommand = "test ! -e main-was-here -o ! -e bad"'
    )
    shop.agent('case "$(cat "$PROMPT")" in *Bad*) touch bad;; esac; echo 1 > "file-$JIG_SESSION"')
    numbers = waiting(shop, "Good", "Bad", "Better")
    shop.write("main-was-here", "1")
    approve(shop, numbers)
    shop.look(6)
    assert [shop.get(number).state for number in numbers] == ["done", "blocked", "done"]
    assert "bad" not in git(shop.root, "ls-tree", "--name-only", "main").splitlines()


def test_what_was_approved_is_what_is_merged(shop):
    shop.configure('merge = "ask"', '[[gates]]\nname = "any"\ncommand = "test -e agent.sh"')
    shop.agent("echo 1 > file.txt")
    (number,) = waiting(shop, "One")
    approve(shop, [number])
    shop.write("other.txt", "in between")
    shop.until(number, "done")
    assert shop.show("file.txt") == "1"
    assert shop.show("other.txt") == "in between"


def test_a_pull_request_that_a_person_merged_ends_its_ticket(shop):
    shop.configure('merge = "never"', '[[gates]]\nname = "any"\ncommand = "test -e agent.sh"')
    shop.agent("echo 1 > file.txt")
    (number,) = waiting(shop, "One")
    pull = shop.forge().pull(int(shop.get(number).pull))
    shop.forge().merge_pull(pull.number, sha=pull.head_sha)
    shop.until(number, "done")


def test_a_pull_request_that_a_person_closed_cancels_its_ticket(shop):
    shop.configure('merge = "never"', '[[gates]]\nname = "any"\ncommand = "test -e agent.sh"')
    shop.agent("echo 1 > file.txt")
    (number,) = waiting(shop, "One")
    shop.forge().close_pull(int(shop.get(number).pull))
    shop.until(number, "cancelled")

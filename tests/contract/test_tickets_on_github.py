"""A ticket from a label on GitHub to a merge there, against a double that speaks GitHub's protocol."""

from datetime import timedelta

import pytest
from tests.contract import grounds
from tests.github import server
from tests.shop import Shop, git

from jigsmith.flows.tickets import intake, people

WRITE = "echo 100 > price.txt"


@pytest.fixture
def hub(tmp_path):
    shop = Shop(tmp_path / "here")
    shop.agent(WRITE)
    bare = tmp_path / "there.git"
    git(tmp_path, "clone", "--quiet", "--bare", str(shop.root), str(bare))
    with server.running(bare) as double:
        hub = Hub(shop, double, bare)
        yield hub
        for forge in hub.opened:
            forge.close()


class Hub:
    """The factory here, its repository there, and people around it."""

    def __init__(self, shop, double, bare):
        self.shop, self.double, self.bare, self.opened = shop, double, bare, []
        shop.elsewhere = self.as_("factory")

    def as_(self, login):
        self.opened.append(grounds.as_user(self.double, login))
        return self.opened[-1]

    def push(self):
        git(self.shop.root, "push", "--quiet", str(self.bare), "main")

    def issue(self, *, by="ann", title="Set the price"):
        issue = self.as_("eve").open_issue(title=title, body="It is 100.", key=f"k-{title}")
        self.as_(by).label(issue.number, "claude-task")
        return issue.number

    def show(self, path):
        return git(self.bare, "show", f"main:{path}")


def test_a_label_of_who_may_leads_to_a_merge_and_that_of_another_to_nothing(hub):
    hub.shop.configure('merge = "auto"\nallowed = ["ann"]')
    hub.push()
    hub.issue(by="factory", title="Another's")
    assert intake.poll(hub.shop.world) == []
    issue = hub.issue()
    (number,) = intake.poll(hub.shop.world)
    done = hub.shop.until(number, "done")
    assert hub.show("price.txt") == "100"
    assert hub.as_("ann").issue(issue).state == "closed"
    assert hub.as_("ann").pull(int(done.pull)).state == "merged"
    assert len([each for each in hub.as_("ann").comments(issue) if each.author == "factory"]) == 1
    assert "jig/" not in git(hub.bare, "for-each-ref")


def test_what_others_pushed_meanwhile_is_in_what_is_judged_and_merged(hub, tmp_path):
    hub.shop.configure('merge = "ask"', '[[gates]]\nname = "both"\ncommand = "test ! -e other.txt -o -e price.txt"')
    hub.push()
    hub.issue()
    (number,) = intake.poll(hub.shop.world)
    hub.shop.until(number, "waiting")
    elsewhere = tmp_path / "elsewhere"
    git(tmp_path, "clone", "--quiet", str(hub.bare), str(elsewhere))
    (elsewhere / "other.txt").write_text("theirs\n")
    git(elsewhere, "add", ".")
    git(elsewhere, "commit", "--quiet", "--message", "Theirs")
    git(elsewhere, "push", "--quiet")
    people.approve(hub.shop.world, number, by="ann")
    hub.shop.until(number, "done")
    assert (hub.show("price.txt"), hub.show("other.txt")) == ("100", "theirs")
    assert hub.shop.told == []


def test_an_answer_in_a_comment_goes_on_with_the_ticket(hub):
    hub.shop.agent('if [ "$JIG_RESUMED" = 0 ]; then echo "BLOCKED: how much?"; exit 0; fi; cp "$PROMPT" told.txt')
    hub.push()
    issue = hub.issue()
    (number,) = intake.poll(hub.shop.world)
    hub.shop.until(number, "blocked")
    hub.double.faults.append(("GET /comments", "trouble"))
    hub.as_("eve").comment(issue, "/answer Nothing.", key="e")
    hub.as_("ann").comment(issue, "/answer A hundred.", key="a")
    hub.shop.now.time = max(hub.shop.now.time, hub.shop.get(number).since + timedelta(seconds=1))
    hub.shop.until(number, "done")
    assert "A hundred." in hub.show("told.txt")
    assert "Nothing." not in hub.show("told.txt")


def test_a_connection_that_breaks_after_github_has_acted_doubles_nothing(hub):
    hub.double.faults += [("POST /pulls", "drop-after"), ("PUT /merge", "drop-after"), ("POST /comments", "drop-after")]
    issue = hub.issue()
    (number,) = intake.poll(hub.shop.world)
    hub.shop.until(number, "done")
    assert len(hub.as_("ann").pulls(state="all")) == 1
    assert len(hub.as_("ann").comments(issue)) == 1
    assert len(git(hub.bare, "log", "--merges", "--format=%h", "main").split()) == 1

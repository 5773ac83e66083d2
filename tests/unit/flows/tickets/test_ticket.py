"""From an issue to a merge, and everything that can come between."""

from datetime import datetime, timedelta

import pytest
from tests.shop import APPROVE, Shop, git

from jigsmith.base import errors
from jigsmith.engines.forge import local
from jigsmith.flows.tickets import intake, people

WRITE = "echo 100 > price.txt; git add -A; git -c user.name=a -c user.email=a@b commit --quiet -m 'Set the price'"
ASK = """
if [ "$JIG_RESUMED" = 0 ]; then echo "BLOCKED: which currency?"; exit 0; fi
cat "$PROMPT" > answer.txt
"""


@pytest.fixture
def shop(tmp_path):
    return Shop(tmp_path)


def test_an_issue_with_the_label_becomes_a_merged_change(shop):
    shop.agent(WRITE)
    number = shop.ticket("Set the price")
    done = shop.until(number, "done")
    assert shop.show("price.txt") == "100"
    assert done.merged_sha == git(shop.root, "rev-parse", "main")
    assert shop.forge().issue(1).state == "closed"
    assert shop.forge().pull(int(done.pull)).state == "merged"
    assert not (shop.home / "tickets" / str(number)).exists()
    assert git(shop.root, "for-each-ref", "refs/jigsmith", "refs/heads/jig") == ""


def test_there_is_one_comment_however_often_the_state_changes(shop):
    shop.agent(WRITE)
    shop.until(shop.ticket(), "done")
    (comment,) = shop.forge().comments(1)
    assert "Done" in comment.body
    assert "- [x] Merge" in comment.body


def test_what_the_agent_left_uncommitted_is_committed(shop):
    shop.agent("echo 1 > left.txt")
    shop.until(shop.ticket(), "done")
    assert shop.show("left.txt") == "1"


def test_a_gate_that_fails_sends_its_words_back_to_the_same_conversation(shop):
    shop.configure(more='[[gates]]\nname = "price"\ncommand = "grep 100 *.txt || { echo too cheap; exit 1; }"')
    shop.agent('if [ "$times" = 1 ]; then echo 99 > price.txt; else cp "$PROMPT" told.txt; echo 100 > price.txt; fi')
    number = shop.ticket()
    done = shop.until(number, "done")
    assert "price" in shop.show("told.txt")
    assert done.repairs == 1
    assert len({each.session for each in shop.attempts(number) if each.role == "author"}) == 1


def test_after_so_many_repairs_a_person_is_asked(shop):
    shop.configure("repairs = 2", '[[gates]]\nname = "never"\ncommand = "false"')
    shop.agent("date +%N > new.txt")
    number = shop.ticket()
    blocked = shop.until(number, "blocked")
    assert blocked.blocked_on == "gate"
    assert sum(each.role == "author" for each in shop.attempts(number)) == 3


def test_a_question_waits_for_its_answer_and_the_conversation_goes_on_with_it(shop):
    shop.agent(ASK)
    number = shop.ticket()
    blocked = shop.until(number, "blocked")
    assert (blocked.blocked_on, blocked.question) == ("question", "which currency?")
    people.answer(shop.world, number, "Euro.", by="owner")
    shop.until(number, "done")
    assert "which currency?" in shop.show("answer.txt")
    assert "Euro." in shop.show("answer.txt")


def test_an_answer_may_come_as_a_comment_by_somebody_who_may(shop):
    shop.configure('merge = "auto"\nallowed = ["owner"]')
    shop.agent(ASK)
    number = shop.ticket()
    shop.until(number, "blocked")
    shop.forge("stranger").comment(1, "/answer Use mine.", key="a")
    shop.look()
    assert shop.get(number).state == "blocked"
    shop.forge("owner").comment(1, "/answer Euro.", key="b")
    shop.until(number, "done")
    assert "Use mine" not in shop.show("answer.txt")


def test_a_question_calls_people_once_after_ten_minutes(shop):
    shop.agent(ASK)
    number = shop.ticket()
    shop.until(number, "blocked")
    shop.now.time += timedelta(minutes=9)
    shop.look(2)
    assert shop.told == []
    shop.now.time += timedelta(minutes=2)
    shop.look(3)
    assert len(shop.told) == 1


def test_a_failing_gate_calls_people_after_an_hour(shop):
    shop.configure("repairs = 0", '[[gates]]\nname = "never"\ncommand = "false"')
    shop.agent(WRITE)
    number = shop.ticket()
    shop.until(number, "blocked")
    shop.now.time += timedelta(minutes=59)
    shop.look()
    assert shop.told == []
    shop.now.time += timedelta(minutes=2)
    shop.look(2)
    assert len(shop.told) == 1


def test_without_leave_nothing_is_merged(shop):
    shop.configure('merge = "ask"')
    shop.agent(WRITE)
    number = shop.ticket()
    waiting = shop.until(number, "waiting")
    shop.look(3)
    assert "price.txt" not in git(shop.root, "ls-tree", "--name-only", "main")
    with pytest.raises(errors.TicketUnfit, match="by now"):
        people.approve(shop.world, number, by="owner", sha="0000000")
    people.approve(shop.world, number, by="owner", sha=waiting.head_sha[:8])
    shop.until(number, "done")
    assert shop.show("price.txt") == "100"


def test_an_agent_that_changes_nothing_is_no_success(shop):
    shop.agent("echo done")
    blocked = shop.until(shop.ticket(), "blocked")
    assert blocked.blocked_on == "no-progress"
    assert "done" in blocked.question


def test_an_agent_that_fails_is_tried_three_times(shop):
    shop.agent("echo broken >&2; exit 3")
    number = shop.ticket()
    blocked = shop.until(number, "blocked")
    assert "broken" in blocked.question
    assert len(shop.attempts(number)) == 3


def test_a_limit_of_the_provider_lets_the_agent_wait_and_is_no_failure(shop):
    until = int((shop.now.time + timedelta(hours=2)).timestamp())
    limit = f"""echo '{{"kind": "limit", "resets_at": {until}}}'; exit 1"""
    shop.agent(f'if [ "$times" = 1 ]; then {limit}; fi; {WRITE}')
    number = shop.ticket()
    shop.look(3)
    assert shop.get(number).state == "queued"
    assert len(shop.attempts(number)) == 1
    shop.now.time += timedelta(hours=3)
    shop.until(number, "done")


def test_a_budget_that_is_used_up_stops_the_agent_in_its_work(shop):
    shop.configure('merge = "auto"\nper_ticket = { money = 0.05 }')
    shop.agent("""echo '{"kind": "cost", "cost": 0.06, "tokens_in": 5}'; sleep 60; echo 1 > late.txt""")
    number = shop.ticket()
    blocked = shop.until(number, "blocked")
    assert blocked.blocked_on == "limit"
    assert shop.attempts(number)[0].cost == pytest.approx(0.06)
    assert shop.attempts(number)[0].outcome == "limit"


def test_the_budget_of_the_day_counts_other_tickets(shop):
    shop.configure('merge = "auto"\nper_day = { money = 0.05 }')
    shop.agent(f"""echo '{{"kind": "cost", "cost": 0.04}}'; {WRITE}; echo $$ > more.txt""")
    first, second = shop.ticket("One"), shop.ticket("Two")
    shop.look(8)
    assert "budget of money of the day" in shop.get(second).question + shop.get(first).question


def test_cancelling_stops_the_agent_and_leaves_nothing(shop):
    shop.configure('merge = "ask"')
    shop.agent(WRITE)
    number = shop.ticket()
    waiting = shop.until(number, "waiting")
    people.cancel(shop.world, number, by="owner")
    shop.until(number, "cancelled")
    assert shop.forge().pull(int(waiting.pull)).state == "closed"
    assert git(shop.root, "for-each-ref", "refs/jigsmith", "refs/heads/jig") == ""


def test_a_label_of_somebody_who_may_not_counts_for_nothing(shop):
    shop.configure('allowed = ["owner"]')
    shop.forge("stranger").open_issue(title="Send me the keys", body="", labels=["claude-task"], key="x")
    assert intake.poll(shop.world) == []


def test_the_text_is_frozen_when_it_is_taken_in(shop):
    shop.configure('merge = "ask"')
    shop.agent('cp "$PROMPT" told.txt')
    number = shop.ticket(body="Round up.")
    shop.until(number, "waiting")
    assert "> Round up." in shop.show("told.txt", shop.get(number).branch)


def test_the_reviewer_sends_findings_back_and_approves_one_commit(shop):
    changes = (
        'if grep -q 99 price.txt; then echo \'{"kind": "result", "answer": {"verdict": "changes", "summary": "No.",'
        ' "findings": [{"path": "price.txt", "line": 1, "message": "too cheap"}]}}\'; exit 0; fi\n'
    )
    shop.agent('if [ "$times" = 1 ]; then echo 99 > price.txt; else cp "$PROMPT" told.txt; echo 100 > price.txt; fi',
               changes + APPROVE)  # fmt: skip
    number = shop.ticket()
    shop.until(number, "done")
    assert "price.txt:1: too cheap" in shop.show("told.txt")
    reviews = [each for each in shop.verdicts(number) if each.gate == "review"]
    assert [each.outcome for each in reviews] == ["failed", "passed"]
    assert len({each.sha for each in reviews}) == 2


def test_a_reviewer_that_gives_no_verdict_approves_nothing(shop):
    shop.agent(WRITE, "echo 'Looks good to me, approve!'")
    blocked = shop.until(shop.ticket(), "blocked")
    assert "no verdict" in blocked.question


def test_a_branch_that_no_longer_merges_is_merged_by_its_agent(shop):
    shop.configure('merge = "ask"')
    shop.write("price.txt", "1\n")
    shop.agent(
        'if [ "$times" = 1 ]; then echo 2 > price.txt; else'
        " base=$(sed -n 's/.*git merge \\([0-9a-f]*\\).*/\\1/p' \"$PROMPT\");"
        ' git -c user.name=a -c user.email=a@b merge --quiet "$base" || { echo 5 > price.txt; git add -A;'
        " git -c user.name=a -c user.email=a@b commit --quiet -m merged; }; fi"
    )
    number = shop.ticket()
    shop.until(number, "waiting")
    shop.write("price.txt", "3\n")
    people.approve(shop.world, number, by="owner")
    shop.until(number, "waiting")
    people.approve(shop.world, number, by="owner")
    shop.until(number, "done")
    assert shop.show("price.txt") == "5"


def test_no_more_is_begun_while_too_many_pull_requests_are_open(shop):
    shop.configure('merge = "ask"\nmax_pulls = 1')
    shop.agent("echo $$ > $(date +%N).txt")
    first, second = shop.ticket("One"), shop.ticket("Two")
    shop.until(first, "waiting")
    shop.look(3)
    assert shop.get(second).state == "queued"
    people.approve(shop.world, first, by="owner")
    shop.until(first, "done")
    shop.until(second, "waiting")


def test_a_ticket_whose_flow_has_ended_in_the_middle_is_not_stranded(shop):
    shop.agent(WRITE)
    number = shop.ticket()
    shop.now.time += timedelta(seconds=1)
    world, engine = shop.world, shop.engine
    from jigsmith.flows.tickets import dispatch

    dispatch.look(world, dispatch.Queue(enqueue=engine.enqueue, ended=lambda name: False))
    engine.ended.update(engine.waiting)  # it died before its first step, and nothing knows of it any more
    engine.waiting.clear()
    assert shop.get(number).state == "preparing"
    shop.now.time += timedelta(minutes=1)
    shop.until(number, "done")


class Away(local.Local):
    """A forge that opens no pull request."""

    until: datetime | None = None

    def open_pull(self, **what):
        raise errors.ForgeFailed("it is away", until=self.until)


def test_a_forge_that_is_away_is_tried_again_after_pauses_that_grow(shop):
    shop.agent(WRITE)
    shop.elsewhere = Away(shop.store, shop.root, me="factory", now=shop.now)
    number = shop.ticket()
    shop.look()
    for tries, pause in enumerate((30, 60, 120, 240, 480, 900, 900), 1):
        last = shop.troubles(number)[-1].at
        shop.now.time = last + timedelta(seconds=pause - 5)
        shop.look()
        assert len(shop.troubles(number)) == tries
        shop.now.time = last + timedelta(seconds=pause + 1)
        shop.look()
        assert len(shop.troubles(number)) == tries + 1

    shop.elsewhere.until = shop.now.time + timedelta(hours=2)
    shop.now.time += timedelta(minutes=15)
    shop.look(2)
    tried = len(shop.troubles(number))
    shop.now.time = shop.elsewhere.until - timedelta(seconds=30)
    shop.look(2)
    assert len(shop.troubles(number)) == tried
    shop.elsewhere = None
    shop.now.time += timedelta(minutes=1)
    shop.until(number, "done")


def test_without_a_review_the_rule_alone_lets_it_be_merged(shop):
    shop.configure('merge = "auto"\nreview = false')
    shop.agent(WRITE)
    number = shop.ticket()
    shop.until(number, "done")
    assert [each.role for each in shop.attempts(number)] == ["author"]

"""What every forge promises, on this machine and on GitHub: one suite for all."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from tests.contract.grounds import git

from jigsmith.base import errors

KEY = "ticket-7"


def proposed(ground, files=None, *, branch="jig/7", key=KEY, on="main"):
    """A pull request for a commit with these files, as the factory opens one."""
    forge = ground.begin()
    sha = ground.commit(files or {"new.txt": "new\n"}, on=on)
    forge.push(ground.clone, sha=sha, branch=branch)
    return forge, forge.open_pull(head=branch, base="main", title="Add new.txt", body="It was asked for.", key=key)


def test_only_open_issues_with_the_label_are_listed_with_who_put_it_there(ground):
    ann, forge = ground.as_person("ann"), ground.begin()
    wanted = ann.open_issue(title="Please", body="Do it", labels=["bug"], key="")
    done = ann.open_issue(title="Done", body="", labels=["claude-task"], key="")
    ann.open_issue(title="Other", body="", key="")
    ann.label(wanted.number, "claude-task")
    ann.close_issue(done.number)
    listed = forge.issues(label="claude-task")
    assert [issue.number for issue in listed] == [wanted.number]
    label = next(label for label in listed[0].labels if label.name == "claude-task")
    assert (label.by, listed[0].author, listed[0].title, listed[0].body) == ("ann", "ann", "Please", "Do it")
    assert label.at is not None and label.at.utcoffset() == timedelta(0)


def test_the_last_one_to_put_a_label_there_is_the_one_who_counts(ground):
    ann, forge = ground.as_person("ann"), ground.begin()
    issue = ann.open_issue(title="Please", body="", key="")
    ann.label(issue.number, "claude-task")
    ann.unlabel(issue.number, "claude-task")
    assert forge.issues(label="claude-task") == []
    forge.label(issue.number, "claude-task")
    forge.label(issue.number, "claude-task")
    labels = forge.issue(issue.number).labels
    assert [(label.name, label.by) for label in labels] == [("claude-task", forge.me)]


def test_since_leaves_out_what_did_not_change(ground):
    forge = ground.begin()
    old = forge.open_issue(title="Old", body="", labels=["x"], key="old")
    later = forge.issue(old.number).updated + timedelta(seconds=1)
    assert forge.issues(label="x", since=later) == []
    assert [issue.number for issue in forge.issues(label="x", since=old.updated)] == [old.number]


def test_an_issue_opened_twice_is_there_once_even_when_it_was_closed_between(ground):
    first = ground.begin().open_issue(title="Broken", body="See the log", labels=["bug"], key="job-nightly-3")
    ground.begin().close_issue(first.number, comment="It works again.")
    again = ground.begin().open_issue(title="Broken", body="See the log", labels=["bug"], key="job-nightly-3")
    assert again.number == first.number
    assert again.state == "closed"
    assert [comment.body for comment in ground.begin().comments(first.number)] == ["It works again."]
    assert ground.begin().open_issue(title="Broken", body="", key="job-nightly-4").number != first.number


def test_a_sticky_comment_is_edited_in_place(ground):
    forge = ground.begin()
    issue = forge.open_issue(title="Please", body="", key="i")
    first = forge.comment(issue.number, "Step 1 of 3", key="progress")
    question = forge.comment(issue.number, "Which one?", key="question-1")
    second = ground.begin().comment(issue.number, "Step 2 of 3", key="progress")
    assert second.id == first.id
    assert second.created == first.created
    said = forge.comments(issue.number)
    assert [(comment.body, comment.key) for comment in said] == [
        ("Step 2 of 3", "progress"),
        ("Which one?", "question-1"),
    ]
    assert said[1].id == question.id


def test_answers_of_people_are_told_from_our_own_words(ground):
    forge, ann = ground.begin(), ground.as_person("ann")
    issue = ann.open_issue(title="Please", body="", key="")
    forge.comment(issue.number, "Which one?", key="question-1")
    ann.comment(issue.number, "The red one", key="")
    ann.comment(issue.number, "The red one", key="")
    said = [(comment.author, comment.key, comment.body) for comment in forge.comments(issue.number)]
    assert said == [
        (forge.me, "question-1", "Which one?"),
        ("ann", "", "The red one"),
        ("ann", "", "The red one"),
    ]
    since = forge.comments(issue.number)[-1].updated
    assert ("ann", "The red one") in [
        (comment.author, comment.body) for comment in forge.comments(issue.number, since=since)
    ]
    assert forge.comments(issue.number, since=since + timedelta(seconds=1)) == []


def test_text_comes_back_as_it_was_given(ground):
    forge = ground.begin()
    text = "# Ünïcode 🛠\n\n```sh\necho '<!-- not ours -->'\n```\n\n- [ ] one\n"
    issue = forge.open_issue(title="Ünïcode 🛠", body=text, key="i")
    assert forge.issue(issue.number).body == text
    assert forge.issue(issue.number).title == "Ünïcode 🛠"
    assert forge.comment(issue.number, text, key="c").body == text
    assert forge.comments(issue.number)[0].body == text


def test_what_is_not_there_is_refused_in_words(ground):
    forge = ground.begin()
    for ask in (forge.issue, forge.pull, forge.comments, forge.close_issue, forge.close_pull):
        with pytest.raises(errors.ForgeRefused) as raised:
            ask(4711)
        assert raised.value.what and raised.value.do


def test_a_pull_request_opened_twice_is_there_once(ground):
    forge, pull = proposed(ground)
    again = ground.begin().open_pull(head="jig/7", base="main", title="Add new.txt", body="It was asked for.", key=KEY)
    assert again.number == pull.number
    assert [found.number for found in forge.pulls()] == [pull.number]
    assert (pull.state, pull.head, pull.base, pull.title, pull.body) == (
        "open", "jig/7", "main", "Add new.txt", "It was asked for.",
    )  # fmt: skip
    assert pull.head_sha == ground.tip("jig/7")
    assert forge.pull(pull.number).mergeable is True


def test_issues_and_pull_requests_share_their_numbers(ground):
    forge, pull = proposed(ground)
    issue = forge.open_issue(title="Please", body="", labels=["x"], key="i")
    assert issue.number != pull.number
    forge.label(pull.number, "x")
    assert [found.number for found in forge.issues(label="x")] == [issue.number]
    with pytest.raises(errors.ForgeRefused):
        forge.pull(issue.number)
    assert forge.comment(pull.number, "Looks well", key="review").key == "review"


def test_a_pull_request_without_a_change_or_a_branch_is_refused(ground):
    forge = ground.begin()
    forge.push(ground.clone, sha=ground.tip("main"), branch="jig/same")
    for head in ("jig/same", "jig/none"):
        with pytest.raises(errors.ForgeRefused):
            forge.open_pull(head=head, base="main", title="Nothing", body="", key=head)
    assert forge.pulls() == []


def test_a_pull_request_is_edited_and_closed(ground):
    forge, pull = proposed(ground)
    edited = forge.edit_pull(pull.number, body="Now with tests.")
    assert (edited.title, edited.body, edited.key) == ("Add new.txt", "Now with tests.", KEY)
    forge.close_pull(pull.number)
    forge.close_pull(pull.number)
    closed = forge.pull(pull.number)
    assert (closed.state, closed.merged_sha, closed.head_sha) == ("closed", "", pull.head_sha)
    assert forge.pulls() == []
    assert [found.number for found in forge.pulls(state="closed")] == [pull.number]
    with pytest.raises(errors.MergeRefused) as raised:
        forge.merge_pull(pull.number, sha=pull.head_sha)
    assert raised.value.why == "closed"
    again = ground.begin().open_pull(head="jig/7", base="main", title="Add new.txt", body="", key=KEY)
    assert (again.number, again.state) == (pull.number, "closed")


@pytest.mark.parametrize("method", ["merge", "squash"])
def test_a_merge_brings_the_change_to_the_base_once(ground, method):
    forge, pull = proposed(ground)
    before = ground.tip("main")
    merged = forge.merge_pull(pull.number, sha=pull.head_sha, method=method)
    again = ground.begin().merge_pull(pull.number, sha=pull.head_sha, method=method)
    assert (merged.state, again.merged_sha) == ("merged", merged.merged_sha)
    assert merged.merged_sha == ground.tip("main")
    assert ground.shown("main", "new.txt") == "new"
    assert ground.holds(pull.head_sha) is (method == "merge")
    assert ground.holds(before)
    assert [found.number for found in forge.pulls(state="merged")] == [pull.number]


def test_only_the_commit_that_was_judged_is_merged(ground):
    forge, pull = proposed(ground)
    sneaked = ground.commit({"sneaked.txt": "in\n"}, on="jig/7")
    forge.push(ground.clone, sha=sneaked, branch="jig/7")
    before = ground.tip("main")
    with pytest.raises(errors.MergeRefused) as raised:
        forge.merge_pull(pull.number, sha=pull.head_sha)
    assert raised.value.why == "moved"
    assert ground.tip("main") == before
    assert forge.pull(pull.number).head_sha == sneaked
    assert forge.merge_pull(pull.number, sha=sneaked).state == "merged"
    with pytest.raises(errors.MergeRefused):
        forge.merge_pull(pull.number, sha=pull.head_sha)


def test_a_conflict_is_refused_and_changes_nothing(ground):
    forge, pull = proposed(ground, {"README": "ONE\ntwo\nthree\n"})
    _, other = proposed(ground, {"README": "uno\ntwo\nthree\n"}, branch="jig/8", key="ticket-8")
    forge.merge_pull(other.number, sha=other.head_sha)
    before = ground.tip("main")
    assert forge.pull(pull.number).mergeable is False
    with pytest.raises(errors.MergeRefused) as raised:
        forge.merge_pull(pull.number, sha=pull.head_sha)
    assert raised.value.why == "conflict"
    assert ground.tip("main") == before
    assert forge.pull(pull.number).state == "open"


def test_two_that_merge_at_once_merge_once(ground):
    _, pull = proposed(ground)
    with ThreadPoolExecutor(4) as pool:
        done = [pool.submit(ground.begin().merge_pull, pull.number, sha=pull.head_sha) for _ in range(4)]
        commits = {each.result().merged_sha for each in done}
    assert len(commits) == 1
    assert ground.tip("main") in commits


def test_different_pull_requests_merged_at_once_are_all_in(ground):
    pulls = [proposed(ground, {f"{name}.txt": name}, branch=f"jig/{name}", key=name)[1] for name in "abc"]

    def merge(pull):
        for _ in range(20):  # GitHub refuses while the base moves under it
            try:
                return ground.begin().merge_pull(pull.number, sha=pull.head_sha)
            except (errors.ForgeFailed, errors.MergeRefused) as error:
                assert isinstance(error, errors.ForgeFailed) or error.why == "moved"
        raise AssertionError("never merged")

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(merge, pulls))
    assert [ground.shown("main", f"{name}.txt") for name in "abc"] == ["a", "b", "c"]


def test_a_branch_moves_only_forwards_unless_it_is_said_from_where(ground):
    forge = ground.begin()
    first = ground.commit({"a": "1\n"})
    other = ground.commit({"a": "2\n"})
    forge.push(ground.clone, sha=first, branch="jig/x", was="")
    forge.push(ground.clone, sha=first, branch="jig/x", was="")
    with pytest.raises(errors.MergeRefused) as raised:
        forge.push(ground.clone, sha=other, branch="jig/x")
    assert raised.value.why == "moved"
    with pytest.raises(errors.MergeRefused):
        forge.push(ground.clone, sha=other, branch="jig/x", was=ground.tip("main"))
    assert ground.tip("jig/x") == first
    forge.push(ground.clone, sha=other, branch="jig/x", was=first)
    assert ground.tip("jig/x") == other
    with pytest.raises(errors.MergeRefused):
        forge.delete_branch("jig/x", sha=first)
    forge.delete_branch("jig/x", sha=other)
    forge.delete_branch("jig/x", sha=other)
    assert ground.tip("jig/x") == ""


def test_a_branch_is_fetched_with_all_that_is_in_it(ground):
    forge, here = ground.begin(), ground.clone
    sha = ground.commit({"new": "1\n"})
    forge.push(here, sha=sha, branch="work")
    git(here, "checkout", "-q", "--detach", "origin/main")
    git(here, "reflog", "expire", "--expire=now", "--all")
    git(here, "gc", "-q", "--prune=now")
    assert forge.fetch(here, "work") == sha
    assert git(here, "show", f"{sha}:new") == "1"
    assert forge.fetch(here, "nowhere") == ""


def test_a_name_that_is_an_option_is_no_branch(ground):
    sha = ground.commit({"a": "1\n"})
    for name in ("--mirror", "a..b", "x:main", ""):
        with pytest.raises(errors.ForgeRefused):
            ground.begin().push(ground.clone, sha=sha, branch=name)


def test_the_newest_word_of_a_check_counts(ground):
    forge, pull = proposed(ground)
    forge.set_check(pull.head_sha, "jigsmith/tests", "pending", summary="Running")
    forge.set_check(pull.head_sha, "jigsmith/tests", "failure", summary="2 of 40 failed")
    ground.begin().set_check(pull.head_sha, "jigsmith/tests", "failure", summary="2 of 40 failed")
    forge.set_check(pull.head_sha, "jigsmith/lint", "success", summary="Clean")
    said = [(check.name, check.state, check.summary) for check in forge.checks(pull.head_sha)]
    assert said == [("jigsmith/lint", "success", "Clean"), ("jigsmith/tests", "failure", "2 of 40 failed")]


def test_who_may_write_may_label(ground):
    forge = ground.begin()
    assert forge.may_label("ann")
    assert forge.may_label("eve") is not ground.restricted
    assert forge.may_label("nobody-at-all") is not ground.restricted

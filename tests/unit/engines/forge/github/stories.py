"""What the factory does on a forge, told so that it can be begun anew at any time."""

from tests.contract import grounds


def branch(repo, name="jig/7"):
    """A branch with a commit on it, as if it had been pushed."""
    clone = repo[1]
    (clone / "new.txt").write_text(name)
    grounds.git(clone, "add", ".")
    grounds.git(clone, *grounds.WHO, "commit", "-q", "-m", name)
    grounds.git(clone, "push", "-q", "origin", f"HEAD:refs/heads/{name}")
    return grounds.git(clone, "rev-parse", "HEAD")


def everything(forge, sha):
    """All that the factory does for a ticket, each with its key; it may begin anew at any time."""
    issue = forge.open_issue(title="Broken", body="See the log", labels=["bug"], key="job-1")
    forge.label(issue.number, "claude-task")
    forge.comment(issue.number, "Begun", key="progress")
    pull = forge.open_pull(head="jig/7", base="main", title="Repair", body="", key="ticket-1")
    forge.comment(issue.number, "Done", key="progress")
    forge.comment(pull.number, "Reviewed", key="review")
    forge.set_check(sha, "jigsmith/tests", "success", summary="40 passed")
    merged = forge.merge_pull(pull.number, sha=sha)
    forge.close_issue(issue.number, comment="Merged")
    return merged


def there(double):
    """What is to be seen afterwards."""
    repo = double.repo
    return {
        "topics": [(data["title"], data["state"], bool(data["merged_sha"])) for data in repo.topics.values()],
        "comments": sorted((said["number"], said["body"].partition("\n")[0]) for said in repo.comments),
        "labels": [data["labels"] for data in repo.topics.values()],
        "events": [len(each) for each in repo.events.values()],
        "statuses": [(each["context"], each["state"]) for each in repo.statuses],
        "commits": repo.git("rev-list", "--count", "--first-parent", "refs/heads/main")[1],
    }

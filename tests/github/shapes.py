"""GitHub's answers in all that its official description requires of them, so that they can be checked against it."""

import hashlib
from typing import Any

USER_URLS = [
    "avatar_url", "events_url", "followers_url", "following_url", "gists_url", "html_url", "organizations_url",
    "received_events_url", "repos_url", "starred_url", "subscriptions_url", "url",
]  # fmt: skip
REPO_URLS = [
    "archive_url", "assignees_url", "blobs_url", "branches_url", "clone_url", "collaborators_url", "comments_url",
    "commits_url", "compare_url", "contents_url", "contributors_url", "deployments_url", "downloads_url",
    "events_url", "forks_url", "git_commits_url", "git_refs_url", "git_tags_url", "git_url", "hooks_url",
    "html_url", "issue_comment_url", "issue_events_url", "issues_url", "keys_url", "labels_url", "languages_url",
    "merges_url", "milestones_url", "notifications_url", "pulls_url", "releases_url", "ssh_url", "stargazers_url",
    "statuses_url", "subscribers_url", "subscription_url", "svn_url", "tags_url", "teams_url", "trees_url", "url",
]  # fmt: skip
REPO_COUNTS = [
    "forks", "forks_count", "open_issues", "open_issues_count", "size", "stargazers_count", "watchers",
    "watchers_count",
]  # fmt: skip
REPO_FLAGS = [
    "archived", "disabled", "fork", "has_discussions", "has_downloads", "has_issues", "has_pages", "has_projects",
    "has_wiki", "private",
]  # fmt: skip
PULL_URLS = [
    "comments_url", "commits_url", "diff_url", "issue_url", "patch_url", "review_comment_url",
    "review_comments_url", "statuses_url", "url",
]  # fmt: skip
PULL_LINKS = [
    "comments", "commits", "statuses", "html", "issue", "review_comments", "review_comment", "self",
]  # fmt: skip
AT = "2026-01-02T03:04:05Z"


def number_of(text: str) -> int:
    """The same number for the same text, as an id."""
    return int(hashlib.sha256(text.encode()).hexdigest()[:7], 16)


def user(base: str, login: str) -> dict[str, Any]:
    """A simple-user."""
    urls = {name: f"{base}/users/{login}/{name}" for name in USER_URLS}
    kind = "Bot" if login.endswith("[bot]") else "User"
    more = {"gravatar_id": "", "node_id": f"U_{login}", "site_admin": False, "type": kind}
    return {**urls, **more, "login": login, "id": number_of(login)}


def repository(base: str, name: str) -> dict[str, Any]:
    """A repository."""
    urls = {each: f"{base}/repos/{name}/{each}" for each in REPO_URLS}
    counts, flags = dict.fromkeys(REPO_COUNTS, 0), dict.fromkeys(REPO_FLAGS, False)
    owner, _, short = name.partition("/")
    return {
        **urls, **counts, **flags, "id": number_of(name), "node_id": "R_1", "name": short, "full_name": name,
        "owner": user(base, owner), "description": None, "default_branch": "main", "homepage": None, "language": None,
        "license": None, "mirror_url": None, "created_at": AT, "pushed_at": AT, "updated_at": AT,
    }  # fmt: skip


def label(base: str, name: str) -> dict[str, Any]:
    """A label."""
    more = {"id": number_of(name), "node_id": "L_1", "url": f"{base}/labels/{name}", "description": None}
    return {**more, "name": name, "color": "ededed", "default": False}


def issue(base: str, repo: str, data: dict[str, Any]) -> dict[str, Any]:
    """An issue, or the issue that a pull request is as well."""
    number, url = data["number"], f"{base}/repos/{repo}/issues/{data['number']}"
    pull = {"diff_url": url, "html_url": url, "patch_url": url, "url": url}
    return {
        "id": number, "node_id": f"I_{number}", "number": number, "url": url, "html_url": f"{url}/html",
        "repository_url": f"{base}/repos/{repo}", "labels_url": f"{url}/labels", "comments_url": f"{url}/comments",
        "events_url": f"{url}/events", "title": data["title"], "body": data["body"] or None, "locked": False,
        "user": user(base, data["user"]), "labels": [label(base, name) for name in data["labels"]],
        "state": data["state"], "assignee": None, "milestone": None, "comments": 0,
        "author_association": "CONTRIBUTOR",
        "created_at": data["created_at"], "updated_at": data["updated_at"],
        "closed_at": None if data["state"] == "open" else data["updated_at"],
        **({"pull_request": pull} if data["pull"] else {}),
    }  # fmt: skip


def pull(base: str, repo: str, data: dict[str, Any], *, whole: bool) -> dict[str, Any]:
    """A pull request: `whole` when it was asked for alone."""
    number, owner = data["number"], repo.partition("/")[0]
    url, merged = f"{base}/repos/{repo}/pulls/{data['number']}", bool(data["merged_sha"])
    ends = {
        end: {"label": f"{owner}:{data[end]}", "ref": data[end], "sha": data[f"{end}_sha"],
              "repo": repository(base, repo), "user": user(base, owner)}
        for end in ("head", "base")
    }  # fmt: skip
    counts = dict.fromkeys(("additions", "changed_files", "comments", "commits", "deletions", "review_comments"), 0)
    more = {"mergeable": data["mergeable"], "mergeable_state": "clean", "merged": merged, "merged_by": None,
            "maintainer_can_modify": False, **counts}  # fmt: skip
    return {
        **{name: f"{url}/{name}" for name in PULL_URLS}, **ends, **(more if whole else {}),
        "_links": {name: {"href": f"{url}/{name}"} for name in PULL_LINKS}, "html_url": f"{url}/html",
        "id": number, "node_id": f"PR_{number}", "number": number, "title": data["title"], "body": data["body"] or None,
        "user": user(base, data["user"]), "labels": [label(base, name) for name in data["labels"]], "locked": False,
        "state": data["state"], "assignee": None, "milestone": None, "auto_merge": None,
        "author_association": "CONTRIBUTOR", "merge_commit_sha": data["merged_sha"] or data["head_sha"],
        "created_at": data["created_at"], "updated_at": data["updated_at"],
        "closed_at": None if data["state"] == "open" else data["updated_at"],
        "merged_at": data["updated_at"] if merged else None,
    }  # fmt: skip


def comment(base: str, repo: str, data: dict[str, Any]) -> dict[str, Any]:
    """A comment."""
    url = f"{base}/repos/{repo}/issues/comments/{data['id']}"
    return {
        "id": data["id"], "node_id": f"IC_{data['id']}", "url": url, "html_url": f"{url}/html",
        "issue_url": f"{base}/repos/{repo}/issues/{data['number']}", "body": data["body"],
        "user": user(base, data["user"]), "created_at": data["created_at"], "updated_at": data["updated_at"],
        "author_association": "CONTRIBUTOR",
    }  # fmt: skip


def event(base: str, data: dict[str, Any]) -> dict[str, Any]:
    """A labeled-issue-event, or an unlabeled one."""
    return {
        "id": data["id"], "node_id": f"LE_{data['id']}", "url": f"{base}/events/{data['id']}",
        "actor": user(base, data["actor"]), "event": data["event"], "commit_id": None, "commit_url": None,
        "created_at": data["created_at"], "performed_via_github_app": None,
        "label": {"name": data["label"], "color": "ededed"},
    }  # fmt: skip


def status(base: str, data: dict[str, Any]) -> dict[str, Any]:
    """A commit status."""
    url = f"{base}/statuses/{data['id']}"
    return {
        "id": data["id"], "node_id": f"S_{data['id']}", "url": url, "avatar_url": f"{url}/avatar",
        "state": data["state"], "description": data["description"], "target_url": data["target_url"],
        "context": data["context"], "created_at": data["at"], "updated_at": data["at"],
        "creator": user(base, data["user"]),
    }  # fmt: skip


def combined(base: str, repo: str, sha: str, statuses: list[dict[str, Any]]) -> dict[str, Any]:
    """A combined-commit-status."""
    states = {each["state"] for each in statuses}
    whole = "failure" if states & {"failure", "error"} else "success" if states == {"success"} else "pending"
    url = f"{base}/repos/{repo}/commits/{sha}"
    simple = [{key: value for key, value in status(base, each).items() if key != "creator"} for each in statuses]
    return {
        "state": whole, "sha": sha, "total_count": len(statuses), "statuses": simple, "commit_url": url,
        "url": f"{url}/status", "repository": repository(base, repo),
    }  # fmt: skip


def run(base: str, repo: str, data: dict[str, Any]) -> dict[str, Any]:
    """A check-run."""
    url = f"{base}/repos/{repo}/check-runs/{data['id']}"
    output = {"title": None, "summary": None, "text": None, "annotations_count": 0, "annotations_url": url}
    is_done = data["status"] == "completed"
    return {
        "id": data["id"], "node_id": f"CR_{data['id']}", "head_sha": data["head_sha"], "name": data["name"],
        "url": url, "html_url": f"{url}/html", "details_url": data.get("details_url"), "status": data["status"],
        "conclusion": data.get("conclusion") if is_done else None, "external_id": data.get("external_id"),
        "started_at": AT, "completed_at": AT if is_done else None, "check_suite": {"id": 1},
        "output": {**output, **data.get("output", {})}, "app": None, "pull_requests": [],
    }  # fmt: skip


def installation(base: str, slug: str) -> dict[str, Any]:
    """An installation of an App."""
    owner, url = user(base, "acme"), f"{base}/app/installations/77"
    urls = {"access_tokens_url": f"{url}/access_tokens", "repositories_url": f"{url}/repositories", "html_url": url}
    nothing = dict.fromkeys(("single_file_name", "suspended_at", "suspended_by"))
    return {
        **urls, **nothing, "id": 77, "app_id": 1, "app_slug": slug, "account": owner, "target_id": owner["id"],
        "target_type": "User", "permissions": {}, "events": [], "repository_selection": "selected",
        "created_at": AT, "updated_at": AT,
    }  # fmt: skip

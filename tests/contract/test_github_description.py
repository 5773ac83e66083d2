"""What we send GitHub, what we read of its answers, and our double of it, held against GitHub's own description. Slow."""

import json

import httpx2
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from tests.contract import grounds
from tests.github import server
from tests.openapi import holding, official

from jigsmith.base import errors
from jigsmith.base.forge_settings import Forge as Settings
from jigsmith.engines.forge.github import webhook
from jigsmith.engines.forge.github.connect import github

pytestmark = pytest.mark.slow
SHA = "6dcb09b5b57875f334f61aebed695e2e4193db5e"
API = "/api/v3"


@pytest.fixture(scope="module")
def key():
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    form = serialization.PrivateFormat.TraditionalOpenSSL
    pem = private.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()).decode()
    subject = serialization.PublicFormat.SubjectPublicKeyInfo
    return pem, private.public_key().public_bytes(serialization.Encoding.PEM, subject).decode()


@pytest.fixture(scope="module")
def prism(tmp_path_factory):
    """Prism, which answers with GitHub's own examples: a link to a next page would lead to GitHub itself."""
    described = official.described(prefix=API)
    for each in official.walked(described["paths"]):
        if isinstance(each.get("headers"), dict):
            each["headers"].pop("Link", None)
    examples = described["components"]["examples"]
    for each in official.walked([described["paths"], examples]):
        each.pop("pull_request", None)  # GitHub's example of an issue is a pull request
        if set(each) >= {"value", "summary"} and isinstance(each["value"], dict) and "$ref" in each["value"]:
            each["value"] = examples[each["value"]["$ref"].rpartition("/")[2]][
                "value"
            ]  # Prism leaves those as they are
    with official.prism(tmp_path_factory.mktemp("prism"), described) as url:
        yield url


@pytest.fixture
def sent(monkeypatch):
    """Every call with its answer."""
    kept = []
    real = httpx2.Client.send

    def send(self, request, **more):
        kept.append(real(self, request, **more))
        return kept[-1]

    monkeypatch.setattr(httpx2.Client, "send", send)
    return kept


def complaints(sent):
    """What Prism says against our calls."""
    found = [(answer, json.loads(answer.headers.get("sl-violations", "[]"))) for answer in sent]
    return [
        (answer.request.method, str(answer.request.url), answer.status_code, violation)
        for answer, violations in found
        for violation in (violations or [None])
        if answer.status_code >= 400 or (violation and violation["location"][0] == "request")
    ]


def test_prism_notices_a_call_that_is_wrong(prism):
    wrong = httpx2.post(f"{prism}{API}/repos/acme/shop/pulls", json={"head": "x"}, headers={"Authorization": "x"})
    assert wrong.status_code == 422


def test_every_call_by_a_token_is_described_and_githubs_own_examples_are_read(prism, sent):
    settings = Settings(kind="github", repo="octocat/Hello-World", url=prism, token_env="T", pace=0.0)
    forge = github(settings, {"T": "x"}, sleep=lambda _: None)
    assert forge.me == "octocat"
    assert [(issue.number, issue.author) for issue in forge.issues(label="bug")] == [(1347, "octocat")]
    assert forge.issue(1347).title == "Found a bug"
    assert forge.open_issue(title="Broken", body="See the log", labels=["bug"], key="job-1").state == "open"
    forge.label(1347, "bug")
    forge.unlabel(1347, "bug")
    assert forge.comment(1347, "Me too", key="progress").author == "octocat"
    assert [comment.author for comment in forge.comments(1347)] == ["octocat"]
    forge.close_issue(1347, comment="Done")
    assert forge.open_pull(head="new-topic", base="main", title="T", body="B", key="p").base == "master"
    assert [pull.number for pull in forge.pulls(state="all")] == [1347]
    forge.edit_pull(1347, title="T", body="B")
    forge.close_pull(1347)
    pull = forge.pull(1347)
    assert (pull.state, pull.head_sha) == ("merged", SHA)  # the example is
    assert forge.merge_pull(1347, sha=SHA) == pull
    forge.set_check(SHA, "jigsmith/tests", "success", summary="40 passed", url="https://example.org/1")
    assert "continuous-integration/jenkins" in [check.name for check in forge.checks(SHA)]
    assert forge.may_label("octocat")
    forge.close()
    assert complaints(sent) == []
    assert len({(answer.request.method, answer.request.url.path) for answer in sent}) >= 18


def test_every_call_by_an_app_is_described(prism, sent, key):
    settings = Settings(kind="github", repo="octocat/Hello-World", url=prism, app_id="1", private_key_env="K", pace=0.0)
    forge = github(settings, {"K": key[0]}, sleep=lambda _: None)
    assert forge.me == "octoapp[bot]"
    forge.set_check(SHA, "jigsmith/tests", "failure", summary="2 of 40 failed\n\n- a\n- b")
    forge.set_check(SHA, "jigsmith/tests", "pending", summary="Running", url="https://example.org/1")
    forge.close()
    assert complaints(sent) == []
    assert any(answer.request.url.path.endswith("/access_tokens") for answer in sent)


@pytest.fixture
def double(tmp_path, key):
    bare, clone = grounds.repository(tmp_path / "git", bare=True)
    with server.running(bare) as running:
        running.app = ("1", "jigsmith", key[1])
        running.repo.permissions["jigsmith[bot]"] = "write"
        yield running, clone


def tell(forge, clone, name):
    """A story that goes through every call."""
    (clone / f"{name}.txt").write_text(name)
    grounds.git(clone, "add", ".")
    grounds.git(clone, *grounds.WHO, "commit", "-q", "-m", name)
    sha = grounds.git(clone, "rev-parse", "HEAD")
    forge.push(clone, sha=sha, branch=name, was="")
    issue = forge.open_issue(title="Broken", body="", labels=["bug"], key=f"job-{name}")
    forge.label(issue.number, "claude-task")
    forge.unlabel(issue.number, "bug")
    forge.issues(label="claude-task", since=issue.created)
    forge.comment(issue.number, "One", key="a")
    forge.comment(issue.number, "Two", key="a")
    pull = forge.open_pull(head=name, base="main", title="T", body="B", key=f"p-{name}")
    with pytest.raises(errors.ForgeRefused):
        forge.open_pull(head=name, base="main", title="T", body="B", key="other")
    forge.edit_pull(pull.number, title="U")
    forge.pulls(state="all")
    for state in ("pending", "success"):
        forge.set_check(sha, "tests", state, summary="40 passed")
    forge.checks(sha)
    with pytest.raises(errors.MergeRefused):
        forge.merge_pull(pull.number, sha="0" * 40)
    forge.merge_pull(pull.number, sha=sha, message="Merge it\n\nBecause.")
    forge.close_issue(issue.number, comment="Done")
    forge.close_pull(pull.number)
    forge.may_label("ann")
    forge.may_label("nobody")
    with pytest.raises(errors.ForgeRefused):
        forge.issue(999)


def test_the_double_speaks_as_github_describes_itself(double, key):
    running, clone = double
    for more, environment in (
        ({"token_env": "T"}, {"T": "token-of-factory"}),
        ({"app_id": "1", "private_key_env": "K"}, {"K": key[0]}),
    ):
        settings = Settings(kind="github", repo="acme/shop", url=running.url, pace=0.0, **more)
        forge = github(settings, environment, sleep=lambda _: None)
        assert forge.me
        tell(forge, clone, f"by-{next(iter(environment)).lower()}")
        forge.close()
    description = holding.Description(official.described())
    found = [
        breach
        for each in running.exchanges
        for breach in (
            *description.breaches(each.method, each.path, query=each.query, body=each.body),
            *([] if each.status == 304 else description.breaches_of_answer(
                each.method, each.path, status=each.status, answer=each.answer)),
        )
    ]  # fmt: skip
    assert not found, "\n".join(sorted(set(found)))
    assert len(running.exchanges) > 60


def test_every_official_example_of_a_webhook_is_taken():
    taken, read = 0, {}
    for event in official.webhooks():
        for example in event["examples"]:
            raw = json.dumps(example, ensure_ascii=False).encode()
            headers = {"X-Hub-Signature-256": webhook.signature("secret", raw), "X-GitHub-Event": event["name"]}
            said = webhook.read(raw, headers, secret="secret")
            taken += 1
            if said.happening is not None:
                kind = type(said.happening).__name__
                read[kind] = read.get(kind, 0) + 1
                assert said.repository
            if isinstance(said.happening, webhook.Labelled):
                assert said.happening.label.by == example["sender"]["login"]
    assert taken > 300
    assert set(read) == {"Labelled", "Unlabelled", "IssueChanged", "Commented", "PullChanged"}
    assert sum(read.values()) == sum(
        len(event["examples"])
        for event in official.webhooks()
        if event["name"] in ("issues", "issue_comment", "pull_request")
    )

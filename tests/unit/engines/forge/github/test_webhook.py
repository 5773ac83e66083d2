"""A delivery is believed only when GitHub signed these very bytes, and counts once."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.github import shapes

from jigsmith.base import errors
from jigsmith.engines.forge.github import webhook
from jigsmith.store.factory import database, deliveries

SECRET = "It's a Secret to Everybody"
NOW = datetime(2026, 11, 30, tzinfo=UTC)


def topic(**more):
    at = "2026-11-30T10:00:00Z"
    data = {"number": 7, "title": "Please", "body": "Do it\r\n", "user": "ann", "labels": ["claude-task"],
            "state": "open", "pull": False, "created_at": at, "updated_at": at}  # fmt: skip
    return shapes.issue("https://api.github.com", "acme/shop", data | more)


def payload(action, **more):
    return {
        "action": action,
        "issue": topic(),
        "repository": {"full_name": "acme/shop"},
        "sender": {"login": "bob"},
    } | more


def delivered(data, event, **headers):
    raw = json.dumps(data).encode()
    signed = {"X-Hub-Signature-256": webhook.signature(SECRET, raw), "X-GitHub-Event": event, "X-GitHub-Delivery": "1"}
    return webhook.read(raw, signed | headers, secret=SECRET, me="factory")


def test_the_signature_is_that_of_githubs_own_example():
    # From "Testing the webhook payload validation" in GitHub's documentation.
    assert webhook.signature(SECRET, b"Hello, World!") == (
        "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
    )


def test_a_label_comes_with_who_put_it_there_and_the_text_of_then():
    said = delivered(payload("labeled", label={"name": "claude-task"}), "issues")
    assert isinstance(said.happening, webhook.Labelled)
    assert (said.happening.label.name, said.happening.label.by, said.happening.issue.body) == (
        "claude-task",
        "bob",
        "Do it\n",
    )
    assert said.repository == "acme/shop"


def test_a_comment_comes_with_who_wrote_it_and_whether_it_is_ours():
    data = {"id": 5, "number": 7, "body": "Yes\n\n<!-- jigsmith:progress -->", "user": "factory",
            "created_at": shapes.AT, "updated_at": shapes.AT}  # fmt: skip
    comment = shapes.comment("https://api.github.com", "acme/shop", data)
    said = delivered(payload("created", comment=comment), "issue_comment").happening
    assert isinstance(said, webhook.Commented)
    assert (said.number, said.comment.body, said.comment.key, said.by) == (7, "Yes", "progress", "bob")
    comment["user"]["login"] = "eve"
    said = delivered(payload("created", comment=comment), "issue_comment").happening
    assert isinstance(said, webhook.Commented) and said.comment.key == ""


def test_what_does_not_concern_us_is_taken_and_says_nothing():
    for event in ("ping", "star", "something_new"):
        assert delivered({"zen": "Keep it logically awesome."}, event).happening is None


@given(st.binary(min_size=1), st.integers(0, 10_000), st.integers(1, 255))
def test_a_single_changed_byte_is_noticed(raw, place, change):
    signed = {"X-Hub-Signature-256": webhook.signature(SECRET, raw), "X-GitHub-Event": "ping"}
    changed = bytearray(raw)
    changed[place % len(raw)] ^= change
    with pytest.raises(errors.ForgeRefused, match="signature is wrong"):
        webhook.read(bytes(changed), signed, secret=SECRET)


@pytest.mark.parametrize(
    "header", [{}, {"X-Hub-Signature-256": ""}, {"X-Hub-Signature-256": "sha256=ü"}, {"X-Hub-Signature": "sha1=1"}]
)
def test_what_is_not_signed_is_refused(header):
    with pytest.raises(errors.ForgeRefused):
        webhook.read(b"{}", header, secret=SECRET)


def test_without_a_secret_nothing_is_believed():
    with pytest.raises(errors.ForgeRefused, match="no secret"):
        webhook.read(b"{}", {"X-Hub-Signature-256": webhook.signature("", b"{}")}, secret="")


@pytest.mark.parametrize("raw", [b"not json", b"[]", b'{"action": "labeled"}', b'{"issue": 5, "action": "x"}'])
def test_what_cannot_be_read_is_refused_in_words(raw):
    signed = {"X-Hub-Signature-256": webhook.signature(SECRET, raw), "X-GitHub-Event": "issues"}
    with pytest.raises(errors.ForgeRefused, match="cannot be read"):
        webhook.read(raw, signed, secret=SECRET)


def test_a_body_that_is_replayed_under_a_new_id_is_known(tmp_path):
    engine = database.opened(f"sqlite:///{tmp_path / 'factory.db'}")
    data = payload("labeled", label={"name": "claude-task"})
    first, again = (delivered(data, "issues", **{"X-GitHub-Delivery": name}) for name in ("1", "2"))
    other = delivered(payload("unlabeled", label={"name": "claude-task"}), "issues")
    with database.begin(engine) as connection:
        assert deliveries.first(connection, first.key, now=NOW)
        assert not deliveries.first(connection, again.key, now=NOW)
        assert deliveries.first(connection, other.key, now=NOW + timedelta(days=2))
        assert deliveries.forget(connection, before=NOW + timedelta(days=1)) == 1
        assert not deliveries.first(connection, other.key, now=NOW)
    engine.dispose()

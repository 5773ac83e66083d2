"""Redacting what people wrote: no secret and nothing that plays tricks on a terminal stays."""

import pytest
from tests.unit.loop.observe.habits.test_reduce import SECRETS

from jigsmith.loop.observe.habits import redact


@pytest.mark.parametrize("secret", [each for each in SECRETS if "EXAMPLE" not in each])
@pytest.mark.parametrize(
    "text",
    [
        "log in with the password {0} please",
        "the token is {0}",
        "set API_KEY={0} in .env",
        'password: "{0}"',
        "export SECRET={0}",
        "clone https://me:{0}@example.org/x",
        "use Authorization: token {0}",
        "my passphrase = {0}, thanks",
        "DB_PASSWORD: {0}\nnext",
    ],
)
def test_a_secret_after_a_telling_word_is_masked(text, secret):
    assert secret not in redact.redacted(text.format(secret))


@pytest.mark.parametrize(
    "text",
    [
        "Add the endpoint for orders with tests",
        "Fix #123: passwords were logged",
        "use docs/howto/mine-your-history.md",
        "Bump version to 1.12.3",
        "rename getUserTokenFromHeader",
        "https://example.org/a/b?c=d",
    ],
)
def test_what_is_no_secret_stays(text):
    assert redact.redacted(text) == text


def test_a_private_key_goes_as_a_whole():
    key = "-----BEGIN RSA PRIVATE KEY-----\nMIIEow\nabc\n-----END RSA PRIVATE KEY-----"
    assert redact.redacted(f"use {key} here") == "use *** here"
    assert "MIIEow" not in redact.redacted("-----BEGIN PRIVATE KEY-----\nMIIEow and no end")


def test_control_characters_go():
    assert redact.redacted("a\x1b[31mb\x1b]0;t\x07c\u202ed\x00e\udcfff") == "ab]0;tcdef"

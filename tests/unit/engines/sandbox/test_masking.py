"""Secrets in output."""

import base64
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jigsmith.base import secret_forms
from jigsmith.engines.sandbox import masking


@pytest.mark.parametrize(
    "line",
    [
        b"key sk-" + b"ant-api03-abcdefghijklmnopqrstuvwx-yz",
        b"ghp" + b"_abcdefghijklmnopqrstuvwxyz0123456789",
        b"token=xo" + b"xb-1234567890-abcdef",
        b"AK" + b"IAABCDEFGHIJKLMNOP",
        b"eyJhbGciOiJIUzI1NiJ9.ey" + b"JzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P",
        b"Authorization: Bearer abcdef123456",
        b"'x-api-key': 'abcdef123456'",
        b"postgres://app:hunter22@db/x",
        b"https://hooks.slack.com/services/T0000/B0000/abcdefghijklmnop",
    ],
)
def test_what_looks_like_a_key_is_masked(line: bytes):
    masked = masking.Masker().mask(line)
    assert b"***" in masked
    assert line.rsplit(b" ", 1)[-1] not in masked


@pytest.mark.parametrize("form", secret_forms.FORMS.values(), ids=secret_forms.FORMS)
@settings(max_examples=40)
@given(data=st.data())
def test_each_known_form_is_masked_wherever_it_stands(form: str, data: st.DataObject):
    key = data.draw(st.from_regex(re.compile(form, re.ASCII), fullmatch=True)).encode()
    assert key not in masking.Masker().mask(b"f() said '" + key + b"' and went on\n")


@pytest.mark.parametrize(
    "line",
    [
        b"sk-learn is a library\n",
        b"commit 3f786850e387550fdab836ed7e6dc881de23001b\n",
        b"https://example.org/path?a=b\n",
        b"the author: somebody; authorization is checked\n",
        b"uuid 01a22c54-fa7f-7351-9db0-dbc6de87e15f\n",
    ],
)
def test_what_does_not_is_left(line: bytes):
    assert masking.Masker().mask(line) == line


@given(st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=8, max_size=40), st.binary(), st.binary())
def test_a_known_value_is_masked_wherever_it_stands(secret: str, before: bytes, after: bytes):
    masked = masking.Masker([secret]).mask(before + secret.encode() + after)
    assert secret.encode() not in masked


def test_also_in_base64_and_in_an_address():
    secret = "pass word/12"
    masker = masking.Masker([secret])
    for written in (base64.b64encode(secret.encode()), b"pass%20word%2F12"):
        assert written.rstrip(b"=") not in masker.mask(b"x " + written + b" y\n")


def test_a_private_key_is_masked_over_its_lines():
    masker = masking.Masker()
    lines = [
        b"before\n",
        b"a -----BEGIN RSA PRIVATE KEY-----\n",
        b"MIIEabc\n",
        b"-----END RSA PRIVATE KEY-----\n",
        b"after\n",
    ]
    assert [masker.mask(line) for line in lines] == [b"before\n", b"a ***\n", b"***\n", b"***\n", b"after\n"]


def test_secrets_are_known_by_the_names_of_variables():
    environment = {
        "GITHUB_TOKEN": "t1t1t1t1", "DB_PASSWORD": "p1p1p1p1", "OPENAI_API_KEY": "k1k1k1k1", "PATH": "/usr/bin",
        "DATABASE_URL": "postgres://app:u1u1u1u1@db/x", "KEYBOARD": "us",
    }  # fmt: skip
    assert sorted(masking.secrets(environment)) == ["k1k1k1k1", "p1p1p1p1", "t1t1t1t1", "u1u1u1u1"]


def test_short_values_would_mask_everything_and_are_left():
    assert masking.Masker(["1", "true"]).mask(b"1 is true\n") == b"1 is true\n"

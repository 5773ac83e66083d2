"""Secrets: made-up keys in the forms of real ones, and lines that only look alike.

The keys are made of two parts, so that other people's scanners do not take this file for a leak.
"""

import re
import time

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from jigsmith.base import secret_forms
from jigsmith.engines.gauges import secrets

SURE = (
    ('aws_access_key_id = "AKIA', 'Q3EGRTV5XWZ2LMNP"'),
    ("token: ghp_", "a9Kd83LmQz7RtYw2XvBn4CsHg6JfPe1UoI5T"),
    ("GITHUB_TOKEN=github_pat_", "11ABCDEFG0abcdefghijkl_MnOpQrStUvWxYz0123456789aBcDeFgHiJkLmNoPqRsTuVwXyZ01234"),
    ('gl = "glpat-', 'xK9dLm2Qz7RtYw4VbNc8"'),
    ('slack = "xoxb-', '123456789012-1234567890123-AbCdEfGhIjKlMnOpQrStUvWx"'),
    ("https://hooks.slack.com/services/", "T0A1B2C3D/B0E4F5G6H/aB3dE5fG7hI9jK1lM3nO5pQ7"),
    ('stripe = "sk_live_', '51HxAbCdEfGhIjKlMnOpQrStUv"'),
    ("ANTHROPIC_API_KEY=sk-ant-", "api03-a9Kd83LmQz7RtYw2XvBn4CsHg6JfPe1UoI5TzXcVbNmAsDfGhJkLqWeRtYuIoP0-9_8-7AAA"),
    ("OPENAI_API_KEY=sk-proj-", "a9Kd83LmQz7RtYw2XvBn4CsHg6JfPe1UoI5TzXcVbNmT3BlbkFJAsDfGhJkLqWeRtYuIoP"),
    ('google = "AIza', 'SyD3kq9Zt1yLwX8pRb2NfHd7JcMs4Gu6AeT"'),
    ("npm = npm_", "a9Kd83LmQz7RtYw2XvBn4CsHg6JfPe1UoI5T"),
    ("//registry.example.com/:_authToken=npm_", "Zx9Kd83LmQz7RtYw2XvBn4CsHg6JfPe1UoI5"),
    ("pypi = pypi-", "AgEIcHlwaS5vcmcCJGE5S2Q4M0xtUXo3UnRZdzJYdkJuNENzSGc2SmZQZTFVb0k1VAACKlszLCJh"),
    ("-----BEGIN ", "RSA PRIVATE KEY-----"),
    ("-----BEGIN ", "OPENSSH PRIVATE KEY-----"),
    ("-----BEGIN ", "PRIVATE KEY-----"),
    ("sendgrid = SG.", "aB3dE5fG7hI9jK1lM3nO5p.qR7sT9uV1wX3yZ5aB7cD9eF1gH3iJ5kL7mN9oP1qR3s"),
    ('twilio = "SK0', '123456789abcdef0123456789abcdef"'),
    (
        "azure: DefaultEndpointsProtocol=https;AccountName=x;AccountKey=",
        "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==",
    ),
    ("hf = hf_", "aBcDeFgHiJkLmNoPqRsTuVwXyZ0123456789"),
    ("do = dop_v1_", "3f2a9c8d7e6b5a4c3d2e1f0a9b8c7d6e5f4a3b2c1d0e9f8a7b6c5d4e3f2a1b0c"),
    ("telegram = 123456789:", "AAF-aBcDeFgHiJkLmNoPqRsTuVwXyZ012345"),
    ("vault = hvs.", "CAESIJa9Kd83LmQz7RtYw2XvBn4CsHg6JfPe1UoI5TzXcVbNmAsD"),
)
LIKELY = (
    'aws_secret_access_key = "vK3kq9Zt1yLwX8pRb2NfHd7JcMs4Gu6AeTo0QiBx"',
    "DATABASE_URL=postgres://admin:Xk9dLm2Qz7Rt@db.example.com:5432/app",
    'password = "Tr0ub4dor&3xQ9z!kLm"',
    '"clientSecret": "8f14e45fceea167a5a36dedd4bea2543aa91"',
    'jwt = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U"',  # noqa: E501
    "Authorization: Bearer a9Kd83LmQz7RtYw2XvBn4CsHg6JfPe1UoI5TzXcVbNm",
)
HARMLESS = (
    '      "integrity": "sha512-Xk9dLm2Qz7RtYw2XvBn4CsHg6JfPe1UoI5TzXcVbNmAsDfGhJkLqWeRtYuIoPa9Kd83LmQz7RtYw2XvBn4CsHg6Jg==",',  # noqa: E501
    'name = "x" ; checksum = "3f2a9c8d7e6b5a4c3d2e1f0a9b8c7d6e5f4a3b2c1d0e9f8a7b6c5d4e3f2a1b0c"',
    "github.com/x/y v1.2.3 h1:Xk9dLm2Qz7RtYw2XvBn4CsHg6JfPe1UoI5TzXcVbNk=",
    "uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683",
    'password = os.environ["DATABASE_PASSWORD"]',
    "password: ${{ secrets.DATABASE_PASSWORD }}",
    "token = process.env.GITHUB_TOKEN",
    'const password = await prompt("Password")',
    "API_KEY=your-api-key-here",
    "API_KEY=<your key>",
    'secret = "changeme"',
    "DATABASE_URL=postgres://user:password@localhost:5432/app",
    "postgres://postgres:postgres@db:5432/app",
    "password = Field(min_length=8, max_length=128)",
    "def reset_password(token: str, new_password: str) -> None:",
    'id = "550e8400-e29b-41d4-a716-446655440000"',
    'src="data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="',
    'commit = "5c425ce8f1b0d2e3a4958677c6b5a4f3e2d1c0b9"',
    "AKIAIOSFODNN7EXAMPLE",
    "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    "class AuthenticationTokenProviderFactoryImplementation:",
    'tokenUrl = "https://login.example.com/oauth2/v2.0/token"',
    'SECRET_KEY_SETTING_NAME = "application.security.secret-key"',
    'const passwordField = screen.getByLabelText("Password")',
    "secretName: my-application-database-credentials",
    'token_type = "urn:ietf:params:oauth:token-type:access_token"',
    'password_hash = hash_password("correct horse battery staple")',
    "sk-learn-contrib-compatible-estimators-and-transformers",
    '"resolved": "https://registry.example.com/vitest/-/vitest-3.2.4.tgz",',
    "authorization: `Bearer ${token}`",
    "-----BEGIN CERTIFICATE-----",
    "-----BEGIN PUBLIC KEY-----",
    'translations["account.password.forgotten"] = "Have you forgotten your password?"',
    'key = "ArrowDownKeyPressedHandler"',
    "csrfToken: csrfTokenFromMetaTag(),",
)


@pytest.mark.parametrize("parts", SURE, ids=lambda parts: parts[0][:30])
def test_a_key_of_a_known_form_is_found_in_any_file(parts):
    for path in ("src/app.ts", "package-lock.json", ".env"):
        (found,) = secrets.find(["", "".join(parts)], path=path)
        assert found.sure
        assert found.place == 1


@pytest.mark.parametrize("line", LIKELY)
def test_what_is_assigned_and_looks_like_a_secret_is_found(line):
    (found,) = secrets.find([line], path="config/.env.production")
    assert not found.sure


@pytest.mark.parametrize("line", HARMLESS)
def test_what_only_looks_like_a_secret_is_not(line):
    for path in ("src/app.ts", "config.yaml"):
        assert secrets.find([line], path=path) == []


def test_a_key_in_parts_that_are_glued_together_is_found():
    before, after = "ghp_a9Kd83LmQz7R", "tYw2XvBn4CsHg6JfPe1UoI5T"
    for lines in (
        [f'KEY = "{before}" + "{after}"'],
        ["KEY = (", f'    "{before}"', f'    "{after}"', ")"],
        [f"const key = '{before}' +", f"  '{after}';"],
    ):
        (found,) = secrets.find(lines, path="a.py")
        assert (found.kind, found.sure) == ("a token of GitHub, put together from parts", True)


@pytest.mark.parametrize(
    "lines",
    [
        ['KEY = "".join(["ghp_a9Kd83LmQz7R", "tYw2XvBn4CsHg6JfPe1UoI5T"])'],
        ['A = "ghp_a9Kd83LmQz7R"', 'B = "tYw2XvBn4CsHg6JfPe1UoI5T"', "KEY = A + B"],
        ["KEY = base64.b64decode('Z2hwX2E5S2Q4M0xtUXo3UnRZdzJYdkJuNENzSGc2SmZQZTFVb0k1VA==')"],
        ['KEY = "T5IoU1ePfJ6gHsC4nBvX2wYtR7zQmL38dK9a_phg"[::-1]'],
    ],
    ids=["joined", "named parts", "encoded", "reversed"],
)
def test_a_key_that_is_put_together_at_run_time_is_not_found(lines):
    """Said in docs/howto/gates.md: whoever wants to hide a key can."""
    assert not any(each.sure for each in secrets.find(lines, path="a.py"))


def test_what_is_found_is_not_repeated():
    key = "ghp_" + "a9Kd83LmQz7RtYw2XvBn4CsHg6JfPe1UoI5T"
    assert key[4:] not in repr(secrets.find([f"token = {key}"], path="a.py"))


def test_long_lines_do_not_hold_it_up():
    lines = ["a" * 100_000, "password" * 10_000, '"' + " " * 100_000, "Xk9dLm2Qz7" * 10_000, "://" * 30_000]
    began = time.process_time()
    secrets.find(lines, path="bundle.min.js")
    assert time.process_time() - began < 3  # measured: 0.3 s


@pytest.mark.parametrize("form", secret_forms.FORMS.values(), ids=secret_forms.FORMS)
@settings(max_examples=40)
@given(data=st.data())
def test_each_form_is_found_wherever_it_stands(form, data):
    key = data.draw(st.from_regex(re.compile(form, re.ASCII), fullmatch=True))
    assume(len(set(key)) >= 10 and "xxxx" not in key.lower() and "example" not in key.lower())
    (found, *_) = secrets.find(["f()", f'k = "{key}"'], path="a.go")
    assert (found.place, found.sure) == (1, True)

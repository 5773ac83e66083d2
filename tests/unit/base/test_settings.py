"""jig.toml: what it may hold, and what is said when it holds something else."""

import platformdirs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from jigsmith.base import errors, places, settings


def test_without_a_file_everything_has_its_default(tmp_path):
    assert settings.load(tmp_path) == settings.Settings()


def test_what_the_file_says_is_read(tmp_path):
    (tmp_path / "jig.toml").write_text('[scan]\nignore = ["legacy/"]\nmin_instances = 4\n')
    assert settings.load(tmp_path).scan == settings.Scan(ignore=["legacy/"], min_instances=4)


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ("[scan]\nignore = []\nignroe = []\n", 3, "scan.ignroe"),
        ("\n\n[scann]\nignore = []\n", 3, "scann"),
        ("[scan]\nmin_instances = 'many'\n", 2, "scan.min_instances"),
        ("[scan]\nmin_instances = 1\n", 2, "scan.min_instances"),
        ("scan.ignore = [1]\n", 1, "scan.ignore"),
        ("[scan]\nignore = [\n", 2, "not valid TOML"),
        ("scan = 3\n", 1, "scan"),
    ],
)
def test_a_mistake_is_told_with_its_line(text, line, word):
    with pytest.raises(errors.ConfigInvalid) as caught:
        settings.parse(text, where="jig.toml")
    assert caught.value.where == f"jig.toml:{line}"
    assert word in caught.value.what


def test_a_file_that_is_not_text_is_an_error_of_the_configuration(tmp_path):
    (tmp_path / "jig.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(errors.ConfigInvalid):
        settings.load(tmp_path)


def test_the_published_schema_accepts_what_is_allowed_and_refuses_the_rest():
    schema = settings.schema()
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    assert validator.is_valid({"scan": {"ignore": ["a"], "min_instances": 2}})
    assert not validator.is_valid({"scan": {"min_instances": 1}})
    assert not validator.is_valid({"scann": {}})


def test_data_lies_where_jig_home_says(monkeypatch, tmp_path):
    monkeypatch.setenv("JIG_HOME", str(tmp_path))
    assert places.home() == tmp_path


@pytest.mark.parametrize("data", [None, "/somewhere/else"])
def test_data_lies_where_the_system_has_it(monkeypatch, data):
    monkeypatch.delenv("JIG_HOME", raising=False)
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    if data:
        monkeypatch.setenv("XDG_DATA_HOME", data)
    assert str(places.home()) == platformdirs.user_data_dir("jigsmith", appauthor=False)


@given(
    st.text() | st.from_regex(r"(\[[a-z.]{1,8}\]\n|[a-z_.]{1,14} ?= ?[\[\]\"'0-9a-z, ]{0,12}\n){0,6}", fullmatch=True)
)
def test_whatever_the_file_holds_it_is_read_or_told(text):
    try:
        settings.parse(text, where="jig.toml")
    except errors.ConfigInvalid as error:
        assert error.where is not None
        assert error.where.startswith("jig.toml")

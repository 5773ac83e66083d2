"""Records of instances: one file each, whatever the name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jigsmith.app.records import instances
from jigsmith.base import errors
from jigsmith.engines.templates import documents, paths

RECORD = instances.Record(
    template="t", version="1.0.0", digest="d", name="a b", parameters={"x": [1, {"k": "no"}]}, files={"a/b.py": "0"}
)


@given(st.text(min_size=1, max_size=40).filter(lambda name: name.isprintable()))
def test_every_name_has_a_file_that_every_system_can_hold(name):
    assert paths.checked(instances.place("t", name))


@given(st.text(min_size=1, max_size=6), st.text(min_size=1, max_size=6))
def test_two_names_have_two_files(one, other):
    assert (instances.key(one) == instances.key(other)) == (one == other)


@pytest.mark.parametrize(("name", "key"), [("UserProfile", "UserProfile"), ("user_profile-2", "user_profile-2")])
def test_a_plain_name_is_its_own_key(name, key):
    assert instances.key(name) == key


def test_a_record_is_read_back_as_it_was_written(tmp_path):
    made = instances.rendered(RECORD)
    path = tmp_path / made.path
    path.parent.mkdir(parents=True)
    path.write_bytes(made.data or b"")
    assert instances.read(tmp_path, "t", "a b") == RECORD
    assert list(instances.list_all(tmp_path, "t")) == [RECORD]
    assert list(instances.list_all(tmp_path, "other")) == []
    assert instances.read(tmp_path, "t", "other") is None


def test_a_record_reads_like_yaml_that_somebody_wrote():
    made = (instances.rendered(RECORD).data or b"").decode()
    assert documents.read(made, origin="r")[0]["name"] == "a b"
    assert made == (
        'template: t\nversion: "1.0.0"\ndigest: d\nname: a b\nparameters:\n  x:\n    - 1\n    - k: "no"\n'
        'files:\n  a/b.py: "0"\n'
    )


@pytest.mark.parametrize("text", ["x: 1", "[", "template: 1"])
def test_a_broken_record_is_said_to_be_that(tmp_path, text):
    path = tmp_path / instances.place("t", "a")
    path.parent.mkdir(parents=True)
    path.write_text(text)
    with pytest.raises(errors.TemplateInvalid) as caught:
        instances.read(tmp_path, "t", "a")
    assert str(path) in (caught.value.where or "")
    assert "Restore it from git" in (caught.value.do or "")


def test_a_name_whose_record_would_be_that_of_another_where_case_is_folded_is_refused(tmp_path):
    place = tmp_path / instances.place("t", "Invoice")
    place.parent.mkdir(parents=True)
    place.touch()
    with pytest.raises(errors.WouldOverwrite, match="`Invoice` is recorded already"):
        instances.refuse_other_spelling(tmp_path, "t", "invoice")
    instances.refuse_other_spelling(tmp_path, "t", "Invoice")
    instances.refuse_other_spelling(tmp_path, "t", "invoices")
    instances.refuse_other_spelling(tmp_path, "other", "invoice")

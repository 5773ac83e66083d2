"""Matching: from paths back to names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jigsmith.engines.templates import expressions, matching, records


def found(path, *there, marks=None):
    pattern = matching.pattern(path, marks)
    assert pattern
    return [name for name, _ in matching.names_in(pattern, there)]


def test_the_name_is_what_stands_where_the_path_has_it():
    assert found("src/{{name}}/{{name}}.tsx", "src/A/A.tsx", "src/A/B.tsx", "src/b/b.tsx", "x/A/A.tsx") == ["A", "b"]


def test_a_style_must_fit_what_stands_there():
    assert found("{{ name | snake }}/{{ name }}.py", "user_profile/UserProfile.py", "userprofile/UserProfile.py") == [
        "UserProfile"
    ]


def test_without_a_raw_name_the_first_style_gives_it():
    assert found("{{ name | plural }}/x.py", "users/x.py") == ["users"]
    assert found("{{ name | plural }}/{{ name | singular }}.py", "users/user.py") == ["users"]


def test_other_parameters_match_anything_in_one_folder():
    assert found("{{ layer }}/{{ name }}.py", "a/x.py", "b/y.py", "b/c/z.py") == ["x", "y"]


def test_a_path_with_statements_is_no_pattern():
    assert matching.pattern("{% if x %}a{% endif %}/{{ name }}", None) is None


def test_other_delimiters_are_respected():
    marks = records.Delimiters(variable=("<<", ">>"))
    assert found("<< name >>/{{x}}.py", "a/{{x}}.py", "a/b.py", marks=marks) == ["a"]


@pytest.mark.parametrize(
    "path", ["{{ name }}", "a/{{ name | kebab }}.x", "{{name}}/{{ name | snake }}/{{ name | pascal }}.t"]
)
@given(words=st.lists(st.text("abcdefghij", min_size=2, max_size=6), min_size=1, max_size=3))
def test_a_rendered_path_gives_a_name_that_renders_it(path, words):
    name = "-".join(words)
    made = expressions.render(path, {"name": name}, None, where=expressions.Where("t"))
    (again,) = found(path, made)
    assert expressions.render(path, {"name": again}, None, where=expressions.Where("t")) == made

"""Which forms of an instance's name are found in its text, and which words merely look like one."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jigsmith.engines.templates import names
from jigsmith.engines.trees import lexer
from jigsmith.loop.build import marks

WORDS = st.lists(st.sampled_from(["user", "order", "item", "role", "page", "city"]), min_size=1, max_size=3)
STYLES = ("pascal", "camel", "snake", "kebab", "flat", "const", "title", "words", "dot", "path", "train", "cobol")


def found(text, name):
    return [text[m.start : m.end] for m in marks.marks(text, name)]


@pytest.mark.parametrize("style", STYLES)
@given(WORDS)
def test_a_name_is_found_in_every_style(style, words):
    form = names.STYLES[style](" ".join(words))
    assert found(f"x = <{form}> + 1", "_".join(words)) == [form]


@given(WORDS, st.sampled_from(STYLES), st.sampled_from(["snake", "pascal", "kebab", "camel"]))
def test_it_makes_no_difference_in_which_style_the_name_is_given(words, written, given_in):
    text = f"({names.STYLES[written](' '.join(words))})"
    assert found(text, names.STYLES[given_in](" ".join(words))) == found(text, "_".join(words))


@given(st.text(alphabet="user USER_-./\n0z", max_size=60), st.sampled_from(["user", "user_user", "us", "User0"]))
def test_marks_are_in_order_apart_and_within_a_line(text, name):
    here = marks.marks(text, name)
    assert all(a.end <= b.start for a, b in itertools.pairwise(here))
    assert all("\n" not in text[m.start : m.end] and m.start < m.end for m in here)


@given(st.text(max_size=80), st.text(max_size=12))
def test_any_text_and_any_name_can_be_asked_for(text, name):
    assert "".join(t.space + t.text for t in lexer.tokens(text, marks.marks(text, name))) == text


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("categories", ["categories"]),
        ("Categories[]", ["Categories"]),
        ("CATEGORIES", ["CATEGORIES"]),
        ("category", ["category"]),
        ("getCategoryById", ["Category"]),
        ("subcategory", []),
        ("categorical", []),
    ],
)
def test_the_plural_is_a_form_of_the_name(text, forms):
    assert found(text, "category") == forms


def test_the_singular_of_a_name_in_the_plural_is_a_form_of_it():
    assert found("order_items OrderItem orderItems orders", "order_items") == ["order_items", "OrderItem", "orderItems"]
    assert found("people Person personal", "person") == ["people", "Person"]


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("user_id", ["user"]),
        ("_user", ["user"]),
        ("userName", ["user"]),
        ("UserList", ["User"]),
        ("getUser", ["User"]),
        ("IconUser5", []),
        ("superuser", []),
        ("username", []),
        ("2user", []),
        ("user2", []),
        ("USERNAME", []),
        ("users", ["users"]),
    ],
)
def test_a_form_ends_where_a_word_ends(text, forms):
    assert found(text, "user") == forms


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("id", ["id"]),
        ("ID = 3", ["ID"]),
        ("user_id", []),
        ("id_user", []),
        ("idOf", []),
        ("rapid", []),
        ("valid ids", ["ids"]),
    ],
)
def test_a_short_name_counts_only_as_a_whole_word(text, forms):
    assert found(text, "id") == forms


@pytest.mark.parametrize("form", ["FSx", "fsx", "FSX", "Fsx"])
def test_an_acronym_is_found_however_it_is_written(form):
    assert found(f"{form}Client = {form}", "fsx")[-1:] == [form]


def test_a_name_does_not_reach_over_the_end_of_a_line():
    assert found("user\nprofile", "user_profile") == []


def test_a_name_without_letters_is_found_nowhere():
    assert found("-- a -- b", "--") == []
    assert found("text", "") == []


def test_small_and_capital_forms_have_keys_of_their_own():
    assert [m.key for m in marks.marks("user User USER users", "user")] == [
        marks.LOWER,
        marks.UPPER,
        marks.UPPER,
        marks.LOWER,
    ]

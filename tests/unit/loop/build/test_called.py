"""Called: names without what all share, and the style that they are written in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jigsmith.engines.templates import names
from jigsmith.engines.templates import records as templates
from jigsmith.loop.build import called

WORD = st.text("abcdefghij", min_size=2, max_size=6)


@pytest.mark.parametrize(
    ("full", "short"),
    [
        (["list_orders", "list_users", "list_roles"], ["orders", "users", "roles"]),
        (["HandleOrders", "HandleUsers", "HandleRoles"], ["Orders", "Users", "Roles"]),
        (["DTDForbidden", "EntitiesForbidden", "ReferenceForbidden"], ["DTD", "Entities", "Reference"]),
        (["_embed_a_shell", "_embed_b_shell", "_embed_c_shell"], ["a", "b", "c"]),
        (["orders", "users", "roles"], None),
        (["_orders", "_users", "_roles"], None),
        (["get_1", "get_2", "get_3"], None),
        (["get_a", "get_b"], None),
        (["get", "get_b", "get_c"], None),
    ],
)
def test_words_that_all_names_share_are_left_out_where_enough_is_left(full, short):
    assert called.shortened(full) == short


@given(st.lists(WORD, min_size=3, max_size=6, unique=True), WORD, WORD)
def test_what_is_left_tells_the_blocks_apart_and_is_a_part_of_each_name(inner, head, tail):
    full = [f"{head}_{word}_{tail}" for word in inner]
    short = called.shortened(full)
    assert short == inner


@pytest.mark.parametrize(
    ("told", "path", "style"),
    [
        (["order_item", "user"], "a.py", "snake"),
        (["orderItem", "user"], "a.ts", "camel"),
        (["order", "user"], "a.ts", "camel"),
        (["order", "user"], "a.css", "kebab"),
        (["OrderItem", "User"], "a.py", "pascal"),
        (["order_item", "User"], "a.py", None),
        (["HTTPServer", "User"], "a.py", None),
    ],
)
def test_the_style_is_that_of_all_names_and_else_the_usual_one(told, path, style):
    assert called.style(told, path) == style


@given(st.lists(WORD, min_size=1, max_size=3))
def test_a_name_in_its_style_is_written_as_it_was(words):
    name = names.STYLES["pascal"](" ".join(words))
    assert names.STYLES[called.style([name], "a.py") or "raw"](name) == name


def test_a_text_of_a_template_gets_the_style_with_its_own_delimiters():
    marks = templates.Delimiters(variable=("<%", "%>"))
    assert called.in_style("<% name %> {{ name }}", marks, "snake") == "<% name | snake %> {{ name }}"
    assert called.in_style("{{ name | plural }}", None, "snake") == "{{ name | plural | snake }}"
    assert called.in_style("{{ name }}", None, None) == "{{ name }}"

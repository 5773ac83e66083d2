"""What is told to stay small does, and what could grow is not told to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from minijinja import TemplateError

from jigsmith.base import errors
from jigsmith.engines.templates import expressions, growth, records, sizes, tame

WHERE = expressions.Where("t.yaml", 3)
VALUES = {"name": "UserProfile", "n": 3, "fields": [{"name": "a b", "t": "x"}, {"name": "c\nd", "t": "y"}], "on": True}
ORDINARY = [
    "{{ name | snake }}.py",
    "{% for f in fields %}{{ f.name | pascal }}: {{ f.t }}{% if not loop.last %},{% endif %}\n{% endfor %}",
    "{% set plural = name | plural | kebab %}{% if on and (n > 2) %}{{ plural }}{% else %}x{% endif %}",
    "{{ name | replace('-', '_') | indent(4) }}{{ fields | length }}{# {{ a ~ a }} #}",
    "{{ name | default('x') | upper }}{%- for f in fields if f.t == 'x' -%}{{ f['name'] }}{% endfor %}",
]
GROWING = [
    "{% set a = name ~ name %}{{ a }}",
    "{{ name * 1000 }}",
    "{{ fields + fields }}",
    "{% set a %}{{ name }}{{ name }}{% endset %}{{ a }}",
    "{% macro m(a) %}{{ a }}{{ a }}{% endmacro %}{{ m(name) }}",
    "{% for i in range(1000) %}x{% endfor %}",
    "{% for i in (range)(1000) %}x{% endfor %}",
    "{{ name | list | join(name) }}",
    "{{ name | replace('a', name) }}",
    "{{ name | default(name | json | json) }}",
    "{{ '{%' ~ name }}",
    "{{ '}}' ~ name }}",
    "{{ {'a': {'b': 1}} ~ name }}",
    "{# {{ #}{% set a = name ~ name %}{{ a }}",
    "{% for f in fields %}{% raw %}{% endfor %}{% endraw %}{{ name }}{% endfor %}",
    "{% filter upper %}{{ name }}{% endfilter %}",
    "{% for f in fields recursive %}{{ loop(fields) }}{% endfor %}",
]


@pytest.mark.parametrize("source", ORDINARY)
def test_ordinary_texts_are_rendered_at_once(source):
    assert tame.steps(source, None, VALUES) == tame.ANY


@pytest.mark.parametrize("source", GROWING)
def test_what_could_grow_is_not_tame(source):
    assert not tame.steps(source, None, VALUES)


def test_an_ordinary_text_with_large_values_or_deep_loops_is_not_tame():
    assert tame.steps("{{ text }}" * 50, None, {"text": "x" * 2_000_000}) < 40
    deep = "{% for a in fields %}" * 4 + "{{ name }}" + "{% endfor %}" * 4
    assert tame.steps(deep, None, {"name": "x", "fields": list(range(200))}) != tame.ANY


def test_other_delimiters_are_looked_at_as_well():
    marks = records.Delimiters(variable=("<", ">"), block=("<%", "%>"), comment=("<#", "#>"))
    assert tame.steps("<name> {{ a ~ a }}", marks, VALUES) == tame.ANY
    assert not tame.steps("<% set a = name ~ name %><a>", marks, VALUES)


PIECES = st.sampled_from(
    [
        *ORDINARY,
        *("{{ name }}", "{{ fields }}", "{{ [fields, fields, fields] }}", "{{ f }}", "{{ x }}", "\n", "text"),
        *("{% for f in [name, name] %}", "{% for g in fields %}", "{% endfor %}", "{% if on %}", "{% endif %}"),
        *("{{ g.name | snake | json }}", "{% for h in name | json %}{{ h }}{{ fields }}{% endfor %}"),
        *(
            "{% set x = [fields, name] %}",
            "{% set x = [x, x] | json %}",
            "{% set name = name | replace('e', 'eeee') %}",
        ),
        *("{{ name | replace('e', 'eeeeeeee') }}", "{{ fields | json | indent(100) }}"),
        *("{{ fields | join(', and then ') }}", "{{ name | plural | title | slug('--') }}"),
    ]
)


@given(st.lists(PIECES, max_size=8).map("".join))
def test_no_text_is_larger_than_it_is_told_to_be(source):
    tags = tame.tags_of(source, None)
    assert tags is not None
    try:
        text = expressions.render(source, VALUES, None, where=WHERE)
    except errors.TemplateInvalid:
        return  # pieces that do not go together
    assert len(text) <= sizes.bound(tags, len(source), VALUES).whole


LOOPS = st.sampled_from(
    [
        *ORDINARY,
        *(
            "{{ name }}",
            "{{ fields }}",
            "{{ f.name }}",
            "{{ g.t }}",
            "{{ f }}",
            "{{ loop.index }}",
            "\n",
            "a long text",
        ),
        *("{% for f in fields %}", "{% for g in fields %}", "{% for f in name %}", "{% endfor %}", "{% endfor %}"),
        *("{{ ', ' if not loop.last }}", "{{ 'a' if on else '}} and a longer one' }}", "{{ loop.nextitem }}"),
        *("{{ loop.nextitem.name }}", "{% if f.t == 'x' %}", "{% endif %}", "{% set f = [fields, name] %}"),
    ]
)


@given(st.lists(LOOPS, max_size=14).map("".join), st.integers(1, 2_000))
def test_no_step_adds_more_than_is_told(source, fuel):
    tags = tame.tags_of(source, None)
    assert tags is not None
    try:
        text = expressions.environment(None, fuel).render_str(source, **VALUES)
    except TemplateError:
        return  # pieces that do not go together, or too many steps
    bound = sizes.bound(tags, len(source), VALUES)
    assert len(text) <= fuel * (bound.step + growth.longest_between(source, records.Delimiters()))


def test_a_text_that_is_long_for_its_values_alone_is_rendered_here_and_one_that_grows_is_not(monkeypatch):
    apart = []

    def not_here(*given):
        apart.append(given)
        return ""

    monkeypatch.setattr(expressions, "_apart", not_here)
    rows = {"rows": [{"cells": [{"text": "x" * 9} for _ in range(30)]} for _ in range(30)]}
    nested = "{% for r in rows %}{% for c in r.cells %}{{ c.text }}{{ ', ' if not loop.last }}{% endfor %}{% endfor %}"
    assert expressions.render(nested, rows, None, where=WHERE).count(", ") == 30 * 29
    assert not apart
    growing = "{% for r in rows %}{% for c in rows %}{% for d in rows %}{{ rows }}{% endfor %}{% endfor %}{% endfor %}"
    expressions.render(growing, rows, None, where=WHERE)
    assert len(apart) == 1


def test_a_mark_in_a_text_of_a_tag_is_none():
    assert tame.steps("{{ \"{{\" }}{{ name }}{{ '%}' }}", None, VALUES) == tame.ANY
    assert expressions.render('{{ "{{" }}{{ name }}', VALUES, None, where=WHERE) == "{{UserProfile"


@pytest.mark.parametrize("source", [*ORDINARY, *GROWING[:10]])
def test_what_is_rendered_apart_is_the_same(source, monkeypatch):
    def said():
        try:
            return expressions.render(source, VALUES, None, where=WHERE)
        except errors.TemplateInvalid as error:
            return str(error)

    usual = said()
    monkeypatch.setattr(sizes, "MOST", -1)
    assert said() == usual
    monkeypatch.setattr(sizes, "MOST", 10**30)
    monkeypatch.setattr(tame, "steps", lambda *_: tame.ANY)
    assert said() == usual

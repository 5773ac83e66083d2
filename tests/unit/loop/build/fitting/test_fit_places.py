"""Fitting, place by place: the smallest template for each kind of place that a value may have."""

import pytest
from tests.unit.loop.build import templates
from tests.unit.loop.build.templates import P, rows

from jigsmith.engines.templates import format as formats
from jigsmith.loop.build.fitting import fit

TEXT, FLAG, LIST = P(default="other"), P(type="boolean", default=False), P(type="list", default=[])
EMPTY = P(default="")
COLUMNS = rows(key=P(), type=P(default="str"), value=P(default="None"))
THREE = [{"key": "a", "type": "int", "value": "3"}, {"key": "b"}, {"key": "c", "value": "f(4)"}]
NUMBERS = {"a": P(type="integer", default=3), "b": P(type="number", default=2)}
PAIR = P(type="table", default={}, items={"b": TEXT, "c": TEXT})
LONG = P(default="quite another default, and too long to keep")
EXPORTS = """\
from m import (
{% for x in xs %}
    {{ x }},
{% endfor %}
)

__all__ = [
{% for x in xs %}
    '{{ x }}',
{% endfor %}
]
"""
TWO_LOOPS = """\
class A:
{% for x in xs %}
    {{ x.key }}: {{ x.type }}
{% endfor %}

    def f(self):
{% for x in xs %}
        self.{{ x.key }} = {{ x.value }}
{% endfor %}
"""
TWO_ROWS = """\
class A:
{% for x in xs %}
    {{ x.key }} = Column({{ x.type }})
    set_{{ x.key }} = setter({{ x.value }})
{% endfor %}
    end
"""


def found(content, params, **declared):
    """What is fitted to what is made of `params`; it is exact."""
    fitted = templates.fitted(templates.template(content, **declared), "user", params)
    assert (fitted.exact, fitted.residue_lines) == (True, 0)
    return fitted.params


@pytest.mark.parametrize(
    "content",
    [
        "{{ x }}",
        "{{ x }}\n",
        "{{ x }}\nclass A:\n    pass\n",
        "class A:\n    pass\n{{ x }}\n",
        "def f():\n    {{ x }}\n\nend = 1\n",
        "call({{ x }})\n",
        "call(a, {{ x }}, b)\n",
        "a = [\n    {{ x }},\n]\n",
    ],
)
@pytest.mark.parametrize("text", ["import os", "value = 1 + f(2)", "word"])
def test_a_row_that_is_nothing_but_a_text_is_read(content, text):
    assert found(content, {"x": text}, x=TEXT) == {"x": text}


def test_two_such_rows_are_read_in_their_order():
    params = {"x": "import os", "y": "from a import b"}
    assert found("{{ x }}\n{{ y }}\nend = 1\n", params, x=TEXT, y=P(default="more")) == params


@pytest.mark.parametrize(
    "content",
    [
        "{% for x in xs %}\n{{ x }}\n{% endfor %}\n",
        "class A:\n{% for x in xs %}\n    {{ x }}\n{% endfor %}\n    end = 1\n",
        "xs = [{% for x in xs %}{{ x }}{{ ', ' if not loop.last }}{% endfor %}]\n",
        "xs = [{{ xs | join(', ') }}]\n",
        "import {{ xs | join(', ') }}\nend\n",
        "import {% for x in xs %}{{ x }}{{ ', ' if not loop.last }}{% endfor %}\n\nend\n",
        EXPORTS,
    ],
)
@pytest.mark.parametrize("items", [["one"], ["one", "two", "three"]])
def test_the_items_of_a_list_that_are_nothing_else_are_read(content, items):
    assert found(content, {"xs": items}, xs=LIST) == {"xs": items}


@pytest.mark.parametrize(
    "content",
    [TWO_LOOPS, TWO_ROWS],
    ids=["two loops", "two rows"],
)
def test_what_two_places_say_of_a_list_is_put_together(content):
    assert found(content, {"xs": THREE}, xs=COLUMNS) == {"xs": THREE}


def test_an_item_says_only_what_is_not_its_default():
    content = "class A:\n{% for x in xs %}\n    {{ x.key }} = Column('{{ x.label }}', {{ x.type }})\n{% endfor %}\n"
    items = rows(key=P(), label=P(default="{{ key | title }}"), type=P(default="str"))
    params = {"xs": [{"key": "a"}, {"key": "b_c", "label": "Other"}, {"key": "c", "type": "int"}]}
    assert found(content, params, xs=items) == params


def test_numbers_and_choices_of_items_are_read():
    content = "{% for x in xs %}\n{{ x.key }} = {{ x.kind }}({{ x.size }}, {{ x.rate }})\n{% endfor %}\nend\n"
    kind = P(type="choice", choices=["Text", "Date"])
    items = rows(key=P(), kind=kind, size=P(type="integer"), rate=P(type="number", default=1))
    params = {"xs": [{"key": "a", "kind": "Date", "size": 8}, {"key": "b", "kind": "Text", "size": 9, "rate": 1.5}]}
    assert found(content, params, xs=items) == params


def test_lists_of_plain_strings_in_the_items_of_a_list_are_read():
    params = {"xs": [{"key": "a", "ys": ["p", "q"]}, {"key": "b", "ys": ["r"]}, {"key": "c"}]}
    content = "{% for x in xs %}\n{{ x.key }} = [{{ x.ys | join(', ') }}]\n{% endfor %}\nend\n"
    assert found(content, params, xs=rows(key=P(), ys=LIST)) == params


def test_lists_within_lists_within_lists_are_read():
    content = "{% for x in xs %}\n{{ x.key }}:\n{% for y in x.ys %}\n  - id: {{ y.key }}\n    tags:\n"
    content += "{% for z in y.zs %}\n      - {{ z }}\n{% endfor %}\n{% endfor %}\n{% endfor %}\nend: 1\n"
    ys = [{"key": "k", "zs": ["p", "q"]}, {"key": "l", "zs": ["r"]}]
    params = {"xs": [{"key": "a", "ys": ys}, {"key": "b", "ys": [{"key": "m"}]}]}
    assert found(content, params, xs=rows(key=P(), ys=rows(key=P(), zs=LIST))) == params


@pytest.mark.parametrize("again", ["a = {{ x | upper }}\nb = {{ x | upper }}\n", "a = '{{ x | title }}'\n", ""])
def test_the_place_without_a_style_says_how_a_value_is_written(again):
    assert found(again + "c = {{ x }}\n" + again, {"x": "user_role"}, x=TEXT) == {"x": "user_role"}


def test_a_value_that_only_places_with_styles_show_gives_all_of_them_again():
    content = "class {{ x | pascal }}:\n    {{ x | snake }} = 1\n    {{ x | const }} = 2\n    '{{ x | words }}'\n"
    made = templates.template(content, x=TEXT)
    assert found(content, {"x": "user role"}, x=TEXT).keys() == {"x"}
    assert templates.fitted(made, "user", {"x": "UserRole"}).exact


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ('a = """{{ x }}"""\nb = 1\n', "first line\nsecond line"),
        ('a = """{{ x }}"""\nb = 1\n', "\n    first line\n\n    second line\n    "),
        ("a = 1\n{{ x }}\nb = 1\n", "first = line\nsecond = line"),
        ("def f():\n    {{ x }}\n\nb = 1\n", "first = line\n    second = line"),
        ("a = f({{ x }})\nb = 1\n", "1,\n  2"),
    ],
)
def test_a_text_of_several_lines_is_read(content, text):
    assert found(content, {"x": text}, x=TEXT) == {"x": text}


@pytest.mark.parametrize(
    "content", ["{% if x %}foo{% endif %}", "{% if x %}\nfoo\n{% endif %}", "a\n{% if x %}\n\n{% endif %}b"]
)
@pytest.mark.parametrize("default", [True, False])
def test_an_option_that_is_the_whole_file_or_a_blank_line_is_read(content, default):
    option = P(type="boolean", default=default)
    assert found(content, {"x": not default}, x=option) == {"x": not default}


@pytest.mark.parametrize(
    "content",
    [
        "hello{% if x %}, {{ x }}{% endif %}\nend\n",
        "f(a{% if x %}, {{ x }}{% endif %})\nend\n",
        "class A{% if x %}({{ x }}){% endif %}:\n    pass\n",
        "{% if x %}foo {{ x }}{% endif %}",
    ],
)
@pytest.mark.parametrize("default", ["", "other"])
@pytest.mark.parametrize("text", ["", "world", "b = 3"])
def test_a_phrase_that_is_there_only_with_its_text_is_read(content, default, text):
    params = {"x": text} if text != default else {}
    assert found(content, params, x=P(default=default)) == params


@pytest.mark.parametrize(
    ("content", "params", "declared"),
    [
        ("x\n{% if a and b %}\nfoo(1)\n{% endif %}\nend\n", {"a": True, "b": True}, {"a": FLAG, "b": FLAG}),
        ("x\n{% if a %}\nfoo({{ t }})\n{% endif %}\n", {"a": True, "t": "some(long) + text"}, {"a": FLAG, "t": LONG}),
        (
            "x\n{% if a %}\nfoo:\n{% for t in ts %}\n  - {{ t }} is\n{% endfor %}\n{% endif %}\nend\n",
            {"a": True, "ts": ["some", "text"]},
            {"a": FLAG, "ts": P(type="list", default=["quite", "another", "default", "is", "here"])},
        ),
        (
            "{% if k == 'a' %}\nfoo {{ t }}\n{% elif k == 'b' %}\nbar {{ t }}; {{ u }}\n{% endif %}\n",
            {"k": "b", "t": "x y z", "u": "p q r"},
            {"k": P(type="choice", choices=["a", "b", "c"], default="c"), "t": LONG, "u": LONG},
        ),
    ],
    ids=["two options", "a text", "a list", "two texts"],
)
def test_an_option_that_pays_only_together_with_other_values_is_found(content, params, declared):
    assert found(content, params, **declared) == params


@pytest.mark.parametrize(
    ("content", "params", "declared"),
    [
        ("x = {{ a }}\n", {"a": "foo"}, {"a": P(default="bar", pattern="[a-z]+")}),
        ("x = {{ a }}\nport = {{ b }}\n", {"a": 5, "b": 1.5}, NUMBERS),
        ("x = {{ a.b }}\ny = {{ a.c }}\n", {"a": {"b": "foo", "c": "bar"}}, {"a": PAIR}),
    ],
    ids=["pattern", "numbers", "table"],
)
def test_patterns_numbers_and_tables_are_read(content, params, declared):
    assert found(content, params, **declared) == params


def test_a_value_that_does_not_match_its_pattern_is_left_alone():
    made = templates.template("x = {{ a }}\n", a=P(default="bar", pattern="[a-z]+"))
    assert fit.fit(made, "user", {"src/user.py": b"x = 12\n"}).params == {}


def test_a_string_with_choices_is_one_of_them():
    params = {"a": "right"}
    assert found("x = {{ a }}\n", params, a=P(default="left", choices=["left", "right"])) == params


def test_a_path_says_what_is_in_it_and_its_file_is_read():
    file = formats.File(path="{{ area }}/{{ name }}.py", content="AREA = {{ area }}\nx = {{ x }}\n")
    made = formats.Template(name="t", parameters={"area": P(default="core"), "x": EMPTY}, files=[file])
    params = {"area": "billing", "x": "some text"}
    assert templates.fitted(made, "user", params) == fit.Fit(params, exact=True, residue_lines=0, made_lines=2)


def test_what_costs_more_to_type_than_to_put_right_is_given_only_for_an_exact_fit():
    made = templates.template("x = f(a, b, c, {{ x }}, d)\n", x=P(default="one, two"))
    text = b"x = f(a, b, c, one, three, d)\n"
    assert fit.fit(made, "user", {"src/user.py": text + b"y\n"}).params == {}
    assert fit.fit(made, "user", {"src/user.py": text}).params == {"x": "one, three"}

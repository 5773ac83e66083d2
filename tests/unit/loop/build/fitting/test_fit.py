"""Fitting: what a template made of parameters tells these parameters again."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.loop.build import templates
from tests.unit.loop.build.templates import P

from jigsmith.engines.templates import render
from jigsmith.loop.build.fitting import fit

NAMES = st.sampled_from(["user", "order_item", "S3Bucket", "web-page"])
WORDS = ["alpha", "beta", "gamma", "street", "city", "is_active", "created_at", "id2"]
WORD = st.sampled_from(WORDS)
FEW = st.lists(WORD, max_size=5, unique=True)
TYPES = st.sampled_from(["int", "datetime", "list[str]", "Optional[int]", "dict[str, int]", "Decimal(0)"])
PHRASES = st.sampled_from(["orders", "a list of all users", "users (and roles), see below", "db.example.com", "it's"])
PLAIN = st.sampled_from(["orders", "a list of all users", "users and roles", "db.example.com"])

STRINGS = templates.template(
    """\
import os

PORT = {{ port }}
HOST = "{{ host }}"


class {{ class_name }}(Base):
    title = "{{ title }}"

    def get_{{ key }}_all(self):
        return self.{{ key }}.get{{ key | pascal }}(limit={{ port }})
""",
    port=P(default="8080"),
    host=P(default="localhost"),
    class_name=P(default="{{ name | pascal }}"),
    title=P(default="{{ class_name | title }}"),
    key=P(default="entries"),
)
OPTIONS = templates.template(
    """\
class {{ name | pascal }}:
{% if cached %}
    @cache
{% endif %}
    def get(self):
        return 1
{% if writable %}

    def put(self, value):
        self.value = value
{% else %}
    read_only = True
{% endif %}
{% if logged and cached %}
    log("cached")
{% endif %}
{% if logged %}
    log("at the end")
{% endif %}
""",
    cached=P(type="boolean", default=False),
    writable=P(type="boolean", default=True),
    logged=P(type="boolean", default=False),
)
CHOICES = templates.template(
    """\
{% if kind == "wide" %}
width: 100
margin: 3
{% elif kind == "narrow" %}
width: 10
{% endif %}
{% if "header" in parts %}
header = Header(title, subtitle=None)
{% endif %}
{% if "footer" in parts %}
for line in footer: print(line)
{% endif %}
end
""",
    kind=P(type="choice", choices=["wide", "narrow", "none"], default="none"),
    parts=P(type="list", choices=["header", "footer"], default=["header"]),
)
TEXT_LISTS = templates.template(
    """\
from typing import Any
{% for item in imports %}
import {{ item }}
{% endfor %}

ROLES = [
{% for role in roles %}
    "{{ role }}",
{% endfor %}
]
TAGS = [{% for tag in tags %}"{{ tag }}"{{ ", " if not loop.last }}{% endfor %}]
""",
    imports=P(type="list", default=[]),
    roles=P(type="list", default=["admin"]),
    tags=P(type="list", default=[]),
)
TABLES = templates.template(
    """\
class {{ name | pascal }}:
{% for item in fields %}
    {{ item.key }}: {{ item.type }}
{% endfor %}

    def check(self):
{% for item in checks %}
        check(self.{{ item.key }}, least={{ item.least }}, "{{ item.message }}")
{% endfor %}
        return True
""",
    fields=templates.rows(key=P(default=""), type=P(default="str")),
    checks=templates.rows(key=P(), least=P(default="0"), message=P(default="is wrong")),
)
NESTED = templates.template(
    """\
VERSION = 1

{% for item in tables %}
class {{ item.key }}(Base):
{% for column in item.columns %}
    {{ column.key }} = Column("{{ column.type }}")
{% endfor %}
    def end(self):
        pass

{% endfor %}
DONE = True
""",
    tables=templates.rows(key=P(), columns=templates.rows(key=P(), type=P(default="int"))),
)
IN_BETWEEN = templates.template(
    """\
# The {{ about }} of this module.
#   port: {{ port }}
def pair():
    return ["{{ first }}", "{{ second }}"]
""",
    about=P(default="meaning"),
    port=P(default="80"),
    first=P(default="left"),
    second=P(default="right"),
)


def tables(**fields):
    """A list of tables with these fields; only those that end in an underscore are always there."""
    required = {key.removesuffix("_"): value for key, value in fields.items() if key.endswith("_")}
    others = {key: value for key, value in fields.items() if not key.endswith("_")}
    return st.lists(st.fixed_dictionaries(required, optional=others), max_size=4)


def found_again(made, name, params):
    found = templates.fitted(made, name, params)
    assert found.exact
    assert found.residue_lines == 0
    assert templates.values(made, name, found.params) == templates.values(made, name, params)


@settings(max_examples=40)
@given(
    NAMES,
    st.fixed_dictionaries(
        {},
        optional={
            "port": st.integers(1, 9999).map(str),
            "host": PHRASES,
            "class_name": st.sampled_from(["User", "OrderV2"]),
            "title": PHRASES,
            "key": WORD,
        },
    ),
)
def test_strings_are_found_again(name, params):
    found_again(STRINGS, name, params)


@settings(max_examples=20)
@given(NAMES, st.fixed_dictionaries({k: st.booleans() for k in ("cached", "writable", "logged")}))
def test_booleans_are_found_again(name, params):
    found_again(OPTIONS, name, params)


@settings(max_examples=20)
@given(
    st.sampled_from(["wide", "narrow", "none"]),
    st.sampled_from([[], ["header"], ["footer"], ["header", "footer"]]),
)
def test_choices_and_parts_are_found_again(kind, parts):
    found_again(CHOICES, "user", {"kind": kind, "parts": parts})


@settings(max_examples=40)
@given(st.fixed_dictionaries({}, optional={"imports": FEW, "roles": FEW, "tags": FEW}))
def test_lists_of_strings_are_found_again(params):
    found_again(TEXT_LISTS, "user", params)


@settings(max_examples=40)
@given(
    st.fixed_dictionaries(
        {},
        optional={
            "fields": tables(key_=WORD, type=TYPES),
            "checks": tables(key_=WORD, least=st.integers(0, 99).map(str), message=PLAIN),
        },
    )
)
def test_lists_of_tables_are_found_again(params):
    found_again(TABLES, "user", params)


@settings(max_examples=40)
@given(tables(key_=WORD, columns=tables(key_=WORD, type=st.sampled_from(["str", "datetime", "text(30)"]))))
def test_lists_in_lists_are_found_again(params):
    found_again(NESTED, "user", {"tables": params})


@settings(max_examples=40)
@given(
    st.fixed_dictionaries(
        {}, optional={"about": PHRASES, "port": st.integers(0, 99).map(str), "first": PLAIN, "second": PLAIN}
    )
)
def test_what_stands_in_a_comment_and_in_a_list_of_strings_is_found_again(params):
    found_again(IN_BETWEEN, "user", params)


def test_what_is_the_default_is_not_told():
    assert templates.fitted(STRINGS, "user", {"port": "8080", "host": "db"}).params == {"host": "db"}


def test_lines_that_the_template_does_not_make_are_residue():
    (made,) = render.render(OPTIONS, "user", {"cached": True})
    data = (made.data or b"").replace(b"        return 1\n", b"        own = 3\n        return own\n")
    found = fit.fit(OPTIONS, "user", {made.path: data})
    assert (found.params, found.exact, found.residue_lines) == ({"cached": True}, False, 3)


def test_a_file_that_the_template_does_not_make_is_all_residue():
    (made,) = render.render(OPTIONS, "user", {})
    found = fit.fit(OPTIONS, "user", {made.path: made.data or b"", "src/other.py": b"a\nb\n"})
    assert (found.exact, found.residue_lines) == (False, 2)


@pytest.mark.parametrize("made", [STRINGS, OPTIONS, CHOICES, TEXT_LISTS, TABLES, NESTED, IN_BETWEEN])
@settings(max_examples=15)
@given(st.one_of(st.binary(max_size=60), st.text(alphabet="abPORT=qzj{}()[],:\"'# \n", max_size=120).map(str.encode)))
def test_any_file_can_be_fitted_and_the_values_can_be_rendered(made, data):
    found = fit.fit(made, "user", {"src/user.py": data})
    render.render(made, "user", found.params)
    assert found.residue_lines >= 0
    assert found.exact == (render.render(made, "user", found.params)[0].data == data)

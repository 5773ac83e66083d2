"""Fitting templates made at random: what is made of some values says these values again."""

import sys
import time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.unit.loop.build import templates
from tests.unit.loop.build.templates import P, rows

from jigsmith.engines.templates import render
from jigsmith.loop.build.fitting import fit

WORD = st.sampled_from(["alpha", "beta", "gamma", "street", "city", "created_at", "id2", "x"])
TEXT = st.one_of(WORD, st.lists(WORD, min_size=2, max_size=4, unique=True).map(" ".join), WORD.map("f({}, 1)".format))
FEW = st.lists(WORD, max_size=4, unique=True)
TABLES = st.lists(
    st.fixed_dictionaries({"key": WORD}, optional={"type": st.sampled_from(["int", "datetime", "Text"])}), max_size=3
)
PLAIN = st.sampled_from(["", "fixed{n} = here(is, {n})\nand{n} more\n"])
FIELDS = rows(key=P(), type=P(default="str"))

TABLE = """\
class C{n}:
{{% for x in p{n} %}}
    {{{{ x.key }}}}: {{{{ x.type }}}} = col{n}()
{{% endfor %}}
    end{n}
"""

# Of each kind: its lines for number N, its parameter, and its values.
KINDS: dict[str, tuple[str, P, st.SearchStrategy[Any]]] = {
    "text": ("value{n} = {{{{ p{n} }}}}\n", P(default="none"), TEXT),
    "quoted": ('title{n}: "{{{{ p{n} }}}}",\n', P(default=""), TEXT),
    "row": ("open{n}(\n    {{{{ p{n} }}}}\n)\n", P(default="none"), TEXT),
    "styled": ("class {{{{ p{n} | pascal }}}}N{n}:\n    name{n} = {{{{ p{n} }}}}\n", P(default="none"), WORD),
    "phrase": ("call{n}(a{{% if p{n} %}}, b={{{{ p{n} }}}}{{% endif %}})\n", P(default=""), TEXT),
    "option": (
        "{{% if p{n} %}}\nonly{n} when(it, is_on)\n{{% endif %}}\n",
        P(type="boolean", default=False),
        st.booleans(),
    ),
    "either": (
        "{{% if p{n} %}}\nyes{n} it(is)\n{{% else %}}\nno{n}, it.is_not\n{{% endif %}}\n",
        P(type="boolean", default=True),
        st.booleans(),
    ),
    "inline": ("list{n} = [{{{{ p{n} | join(', ') }}}}]\n", P(type="list", default=[]), FEW),
    "lines": (
        "from{n} (\n{{% for x in p{n} %}}\n    {{{{ x }}}},\n{{% endfor %}}\n)\n",
        P(type="list", default=[]),
        FEW,
    ),
    "tables": (
        TABLE,
        FIELDS,
        TABLES,
    ),
}


@st.composite
def made(draw):
    """A template of a few lines of each kind, and values for some of its parameters."""
    kinds = draw(st.lists(st.sampled_from(sorted(KINDS)), min_size=1, max_size=6))
    contents = [KINDS[kind][0].format(n=n) + draw(PLAIN).format(n=n) for n, kind in enumerate(kinds)]
    declared = {f"p{n}": KINDS[kind][1] for n, kind in enumerate(kinds)}
    chosen = {f"p{n}": KINDS[kind][2] for n, kind in enumerate(kinds)}
    params = draw(st.fixed_dictionaries({}, optional=chosen))
    end = draw(st.sampled_from(["", "\n"]))
    return templates.template("".join(contents).rstrip("\n") + end, **declared), params


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(made())
def test_what_is_made_of_values_says_these_values_again(case):
    template, params = case
    found = templates.fitted(template, "user", params)
    assert found.exact
    assert templates.values(template, "user", found.params) == templates.values(template, "user", params)


@settings(max_examples=40)
@given(made(), made())
def test_the_values_found_for_other_files_cost_no_more_than_none(case, other):
    (template, _), (made_by, params) = case, other
    files = {r.path: r.data or b"" for r in render.render(made_by, "user", params)}
    found = fit.fit(template, "user", files)
    assert found == fit.fit(template, "user", files)
    render.render(template, "user", found.params)


@pytest.mark.parametrize(
    "text",
    ["(" * 3_000 + ")" * 3_000, "x\n" * 5_000, "\n".join(" " * i + "x" for i in range(300)), "a = f(1)\n" * 2_000],
    ids=["brackets", "lines", "stairs", "calls"],
)
def test_a_file_that_nobody_would_write_is_fitted_in_bounded_time(text):
    content = "a = {{ x }}\n{% for i in xs %}\n{{ i }}\n{% endfor %}\nf({{ y }})\n"
    template = templates.template(content, x=P(default="1"), y=P(default="2"), xs=P(type="list", default=[]))
    depth, started = sys.getrecursionlimit(), time.process_time()
    found = fit.fit(template, "user", {"src/user.py": text.encode()})
    render.render(template, "user", found.params)
    assert time.process_time() - started < 20
    assert sys.getrecursionlimit() == depth

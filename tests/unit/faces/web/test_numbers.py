"""How figures are said: what is not measured is no number, and each says where it is from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jigsmith.faces.web import numbers
from jigsmith.ledger.figures import Figure


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (0.0, "h", "0 h"), (0.344, "min", "0.34 min"), (18.64, "min", "18.6 min"), (112.4, "", "112"),
        (12345.6, "h", "12,346 h"), (-2.7, "h", "−2.7 h"), (-0.004, "h", "0.00 h"), (0.571, "share", "57 %"),
        (0.004, "share", "0.4 %"), (1.0, "share", "100 %"), (4.2, "ratio", "4.2 ×"), (150.0, "s", "2 min 30 s"),
        (1.8, "money", "$1.80"), (3.0, "week", "3 a week"),
    ],
)  # fmt: skip
def test_a_number_has_as_many_digits_as_say_something(value: float, unit: str, said: str):
    assert plain(numbers.number(value, unit)) == said


def test_a_figure_says_its_basis_its_observations_its_interval_and_its_formula():
    found = Figure(18.6, "estimated", 74, 16.3, 21.9, "mean before <less> mean after")
    html = plain(numbers.figure(found, "min"))
    assert 'title="estimated, n 74; 95 % interval 16.3 to 21.9 min; mean before &lt;less&gt; mean after"' in html
    assert "18.6 min" in html and "16.3 to 21.9 min" in html and "estimated, n 74" in html


@given(st.text(), st.integers(min_value=0))
def test_what_is_not_measured_is_never_a_number(why: str, n: int):
    html = str(numbers.figure(Figure(None, "not measured", n, formula=why), "h"))
    assert ">not measured<" in html and 'class="num"' not in html


HOURS = numbers.UNITS["h"]


@given(st.floats(min_value=-1e9, max_value=1e9), st.floats(0, 1e6), st.floats(0, 1e6))
def test_an_interval_says_its_unit_once_at_its_end(value: float, less: float, more: float):
    said = numbers.ends(Figure(value, "measured", 9, value - less, value + more), "h")
    assert (said == "") == (value - less == value + more)
    assert said == "" or (said.endswith(HOURS) and said.count(HOURS) == 1)

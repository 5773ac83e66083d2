"""{{ name | sentence }}.

Each test is written down before it holds. Write it, make it hold, and take its mark away: while the mark is there, a
test that holds fails.
"""

import pytest

to_be_written = pytest.mark.xfail(reason="to be written", strict=True)
{% for case in cases %}


@to_be_written
def test_{{ case | snake }}():
    raise NotImplementedError
{% endfor %}

"""Templates can be compiled by several threads at once."""

import jinja2.lexer
import pytest

from jigsmith.faces.web import rendering


def test_no_number_of_a_template_is_read_as_syntax_of_python(monkeypatch: pytest.MonkeyPatch):
    """In Python 3.11 two threads that do that at once may fail, and pages are compiled while others are asked for."""

    def refused(text: str) -> None:
        pytest.fail(f"{text} has a decimal point")

    monkeypatch.setattr(jinja2.lexer, "literal_eval", refused)
    fresh = rendering.environment.__wrapped__()
    for name in fresh.list_templates(extensions=["html"]):
        fresh.get_template(name)

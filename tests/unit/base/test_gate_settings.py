"""`[[gates]]` in jig.toml: what fits together."""

import pytest

from jigsmith.base import errors, gate_settings, settings


def test_gates_are_read_with_their_defaults():
    text = '[[gates]]\nname = "tests"\ncommand = "npm test"\n[[gates]]\nname = "keys"\nbuiltin = "secrets"\n'
    tests, keys = settings.parse(text, where="jig.toml").gates
    assert (tests.command, tests.timeout, tests.required, tests.builtin) == ("npm test", "15m", True, "")
    assert keys == gate_settings.Gate(name="keys", builtin="secrets")


@pytest.mark.parametrize(
    ("lines", "line", "word"),
    [
        ('name = "a"', 1, "a gate that is no built-in needs one"),
        ('name = "a"\ncommand = "b"\nreport = "r.xml"', 4, "report and format belong together"),
        ('name = "a"\ncommand = "b"\nformat = "junit"', 4, "report and format belong together"),
        ('name = "a"\nbuiltin = "coverage"', 1, "coverage needs a report in lcov or cobertura"),
        ('name = "a"\nbuiltin = "secrets"\ncommand = "b"', 4, "secrets is checked by jigsmith itself"),
        ('name = "a"\nbuiltin = "tests"\nreport = "r"\nformat = "sarif"', 5, "tests are reported in junit or ctrf"),
        ('name = "a"\nbuiltin = "lint"\nreport = "r"\nformat = "lcov"', 5, "findings are reported in sarif"),
        ('name = "a"\nbuiltin = "nonsense"', 3, "gates.builtin"),
        ('name = "A b"\ncommand = "b"', 2, "gates.name"),
        ('name = "a"\ncommand = "b"\ntimeout = "soon"', 4, "gates.timeout"),
        ('name = "a"\ncommand = "b"\n[[gates]]\nname = "a"\ncommand = "b"', 5, "there are two gates called a"),
    ],
)
def test_what_does_not_fit_is_told_with_its_line(lines, line, word):
    with pytest.raises(errors.ConfigInvalid) as caught:
        settings.parse(f"[[gates]]\n{lines}\n", where="jig.toml")
    assert word in caught.value.what
    assert caught.value.where == f"jig.toml:{line}"

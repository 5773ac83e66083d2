"""The house rules find what breaks them and leave the rest alone."""

import ast
import importlib.util
import textwrap
from pathlib import Path

import pytest

SPEC = importlib.util.spec_from_file_location(
    "house_rules", Path(__file__).resolve().parents[3] / "scripts" / "house_rules.py"
)
assert SPEC is not None
assert SPEC.loader is not None
rules = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(rules)


def breaches(text):
    tree = ast.parse(textwrap.dedent(text))
    functions = [node for node in ast.walk(tree) if isinstance(node, rules.Function)]
    return [breach for function in functions for breach in rules.check_function(function)]


def test_a_function_of_40_lines_is_fine_and_its_docstring_does_not_count():
    body = "\n".join(f"    x = {number}" for number in range(39))
    assert breaches(f'def f():\n    """One.\n\n    Two.\n    """\n{body}\n') == []
    assert breaches(f"def f():\n{body}\n    y = 1\n") == ["has 41 lines without its docstring, 40 allowed"]


def test_four_positional_arguments_are_fine_and_keyword_only_ones_do_not_count():
    assert breaches("def f(self, a, b, c, d, *, e, g): pass") == []
    assert len(breaches("def f(a, b, c, d, e): pass")) == 1


def test_what_click_gives_by_name_does_not_count():
    assert breaches("@click.option('--x')\ndef f(a, b, c, d, e): pass") == []


def test_three_blocks_in_one_another_are_fine_and_a_fourth_is_not():
    three = "def f():\n  for a in b:\n    if a:\n      with a:\n        pass\n"
    assert breaches(three) == []
    assert breaches(three.replace("pass", "while a: pass")) == ["nests 4 deep, 3 allowed"]


def test_elif_is_as_deep_as_its_if():
    chain = "def f():\n  if a: pass\n  elif b: pass\n  elif c: pass\n  elif d: pass\n  else:\n    if e: pass\n"
    assert breaches(chain) == []


def test_a_function_inside_counts_for_itself():
    assert breaches("def f():\n  if a:\n    if b:\n      def g():\n        if c:\n          pass\n") == []


@pytest.mark.parametrize(
    ("docstring", "limit"), [("Short.", 250), ("What. Longer than 250 lines: the format is one thing.", 400)]
)
def test_a_module_may_be_longer_when_it_says_why(docstring, limit):
    assert rules.module_limit(ast.parse(f'"""{docstring}"""'), is_test=False) == limit

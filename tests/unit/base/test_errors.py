"""The table of errors is what other programs rely on."""

import pytest

from jigsmith.base import errors


def test_every_kind_of_error_has_an_exit_code_of_its_own():
    codes = [kind.exit_code for kind in errors.every_kind()]
    assert len(codes) == len(set(codes))


def test_no_exit_code_is_one_that_click_or_the_shell_uses():
    own = set(errors.every_kind()[1:]) - {errors.UpdateRefused}  # 0, 1 and 2 are what an update answers with
    codes = {kind.exit_code for kind in own}
    assert codes.isdisjoint({0, 1, 2, 130}) and max(codes) < 126


def test_every_kind_of_error_says_in_its_docstring_what_it_means():
    assert all(kind.__doc__ and kind.__doc__.strip().endswith(".") for kind in errors.every_kind())


def test_an_error_reads_as_where_what_and_what_to_do():
    error = errors.TemplateMissing("No template 'x'.", where="app.py:3", do="See `jig templates`.")
    assert str(error) == "app.py:3: No template 'x'. See `jig templates`."


@pytest.mark.parametrize("kind", errors.every_kind())
def test_every_kind_of_error_says_what_to_do_also_where_its_raiser_does_not(kind):
    more = {"why": "moved"} if kind is errors.MergeRefused else {}
    error = kind("it is broken", where="app.py:3", **more)
    assert error.do and str(error) == f"app.py:3: it is broken. {error.do}"

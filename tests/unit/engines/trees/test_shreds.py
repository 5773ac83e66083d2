"""What stays in a pattern: words that say more than the gaps beside them cost."""

from jigsmith.engines.trees import shreds


def kept(pattern, *rows, weights=None):
    return shreds.without(pattern, weights or [1.0] * len(pattern), rows, [False] * len(pattern))


def test_a_word_between_two_gaps_goes():
    assert kept("a.b", "ax.yb", "az.wb", "aq.rb") == "ab"


def test_a_phrase_between_two_gaps_stays():
    assert kept("abcde", "xabcdez", "yabcdew", "qabcder") == "abcde"


def test_a_word_that_tells_more_stays():
    assert kept("n", "xny", "znw", weights=[3.0]) == "n"


def test_what_has_no_gaps_stays_as_it_is():
    assert kept("ab", "ab", "ab") == "ab"


def test_an_empty_pattern_is_an_empty_pattern():
    assert kept("", "abc", "d") == ""

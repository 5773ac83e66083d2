"""Prompts and subjects: what is asked again and again in almost the same words, and no word that was said only once."""

import random

import pytest

from jigsmith.loop.detect.habits import sentences
from jigsmith.loop.observe.records import Said

DAY = 86_400
THINGS = ("invoices", "customers", "orders", "refunds", "parcels", "coupons", "vendors", "carts")


def said(texts, source="claude", each_day=2):
    return [
        Said(source, f"s{n // each_day}", 1.75e9 + n // each_day * DAY + n % each_day * 600, 120.0, text)
        for n, text in enumerate(texts)
    ]


def noise(seed, count):
    dice = random.Random(seed)
    words = ["".join(dice.choices("abcdefghiklmnoprstuvw", k=dice.randint(3, 9))) for _ in range(600)]
    return [" ".join(dice.choices(words, k=dice.randint(3, 25))) for _ in range(count)]


def test_what_is_asked_in_almost_the_same_words_is_one_and_what_differs_is_a_gap():
    asked = [f"Please add a REST endpoint for {thing} with validation and tests" for thing in THINGS]
    asked += [f"now write the migration that adds {n} columns to {thing}" for n, thing in enumerate(THINGS)]
    found = sentences.find(said([*asked, *noise(1, 300)]), "prompts")
    assert sorted(habit.steps for habit in found) == [
        ("now write the migration that adds … columns to …",),
        ("please add a rest endpoint for … with validation and tests",),
    ]
    assert [len(habit.times) for habit in found] == [8, 8]
    assert [habit.parameters for habit in found] == [2, 1] or [habit.parameters for habit in found] == [1, 2]


def test_no_word_that_few_said_is_kept():
    asked = [f"deploy the shop to {place} tonight please" for place in ("prod", "prod", "staging", "geheim")]
    (habit,) = sentences.find(said(asked), "prompts")
    assert "geheim" not in repr(habit.steps) + habit.id


def test_a_number_is_never_kept():
    (habit,) = sentences.find(said([f"Bump version to 1.2.{n} for release" for n in range(5)], "git"), "commits")
    assert habit.steps == ("bump version to … for release",)


@pytest.mark.parametrize(
    "texts",
    [["yes please"] * 20, ["go on"] * 20, noise(2, 200), [], ["add the endpoint for orders"] * 2],
    ids=["short", "shorter", "noise", "nothing", "twice"],
)
def test_what_says_nothing_or_comes_seldom_is_none(texts):
    assert sentences.find(said(texts), "prompts") == []


def test_three_times_on_one_day_are_not_enough():
    assert sentences.find(said(["add the endpoint for orders"] * 5, each_day=10), "prompts") == []


def test_ten_thousand_prompts_take_seconds_and_the_same_is_found_each_time():
    texts = [text for n in range(100) for text in (f"add an endpoint for {THINGS[n % 8]} with tests", *noise(n, 99))]
    first = sentences.find(said(texts), "prompts")
    assert [habit.id for habit in first] == [habit.id for habit in sentences.find(said(texts), "prompts")]
    assert first[0].steps == ("add an endpoint for … with tests",)

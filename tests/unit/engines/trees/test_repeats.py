"""Lists: found where rows are alike among themselves, and never two over the same rows."""

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.engines.trees import snippets

from jigsmith.engines.trees import align, generalise, repeats, rows


def columns_of(texts):
    maker = generalise.Generaliser(generalise.Occurrences(len(texts)))
    shapes = [[maker.shape(row) for row in rows.parse("\n" + text).rows] for text in texts]
    return align.row_columns(shapes), shapes


def lists_in(texts):
    columns, shapes = columns_of(texts)
    return [len(run.columns) for run in repeats.runs(columns, shapes)]


def entries(*names):
    return "".join(f'    path("{name}", views.{name}),\n' for name in names)


@settings(max_examples=60)
@given(snippets.SEQUENCES)
def test_lists_share_no_column(sequences):
    columns = align.row_columns(sequences)
    taken = [c for run in repeats.runs(columns, sequences) for c in run.columns]
    assert len(taken) == len(set(taken))
    assert set(taken) <= set(range(len(columns)))


@settings(max_examples=60)
@given(st.lists(snippets.CODE, min_size=2, max_size=6))
def test_the_lists_of_code_share_no_column_and_name_theirs_in_order(texts):
    columns, shapes = columns_of(texts)
    found = repeats.runs(columns, shapes)
    taken = [c for run in found for c in run.columns]
    assert len(taken) == len(set(taken))
    for run in found:
        assert list(run.columns) == sorted(run.columns)
        assert len(run.columns) > 1
        assert run.saves > 0


def test_entries_in_differing_number_are_one_list():
    families = [
        entries("home"),
        entries("users", "roles", "teams"),
        entries("orders", "bills"),
        entries("a1", "b2", "c3"),
    ]
    assert len(lists_in(families)) == 1


def test_rows_that_all_have_word_for_word_are_no_list():
    same = "start(config)\nrun(config)\nstop(config)\n"
    assert lists_in([same, same, same, same]) == []


def test_one_row_is_no_list():
    assert lists_in([entries("home"), entries("users"), entries("orders")]) == []
    assert repeats.runs([], []) == []

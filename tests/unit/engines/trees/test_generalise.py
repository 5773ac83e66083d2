"""Anti-unification: all sides are instances of their generalisation, so that each can be had back from it."""

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.engines.trees import snippets

from jigsmith.engines.trees import generalise, rows


def generalised(texts, *, lists=True):
    trees = {i: rows.parse("\n" + text) for i, text in enumerate(texts)}
    maker = generalise.Generaliser(generalise.Occurrences(len(texts)), sums_up=lists)
    return maker.hedge(trees), trees


def nodes(column, key):
    """A row's nodes, from fixed tokens, holes and groups in order."""
    found = []
    for slot in column.slots:
        if isinstance(slot, generalise.Hole):
            found += slot.values.get(key, [])
        else:
            there = slot.tokens if isinstance(slot, generalise.Fixed) else slot.groups
            found += [there[key]] if key in there else []
    return found


def columns_of(hedge):
    """Every column below, each with whether its rows are items of a list."""
    for part in hedge.parts:
        column = part.column if isinstance(part, generalise.Repeat) else part
        yield column
        for slot in column.slots:
            if isinstance(slot, generalise.Nest):
                yield from columns_of(slot.body)


def hedges_of(hedge, groups):
    """Every hedge below with the groups that it is the pattern of."""
    yield hedge, groups
    for part in hedge.parts:
        column = part.column if isinstance(part, generalise.Repeat) else part
        for slot in column.slots:
            if isinstance(slot, generalise.Nest):
                yield from hedges_of(slot.body, slot.groups)


def lists_of(hedge, groups):
    """Every list below for each of its owners, with the groups that it was found in."""
    for pattern, inside in hedges_of(hedge, groups):
        for part in pattern.parts:
            if isinstance(part, generalise.Repeat):
                yield from ((owner, part, inside) for owner in part.items)


def kept(hedge, key):
    """The rows of one side that the hedge keeps, as text, items of lists with their white space and separators."""
    for part in hedge.parts:
        if isinstance(part, generalise.Column):
            if key in part.rows:
                yield rows.text_of(part.rows[key].items)
            continue
        for item in part.items.get(key, []):
            yield part.spaces[item] + rows.text_of(part.column.rows[item].items) + part.separators[item]


@settings(max_examples=60)
@given(snippets.FAMILIES, st.booleans())
def test_every_side_is_an_instance_of_the_generalisation(texts, lists):
    hedge, _ = generalised(texts, lists=lists)
    for column in columns_of(hedge):
        for key, row in column.rows.items():
            assert list(map(id, nodes(column, key))) == list(map(id, row.items))


@settings(max_examples=60)
@given(snippets.FAMILIES)
def test_the_rows_of_every_side_come_back_in_their_order(texts):
    hedge, trees = generalised(texts, lists=False)
    for pattern, groups in hedges_of(hedge, trees):
        for key, group in groups.items():
            there = [id(r) for r in group.rows]
            found = [id(part.rows[key]) for part in pattern.parts if key in part.rows]
            assert found == [r for r in there if r in set(found)]
            assert len(found) == len(set(found))


@settings(max_examples=60)
@given(snippets.FAMILIES)
def test_a_row_that_is_left_out_is_like_no_row_of_another_side(texts):
    hedge, trees = generalised(texts, lists=False)
    for pattern, groups in hedges_of(hedge, trees):
        both = [part for part in pattern.parts if len(part.rows) >= 2]
        assert len(both) == len(pattern.parts)
        assert pattern.occurrences == frozenset(groups)


@settings(max_examples=60)
@given(st.lists(snippets.CODE, min_size=2, max_size=5))
def test_with_lists_every_row_comes_at_most_once_and_as_it_was(texts):
    hedge, trees = generalised(texts)
    for pattern, groups in hedges_of(hedge, trees):
        for key, group in groups.items():
            there = sorted(rows.text_of(r.items) for r in group.rows)
            for text in kept(pattern, key):
                there.remove(text)


@settings(max_examples=60)
@given(st.lists(snippets.CODE, min_size=2, max_size=5))
def test_the_items_of_a_list_keep_their_order(texts):
    hedge, trees = generalised(texts)
    for key, repeat, groups in lists_of(hedge, trees):
        remaining = iter(rows.text_of(rows.bare(r).row.items) for r in groups[key].rows)
        mine = [rows.text_of(repeat.column.rows[i].items) for i in repeat.items[key]]
        assert all(any(text == other for other in remaining) for text in mine)


@settings(max_examples=40)
@given(snippets.FAMILIES)
def test_an_item_belongs_to_the_instance_that_has_it(texts):
    trees = {i: rows.parse("\n" + text) for i, text in enumerate(texts)}
    occurrences = generalise.Occurrences(len(texts))
    hedge = generalise.Generaliser(occurrences).hedge(trees)
    for owner, repeat, _ in lists_of(hedge, trees):
        assert {occurrences.instance(i) for i in repeat.items[owner]} == {occurrences.instance(owner)}


@settings(max_examples=40)
@given(snippets.CODE, st.integers(2, 4))
def test_what_is_the_same_on_all_sides_has_no_holes(text, times):
    hedge, _ = generalised([text] * times, lists=False)
    assert not any(isinstance(slot, generalise.Hole) for slot in generalise.slots_of(hedge))
    assert "".join(kept(hedge, 0)) == "\n" + text


@settings(max_examples=60)
@given(snippets.FAMILIES)
def test_a_fixed_token_has_one_key_on_all_sides(texts):
    hedge, _ = generalised(texts)
    for slot in generalise.slots_of(hedge):
        if isinstance(slot, generalise.Fixed):
            assert len({t.key for t in slot.tokens.values()}) == 1


def test_what_differs_is_a_hole_between_what_is_the_same():
    hedge, _ = generalised(["port = 8080\n", "port = 9090\n", "port = 443\n"])
    (hole,) = [s for s in generalise.slots_of(hedge) if isinstance(s, generalise.Hole)]
    assert [rows.text_of(v).strip() for v in hole.values.values()] == ["8080", "9090", "443"]


def test_rows_of_one_shape_in_any_number_are_a_list():
    fields = (["title", "year"], ["street", "city", "country", "code"], ["amount"], ["first", "last", "age"])
    texts = ["class A:\n" + "".join(f"    {f} = Field(str, required=True)\n" for f in each) for each in fields]
    hedge, trees = generalised(texts)
    found = [p for pattern, _ in hedges_of(hedge, trees) for p in pattern.parts if isinstance(p, generalise.Repeat)]
    assert [{owner: len(items) for owner, items in each.items.items()} for each in found] == [{0: 2, 1: 4, 2: 1, 3: 3}]

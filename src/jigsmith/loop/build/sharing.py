"""Sharing: what an item of a list says that a parameter of the instance says already needs no field of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from jigsmith.loop.build import cells, forms, plan

SHARED = 0.9  # share of the items from which on a cell says what a parameter of the instance says


def share(values: Sequence[cells.Value], loop: plan.Loop) -> None:
    """Finds the cells of a list's items that say what a parameter of the instance says: they need no field."""
    of = {item: o for o, items in loop.items.items() for item in items}
    for cell in loop.scope.cells:
        present = cell.present()
        if cell.named and present and forms.best_form(cell, loop.scope, present)[1] >= cells.EXACT * len(present):
            continue
        found = max((_shared(v, cell, present, of) for v in values), key=lambda s: s[1], default=None)
        if found and found[1] >= SHARED * max(len(present), 2):
            value, fits, chain = found
            value.inner.append((cell, chain))
            value.saves += fits * sum(loop.scope.weights[i] for i in present) / len(present)


def _shared(
    value: cells.Value, cell: plan.Cell, present: Sequence[int], of: Mapping[int, int]
) -> tuple[cells.Value, int, tuple[str, ...]]:
    known = [(value.values.get(of[i], ""), cell.texts[i]) for i in present]
    if len({word for word, _ in known}) < 2:
        return value, 0, ("raw",)
    chain, fits = forms.best_chain(known)
    return value, fits, chain

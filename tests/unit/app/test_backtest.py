"""A backtest tells what generators would have saved, from a history and from nothing that came later."""

from datetime import UTC, datetime, timedelta

import pytest

from jigsmith.app import backtest
from jigsmith.base import errors
from jigsmith.engines.git import replay

START = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
NAMES = ("user", "order", "invoice", "product", "basket", "payment", "address", "voucher", "supplier", "parcel")
ADA, BOB = "Ada <ada@example.com>", "Bob <bob@example.com>"


def route(name):
    return f"""from fastapi import APIRouter, Depends

from shop.auth import current_user
from shop.models.{name} import {name.title()}
from shop.storage import Storage, storage

router = APIRouter(prefix="/{name}s", tags=["{name}s"])


@router.get("/")
def list_{name}s(store: Storage = Depends(storage), who: str = Depends(current_user)) -> list[{name.title()}]:
    return store.all({name.title()}, visible_to=who)


@router.post("/", status_code=201)
def create_{name}({name}: {name.title()}, store: Storage = Depends(storage)) -> {name.title()}:
    return store.add({name})


@router.delete("/{{key}}")
def delete_{name}(key: int, store: Storage = Depends(storage)) -> None:
    store.remove({name.title()}, key)
""".encode()


def commit(number, files, author=ADA, minutes=20):
    return replay.Commit(
        when=START + timedelta(minutes=minutes * number), author=author, subject=f"{number}", files=files
    )


def one_after_the_other(names=NAMES):
    return [commit(n, {f"shop/routes/{name}.py": route(name)}) for n, name in enumerate(names)]


def told(folder, commits, **options):
    folder.mkdir(exist_ok=True)
    replay.replay(folder, commits)
    return backtest.backtest(folder, **options)


def test_what_people_wrote_after_a_scan_would_have_listed_it_is_set_against_the_template(tmp_path):
    found = told(tmp_path / "a", one_after_the_other())
    (generator,) = found.generators
    assert generator.patterns == ("shop/routes/{name}.py",)
    assert (generator.instances, generator.later, generator.people) == (3, 7, 1)
    assert generator.proposed == START.date()
    assert generator.lines == 7 * 22
    assert generator.share.value > 0.9  # nothing but the name differs
    assert generator.share.value > generator.copied.value - 0.02
    assert (generator.measured, generator.failed) == (4, 0)
    assert generator.minutes.value == pytest.approx(7 * 20)  # a commit every twenty minutes, one file each
    assert found.minutes_saved.value == pytest.approx(140 * generator.share.value, abs=1)
    assert found.instances == 7
    assert found.commits == 10


def test_with_every_instance_compared_nothing_is_guessed(tmp_path):
    found = told(tmp_path / "a", one_after_the_other(), sample=50)
    assert found.share.basis == "measured"
    assert (found.share.n, found.share.low) == (7, None)


def test_the_future_changes_nothing_that_was_told_of_the_past(tmp_path):
    """The same seven instances, and then a hundred commits of something that would teach the template otherwise."""
    past = one_after_the_other(NAMES[:8])
    other = [
        commit(20 + n, {f"shop/routes/{name}.py": route(name).replace(b"Storage", b"Vault").replace(b"who", b"by")})
        for n, name in enumerate([*NAMES[:3], "zone", "depot", "carrier"])
    ]
    short = told(tmp_path / "short", past, sample=50, at_most=8)
    long = told(tmp_path / "long", past + other, sample=50, at_most=11)
    before, after = short.generators[0], long.generators[0]
    assert (after.proposed, after.instances, after.commit) == (before.proposed, before.instances, before.commit)
    assert after.later == before.later + 3
    assert before.share.value > 0.9
    assert after.share.value < before.share.value  # what came last was unlike all that was there


def test_what_was_imported_or_moved_is_not_what_people_wrote(tmp_path):
    many = {f"shop/routes/n{n}.py": route(f"n{n}") for n in range(25)}
    found = told(tmp_path / "a", [*one_after_the_other(NAMES[:5]), commit(30, many)])
    (generator,) = found.generators
    assert (generator.later, generator.imported) == (2, 25)


def test_those_who_wrote_are_counted_and_not_named(tmp_path):
    commits = [commit(n, {f"r/{name}.py": route(name)}, BOB if n % 2 else ADA) for n, name in enumerate(NAMES)]
    found = told(tmp_path / "a", commits)
    assert found.generators[0].people == 2
    assert "Ada" not in repr(found)


def test_a_repository_without_families_is_not_measured(tmp_path):
    found = told(tmp_path / "a", [commit(0, {"a.py": b"print(1)\n"}), commit(1, {"b.md": b"# Hello\n"})])
    assert (found.proposed, found.generators, found.share.basis) == (0, (), "not measured")


def test_outside_of_a_repository_there_is_nothing_to_replay(tmp_path):
    with pytest.raises(errors.GitFailed):
        backtest.backtest(tmp_path)
    with pytest.raises(errors.FileUnreadable):
        backtest.backtest(tmp_path / "missing")

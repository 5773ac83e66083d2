"""What the desk makes of the store."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import dashboard
from tests.shop import git

from jigsmith.app.desk import acting, board, families, home, runs, shelf, sides, uses
from jigsmith.base import errors
from jigsmith.engines.trees import lexer


@pytest.fixture
def ground(tmp_path: Path, jig_home: Path) -> Iterator[dashboard.Ground]:
    with dashboard.ground(tmp_path, jig_home) as made:
        yield made


def test_the_percentile_is_the_nearest_rank():
    assert runs.percentile([1.0], 0.95) == 1.0
    assert runs.percentile(list(map(float, range(1, 21))), 0.95) == 19.0
    assert runs.percentile(list(map(float, range(1, 101))), 0.95) == 95.0


def test_jobs_come_worst_first_and_each_says_how_it_stands(ground: dashboard.Ground):
    found = {each.name: each for each in runs.rows(ground.desk)}
    assert list(found)[:3] == ["tests", "backup", "docs"]
    assert {name: each.state for name, each in found.items()} == {
        "tests": "failing", "backup": "overdue", "docs": "running", "optimise-images": "paused",
        "release-notes": "by hand", "link-check": "ok", "security-audit": "ok", "update-dependencies": "ok",
    }  # fmt: skip
    assert len(found["tests"].bars) == 30 and found["tests"].bars[-1].state == "failed"
    assert found["tests"].p95 is not None and found["release-notes"].p95 is None
    assert found["optimise-images"].next is None


def test_a_repository_of_the_same_name_gets_a_mark(ground: dashboard.Ground, tmp_path: Path):
    other = tmp_path / "elsewhere" / "web-shop"
    other.mkdir(parents=True)
    git(other, "init", "--quiet")
    ground.desk.floor.add(other)
    names = ground.desk.repositories()
    assert len(names) == 2 and all(name.startswith("web-shop-") for name in names)
    assert {ground.desk.repository(name) for name in names} == {ground.root, other}
    with pytest.raises(errors.RepositoryMissing):
        ground.desk.repository("web-shop")


def test_something_that_changed_changes_the_stamp_and_nothing_else_does(ground: dashboard.Ground):
    before = home.stamp(ground.desk)
    assert home.stamp(ground.desk) == before
    runs.pause(ground.desk, "web-shop", "tests", paused=True)
    paused = home.stamp(ground.desk)
    assert paused != before
    board.answer(ground.desk, 1, "Once.", by="alice")
    assert home.stamp(ground.desk) != paused


def test_who_answered_stands_in_the_timeline(ground: dashboard.Ground):
    board.answer(ground.desk, 1, "Once.", by="alice")
    texts = [each.text for each in board.page(ground.desk, 1).timeline]
    assert "alice: Once." in texts and "answered by alice" in texts
    with pytest.raises(errors.TicketUnfit):
        board.answer(ground.desk, 1, " \n ", by="alice")


def test_templates_are_read_anew_when_one_is_written(ground: dashboard.Ground):
    before = [each.name for each in shelf.summaries(ground.root)]
    assert shelf.summaries(ground.root) is shelf.summaries(ground.root)
    candidate = str(families.last_scan(ground.desk, "web-shop").candidates[0].id)
    families.build(ground.desk, "web-shop", candidate, name="handler")
    assert [each.name for each in shelf.summaries(ground.root) if each.name not in before] == ["handler"]


def test_a_file_outside_the_repository_is_not_shown_side_by_side(ground: dashboard.Ground, tmp_path: Path):
    secret = tmp_path / "secret.py"
    secret.write_text("TOKEN = 'of somebody'\n" * 20)
    path = ground.root / "shop" / "handlers" / "order.py"
    path.unlink()
    path.symlink_to(secret)
    shown = families.family(ground.desk, "web-shop", str(families.last_scan(ground.desk, "web-shop").candidates[0].id))
    assert "of somebody" not in str(shown.sides)


@given(st.text(alphabet="ab (),\n", max_size=60), st.data())
def test_the_pieces_of_a_side_are_its_text(text: str, data: st.DataObject):
    stream = lexer.tokens(text)
    shared = {index for index in range(len(stream)) if data.draw(st.booleans())}
    assert "".join(piece for _, piece in sides.joined(stream, shared)) == text


def test_uses_are_read_from_sums_and_can_be_narrowed(ground: dashboard.Ground):
    month = uses.uses(ground.desk, days=30)
    assert month.total is not None and month.step == 1 and len(month.days) == 31
    assert month.total.uses == sum(count for _, count in month.days) == sum(each.uses for each in month.tools)
    scans = next(each for each in month.tools if each.name == "scan")
    assert scans.median is not None and scans.p95 is not None and 0 < scans.median < scans.p95
    assert {each.name for each in month.templates} == {"handler", "page"}
    assert {each.name for each in month.surfaces} == {"cli", "mcp", "job"}
    narrow = uses.uses(ground.desk, days=30, surface="mcp")
    assert narrow.step == 7 and narrow.total is not None and not narrow.templates
    assert narrow.total.uses == sum(count for _, count in narrow.days)
    assert narrow.total.uses == next(each.uses for each in narrow.surfaces if each.name == "mcp")
    assert narrow.total.median is None  # lengths are not told apart by surface: not measured
    assert uses.uses(ground.desk, days=30, repository="none").total is None
    here = uses.uses(ground.desk, days=30, repository=ground.repository)
    assert here.total is not None and here.total.uses == next(each.uses for each in here.repositories if each.name)


def test_what_is_done_at_the_desk_is_called_as_on_the_command_line():
    wanted = {
        "/jobs/{repository}/{name}/run": "jobs run", "/runs/{id:path}/stop": "jobs stop",
        "/api/tickets/{number:int}/answer": "ticket answer", "/families/{repository}/{id}/build": "build",
        "/api/candidates/{repository}/{id}/build": "build", "/templates/{repository}/{name}/deploy": "deploy",
    }  # fmt: skip
    assert {address: acting.verb(address) for address in wanted} == wanted

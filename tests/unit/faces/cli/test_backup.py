"""What a backup says that is in it."""

from jigsmith.faces.cli import backup
from jigsmith.store.factory import ledger_tables
from jigsmith.store.factory.tables import metadata


def test_each_table_is_of_one_kind():
    named = [table for some in backup.KINDS.values() for table in some]
    assert ledger_tables.use.name in named
    assert sorted(named) == sorted(metadata.tables)


def test_rows_are_told_by_kind_and_what_is_not_known_by_its_table():
    found = backup.kinds({"ticket": 2, "verdict": 3, "use_day": 0, "of_tomorrow": 4})
    assert found == {"tickets": 5, "of_tomorrow": 4}

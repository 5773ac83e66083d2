"""What a template file holds is remembered by its content, and nothing depends on that."""

from jigsmith.engines.templates import documents, memory

TEXT = "name: a\nfiles:\n  - path: b\n    content: |\n      c\n    mode: '755'\n"


def kept(home):
    return list((home / "cache" / "templates").glob("*"))


def test_what_is_remembered_is_what_is_read(jig_home):
    first = memory.read(TEXT, origin="x")
    assert len(kept(jig_home)) == 1
    assert memory.read(TEXT, origin="y") == first == documents.read(TEXT, origin="z")


def test_another_text_is_another_template(jig_home):
    memory.read(TEXT, origin="x")
    assert memory.read(TEXT.replace("755", "644"), origin="x")[0]["files"][0]["mode"] == "644"


def test_a_damaged_memory_is_made_anew(jig_home):
    first = memory.read(TEXT, origin="x")
    kept(jig_home)[0].write_bytes(b"\xc1 nonsense")
    assert memory.read(TEXT, origin="x") == first


def test_what_no_memory_can_hold_is_read_again(jig_home):
    text = f"name: {'9' * 200}\n"
    assert memory.read(text, origin="x") == memory.read(text, origin="x") == documents.read(text, origin="x")
    assert kept(jig_home) == []


def test_a_home_that_takes_nothing_stops_nobody(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("JIG_HOME", str(tmp_path / "file"))
    assert memory.read(TEXT, origin="x") == documents.read(TEXT, origin="x")


def test_there_are_never_more_than_so_many(jig_home, monkeypatch):
    monkeypatch.setattr(memory, "MOST", 10)
    for number in range(30):
        memory.read(f"name: a{number}\n", origin="x")
    assert len(kept(jig_home)) <= 11

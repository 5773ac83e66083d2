"""Markers: a file with a conflict in it is known by all three of them."""

from jigsmith.engines.templates.merging import markers, text


def test_a_conflict_is_found_on_its_line():
    merged = text.merge("a\nb\nc\n", "a\nx\nc\n", "a\ny\nc\n")
    assert markers.unresolved(merged.text.encode()) == 2


def test_a_conflict_is_found_in_a_file_with_windows_line_ends():
    merged = text.merge("a\nb\nc\n", "a\r\nx\r\nc\r\n", "a\ny\nc\n")
    assert markers.unresolved(merged.text.encode()) == 2


def test_a_heading_underlined_with_equals_signs_is_no_conflict():
    assert markers.unresolved(b"Heading\n=======\n\n>>>>>>> quoted\n") is None


def test_a_conflict_of_which_a_marker_was_removed_is_none():
    assert markers.unresolved(b"<<<<<<< yours\na\n=======\nb\n") is None


def test_markers_within_a_line_are_none():
    assert markers.unresolved(b"x <<<<<<< yours\n=======\n>>>>>>> template\n") is None

"""Proof: every instance is made again, and what is its own is counted."""

from tests.unit.loop.build import templates
from tests.unit.loop.build.templates import P

from jigsmith.loop.build import proof

PORT = templates.template("title = {{ name | title }}\nport = {{ port }}\nend = yes\n", port=P(default="80"))


def proven(text, shared=()):
    return proof.prove(PORT, "user", {"src/user.py": text.encode()}, shared)


def test_an_instance_that_comes_out_is_exact():
    found = proven("title = User\nport = 443\nend = yes\n")
    assert (found.exact, found.params, found.residue_lines, found.lines) == (True, {"port": "443"}, 0, 3)


def test_lines_of_its_own_are_counted():
    found = proven("title = User\nport = 80\nmore = 1\nand = 2\nend = yes\n")
    assert (found.exact, found.params, found.residue_lines, found.lines) == (False, {}, 2, 5)


def test_a_line_that_is_too_many_is_counted_too():
    found = proven("title = User\nport = 80\n")
    assert (found.exact, found.residue_lines, found.lines) == (False, 1, 2)


def test_a_line_that_differs_counts_twice():
    assert proven("title = Somebody else entirely\nport = 80\nend = yes\n").residue_lines == 2


def test_only_the_end_of_the_file_may_tell_that_it_is_not_exact():
    found = proven("title = User\nport = 80\nend = yes")
    assert (found.exact, found.residue_lines) == (False, 0)


def test_a_shared_line_that_the_template_does_not_make_is_lost():
    found = proven("title = User\nport = 80\nshared = 1\nend = yes\n", ["end = yes", "shared = 1"])
    assert found.lost == ["shared = 1"]


def test_shared_lines_are_those_that_every_instance_has_wherever_it_has_them():
    one = {"a.py": b"x = 1\n    y = 2\n\nz = 3\n", "a.txt": b"end\n"}
    two = {"b.py": b"z = 3\n\r\ny = 2\r\nother\n", "b.txt": b"the end\nend"}
    assert proof.shared_lines([one, two]) == ["end", "y = 2", "z = 3"]
    assert proof.shared_lines([]) == []


def test_a_name_alone_that_makes_code_which_does_not_parse_is_told():
    content, real = "def {{ name }}():\n    return {{ port }}[0]\n", {"src/user.py": b"def user():\n    return x[0]\n"}
    torn = templates.template(content, port=P(default=""))
    whole = templates.template(content, port=P(default="ports"))
    broken = templates.template("def {{ name }}(:\n{{ port }}", port=P(default=""))
    assert proof.prove(whole, "user", real, ()).unparsed is None
    assert proof.prove(broken, "user", real, ()).unparsed == "src/user.py:1"
    assert proof.prove(torn, "user", real, ()).params == {"port": "x"}
    assert proof.prove(broken, "user", {"src/user.py": b"def user(:\n"}, ()).unparsed is None

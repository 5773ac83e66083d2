"""What drifted, and whose a line is."""

import subprocess

import pytest

from jigsmith.app import check, generate, why
from jigsmith.base import errors

PART = """\
name: part
version: 1.0.0
parameters: {owner: {default: nobody}}
files:
  - {path: "src/{{ name }}.py", content: "# {{ owner }}\\none = 1\\ntwo = 2\\nthree = 3\\nfour = 4\\n"}
  - {path: link, link: "src/{{ name }}.py"}
inject:
  - {path: app.py, mark: here, content: "def {{ name }}():\\n    pass"}
"""


@pytest.fixture
def project(tmp_path, monkeypatch):
    root = tmp_path / "project"
    (root / ".jig/templates").mkdir(parents=True)
    (root / ".jig/templates/part.yaml").write_text(PART)
    (root / "app.py").write_text("class Mine:\n    pass\n\n\n# jig:here\n")
    monkeypatch.chdir(root)
    generate.generate(root, "part", "wheel", params={"owner": "me"})
    return root


def whose(found):
    return [line.whose for line in found.lines]


def one(project):
    (found,) = check.check(project)
    return found


def test_what_is_as_it_was_made_has_not_drifted(project):
    assert not one(project).drifted


def test_an_edit_and_a_file_that_is_gone_are_drift(project):
    (project / "src/wheel.py").write_text("one = 2\n")
    (project / "link").unlink()
    assert list(one(project).edited) == ["src/wheel.py"] and list(one(project).missing) == ["link"]


def test_a_link_that_leads_elsewhere_is_an_edit(project):
    (project / "link").unlink()
    (project / "link").symlink_to("app.py")
    assert list(one(project).edited) == ["link"]


def test_line_ends_that_a_checkout_turned_are_no_edit(project):
    text = (project / "src/wheel.py").read_bytes()
    (project / "src/wheel.py").write_bytes(text.replace(b"\n", b"\r\n"))
    assert not one(project).drifted
    assert whose(why.why(project, "src/wheel.py")) == ["template"] * 5


def test_a_template_that_is_another_one_is_drift(project):
    (project / ".jig/templates/part.yaml").write_text(PART.replace("1.0.0", "1.1.0"))
    assert one(project).outdated and one(project).newest == "1.1.0"


@pytest.mark.parametrize("committed", [True, False])
def test_a_file_that_was_moved_is_looked_at_where_it_is(project, committed):
    git(project, "init", "-q")
    git(project, "add", "-A")
    git(project, "commit", "-qm", "all")
    (project / "lib").mkdir()
    (project / "src/wheel.py").rename(project / "lib/round.py")
    if committed:
        git(project, "add", "-A")
        git(project, "commit", "-qm", "moved")
    assert list(one(project).moved) == ["src/wheel.py → lib/round.py"] and not one(project).drifted
    found = why.why(project, "lib/round.py")
    assert [origin.name for origin in found.origins] == ["wheel"] and whose(found) == ["template"] * 5


def git(root, *words):
    subprocess.run(["git", "-c", "user.name=A", "-c", "user.email=a@b", *words], cwd=root, check=True)


def test_each_line_is_the_template_s_or_yours(project):
    text = (project / "src/wheel.py").read_text()
    (project / "src/wheel.py").write_text(text.replace("two = 2", "two = 22") + "mine = 1\n")
    found = why.why(project, "src/wheel.py")
    assert whose(found) == ["template", "template", "yours", "template", "template", "yours"]
    assert found.origins[0].parameters == {"owner": "me"} and found.origins[0].kind == "made"


def test_a_line_like_one_that_was_put_in_stays_yours(project):
    found = why.why(project, "app.py")
    assert [line.text for line in found.lines if line.whose == "template"] == ["def wheel():", "    pass"]
    assert whose(found)[1] == "yours" and found.lines[1].text == "    pass"


def test_lines_are_counted_as_editors_do(project):
    (project / "src/wheel.py").write_text("# me\x0c\none = 1\u2028\ntwo = 2\n")
    assert [line.number for line in why.why(project, "src/wheel.py").lines] == [1, 2, 3]


def test_a_link_that_was_made_says_so(project):
    assert [origin.kind for origin in why.why(project, "link").origins] == ["made"]


@pytest.mark.parametrize(
    ("path", "kind"),
    [("nothing.py", errors.FileUnreadable), ("src", errors.FileUnreadable), ("../x", errors.FileUnreadable),
     ("/etc/passwd", errors.FileUnreadable), (".jig/templates/part.yaml", errors.InstanceMissing)],
)  # fmt: skip
def test_of_other_files_nothing_is_told(project, path, kind):
    with pytest.raises(kind):
        why.why(project, path)


def test_a_damaged_base_of_another_instance_is_nobody_s_business_here(project):
    (project / ".jig/instances/part/wheel.base").write_bytes(b"x")
    (project / ".jig/templates/other.yaml").write_text('name: other\nfiles: [{path: "o.txt", content: o}]\n')
    generate.generate(project, "other", "o")
    assert [origin.template for origin in why.why(project, "o.txt").origins] == ["other"]
    assert [bool(each.problem) for each in check.check(project)] == [False, True]


def test_a_file_that_is_made_once_may_be_edited_or_deleted(tmp_path):
    place = tmp_path / ".jig/templates/page/template.yaml"
    place.parent.mkdir(parents=True)
    place.write_text(
        "name: page\nfiles:\n  - {path: a.md, content: a, policy: once}\n  - {path: b.md, content: b, policy: once}\n"
    )
    generate.generate(tmp_path, "page", "Home")
    (tmp_path / "a.md").write_text("mine")
    (tmp_path / "b.md").unlink()
    assert [each.drifted for each in check.check(tmp_path)] == [False]

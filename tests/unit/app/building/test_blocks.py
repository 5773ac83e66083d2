"""Building from blocks: pieces of files become a template that puts one more of them where it belongs."""

import ast

import pytest

from jigsmith.app import adopt, build, deploy, generate, scan, templates, undo, update
from jigsmith.app.records import instances
from jigsmith.base import errors

NAMES = ("customer", "invoice", "parcel", "warehouse", "supplier", "employee")
ROUTE = """\
@app.route("/{snake}s")
def list_{snake}s(request):
    rows = database.fetch("{snake}", request.args, limit={limit})
    check_access(request.user, "{snake}")
    return respond([row.as_json() for row in rows], kind="{snake}")
"""
HANDLER = """\
\t/**
\t * Handles the {snake}.
\t * @param {{Request}} request
\t */
\tasync {snake}Handler(request) {{
\t\tconst found = await this.store.load("{snake}", request.id);
\t\tthis.check(request.user, "{snake}");
\t\treturn this.respond(found, {{ kind: "{snake}" }});
\t}}
"""
ENTRY = """\
  {snake}: {{
    title: "The {snake}",
    icon: icons.{snake}Icon,
    load: () => import("./{snake}/page"),
    route: routes.{snake},
  }},
"""


def routes(*names, after=""):
    blocks = [ROUTE.format(snake=name, limit=10 if name < "m" else 20) for name in names]
    return "\n\n".join(["from shop import app, database\n", *blocks]) + after


def put(root, files):
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, newline="")


def built(root, name="route", **how):
    """The template of the first family of blocks that a scan finds."""
    found = next(each for each in scan.scan(root).candidates if each.kind == "blocks")
    return build.build_family(root, build.family_of(root, found.id, here=root), name=name, **how)


def files_of(root):
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and ".git/" not in str(path)
    }


def test_every_block_comes_out_byte_for_byte_and_the_mark_stands_behind_the_last_one(tmp_path):
    rest = "\n\ndef other():\n    return 1\n"
    before = routes(*NAMES, after=rest)
    put(tmp_path, {"shop/routes.py": before})
    found = built(tmp_path)
    assert (found.exact, len(found.instances)) == (6, 6)
    assert found.made_lines == found.lines == 30
    after = (tmp_path / "shop/routes.py").read_text()
    assert after == routes(*NAMES, after="\n\n# jig:route\n" + rest)
    assert list(found.marks) == ["shop/routes.py"]
    assert found.files == [] and found.injects == ["shop/routes.py: put before the mark `jig:route`"]


def test_a_new_block_stands_between_as_many_empty_lines_as_the_others(tmp_path):
    rest = "\n\ndef other():\n    return 1\n"
    put(tmp_path, {"shop/routes.py": routes(*NAMES, after=rest)})
    built(tmp_path)
    generate.generate(tmp_path, "route", "refunds")
    text = (tmp_path / "shop/routes.py").read_text()
    ast.parse(text)
    head, _, tail = text.partition('@app.route("/refunds")')
    assert head == routes(*NAMES) + "\n\n"
    assert tail.startswith('\ndef list_refunds(request):\n    rows = database.fetch("refund", ')
    assert tail.endswith('kind="refund")\n\n\n# jig:route\n' + rest)


def test_generating_twice_is_once_and_undo_takes_the_block_and_then_the_mark_out(tmp_path):
    put(tmp_path, {"shop/routes.py": routes(*NAMES)})
    before = files_of(tmp_path)
    built(tmp_path)
    marked = files_of(tmp_path)
    generate.generate(tmp_path, "route", "refunds")
    once = files_of(tmp_path)
    generate.generate(tmp_path, "route", "refunds")
    assert files_of(tmp_path) == once != marked
    undo.undo(tmp_path)
    assert files_of(tmp_path) == marked
    assert undo.undo(tmp_path).label == "build route"
    assert files_of(tmp_path) == before


@pytest.mark.parametrize("typed", ["gift-cards", "GiftCards", "gift_cards", "giftCards"])
def test_a_name_in_any_style_is_written_as_the_blocks_write_it(tmp_path, typed):
    put(tmp_path, {"shop/routes.py": routes(*NAMES)})
    built(tmp_path)
    generate.generate(tmp_path, "route", typed)
    text = (tmp_path / "shop/routes.py").read_text()
    assert "def list_gift_cards(request):" in text
    assert 'database.fetch("gift_card"' in text


def test_items_of_a_literal_need_no_mark(tmp_path):
    source = "export const pages = {\n" + "".join(ENTRY.format(snake=name) for name in NAMES) + "};\n"
    put(tmp_path, {"src/pages.ts": source})
    found = built(tmp_path, "page")
    assert (found.exact, len(found.instances)) == (6, 6)
    assert not found.marks and (tmp_path / "src/pages.ts").read_text() == source
    generate.generate(tmp_path, "page", "tax")
    assert (tmp_path / "src/pages.ts").read_text() == source.replace("};", ENTRY.format(snake="tax") + "};")


def test_tabs_and_comments_of_a_method_in_a_class_stay_as_they_are(tmp_path):
    source = "class Shop {\n" + "\n".join(HANDLER.format(snake=name) for name in NAMES) + "}\n"
    put(tmp_path, {"src/shop.js": source})
    assert built(tmp_path, "handler").exact == 6
    generate.generate(tmp_path, "handler", "tax")
    wanted = "\n".join(HANDLER.format(snake=name) for name in (*NAMES, "tax"))
    assert (tmp_path / "src/shop.js").read_text() == f"class Shop {{\n{wanted}\n\t// jig:handler\n}}\n"


def test_of_blocks_in_several_files_a_parameter_says_in_which_the_next_one_goes(tmp_path):
    put(tmp_path, {"shop/a.py": routes(*NAMES[:2]), "shop/b.py": routes(*NAMES[2:])})
    put(tmp_path, {"shop/c.py": "x = 1\n"})
    found = built(tmp_path)
    assert found.parameters["file"]["choices"] == ["shop/b.py", "shop/a.py"]
    assert found.parameters["file"]["default"] == "shop/b.py"
    assert sorted(found.marks) == ["shop/a.py", "shop/b.py"]
    generate.generate(tmp_path, "route", "refunds")
    generate.generate(tmp_path, "route", "fees", params={"file": "shop/a.py"})
    assert "list_refunds" in (tmp_path / "shop/b.py").read_text()
    assert "list_fees" in (tmp_path / "shop/a.py").read_text()
    assert all(not each.exit_code for each in templates.check_recorded(tmp_path, "route"))


def test_building_again_knows_the_new_block_and_puts_no_second_mark(tmp_path):
    put(tmp_path, {"shop/routes.py": routes(*NAMES)})
    built(tmp_path)
    generate.generate(tmp_path, "route", "refunds")
    before = (tmp_path / "shop/routes.py").read_bytes()
    again = built(tmp_path)
    assert (again.version, again.exact, len(again.instances), again.marks) == ("1.1.0", 7, 7, {})
    assert (tmp_path / "shop/routes.py").read_bytes() == before


def test_a_mark_that_somebody_moved_stays_where_it_is(tmp_path):
    put(tmp_path, {"shop/routes.py": routes(*NAMES)})
    built(tmp_path)
    text = (tmp_path / "shop/routes.py").read_text().replace("\n\n# jig:route\n", "")
    put(tmp_path, {"shop/routes.py": text.replace("database\n", "database\n\n\n# jig:route\n", 1)})
    built(tmp_path)
    generate.generate(tmp_path, "route", "refunds")
    text = (tmp_path / "shop/routes.py").read_text()
    assert text.index("list_refunds") < text.index("# jig:route") < text.index("list_customers")


def test_lines_that_end_with_carriage_returns_go_on_doing_so(tmp_path):
    put(tmp_path, {"shop/routes.py": routes(*NAMES).replace("\n", "\r\n")})
    assert built(tmp_path).exact == 6
    generate.generate(tmp_path, "route", "refunds")
    data = (tmp_path / "shop/routes.py").read_bytes()
    assert data.count(b"\n") == data.count(b"\r\n") and b"list_refunds" in data


def test_nothing_is_marked_when_the_template_cannot_be_written(tmp_path):
    put(tmp_path, {"shop/routes.py": routes(*NAMES), ".jig/templates/route/template.yaml": "name: route\n"})
    before = files_of(tmp_path)
    with pytest.raises(errors.WouldOverwrite):
        built(tmp_path)
    assert files_of(tmp_path) == before


def test_a_file_that_was_changed_since_it_was_read_gets_no_mark(tmp_path):
    put(tmp_path, {"shop/routes.py": routes(*NAMES)})
    found = built(tmp_path, write_files=False)
    put(tmp_path, {"shop/routes.py": "# all new\n"})
    with pytest.raises(errors.WouldOverwrite):
        build.write(tmp_path, found)
    assert not (tmp_path / ".jig").exists()
    assert (tmp_path / "shop/routes.py").read_text() == "# all new\n"


def test_a_file_that_can_hold_no_comment_is_refused(tmp_path):
    block = "  {snake} begins\n    load the {snake}\n    check the {snake}\n    answer with the {snake}\n"
    from jigsmith.loop.detect import records as detect

    put(tmp_path, {"notes.unknown": "".join(block.format(snake=name) for name in NAMES)})
    blocks = [
        detect.Instance(name, ("notes.unknown",), (detect.Block("notes.unknown", 4 * n + 1, 4 * n + 4),))
        for n, name in enumerate(NAMES)
    ]
    family = build.Family(patterns=["notes.unknown#{name} begins"], blocks=blocks)
    with pytest.raises(errors.CandidateUnfit, match="can hold no comment"):
        build.build_family(tmp_path, family, name="note")


def test_the_recorded_blocks_are_tested_and_an_edit_of_the_template_is_seen(tmp_path):
    put(tmp_path, {"shop/routes.py": routes(*NAMES)})
    built(tmp_path)
    assert [each.exit_code for each in templates.check_recorded(tmp_path, "route")] == [0] * 6
    place = tmp_path / ".jig/templates/route/template.yaml"
    place.write_text(place.read_text().replace("check_access", "check_rights"))
    tested = templates.check_recorded(tmp_path, "route")
    assert [each.differs for each in tested] == [["shop/routes.py#block has other content"]] * 6


def test_blocks_that_are_there_are_adopted_and_follow_the_template(tmp_path):
    put(tmp_path, {"shop/routes.py": routes(*NAMES)})
    built(tmp_path)
    done, failed = adopt.adopt_all(tmp_path, "route")
    assert (len(done), failed) == (6, [])
    assert all(each.exact and each.files == ["shop/routes.py"] for each in done)
    assert instances.read(tmp_path, "route", done[0].name)
    place = tmp_path / ".jig/templates/route/template.yaml"
    place.write_text(place.read_text().replace("check_access", "check_rights"))
    before = (tmp_path / "shop/routes.py").read_text()
    update.apply(update.plan(tmp_path, "route"))
    assert (tmp_path / "shop/routes.py").read_text() == before.replace("check_access", "check_rights")


def test_a_block_that_was_changed_since_is_not_adopted(tmp_path):
    put(tmp_path, {"shop/routes.py": routes(*NAMES)})
    built(tmp_path)
    text = (tmp_path / "shop/routes.py").read_text()
    (tmp_path / "shop/routes.py").write_text(text.replace('check_access(request.user, "parcel")', "pass"))
    done, failed = adopt.adopt_all(tmp_path, "route")
    assert len(done) == 5 and [each.name for each in failed] == ["parcels"]
    assert "not as the template makes them" in failed[0].error


def test_a_generated_item_of_a_literal_follows_the_template_in_its_place(tmp_path):
    source = "export const pages = {\n" + "".join(ENTRY.format(snake=name) for name in NAMES) + "};\n"
    put(tmp_path, {"src/pages.ts": source})
    built(tmp_path, "page")
    adopt.adopt_all(tmp_path, "page")
    generate.generate(tmp_path, "page", "tax")
    place = tmp_path / ".jig/templates/page/template.yaml"
    place.write_text(place.read_text().replace("The {{", "Every {{"))
    before = (tmp_path / "src/pages.ts").read_text()
    update.apply(update.plan(tmp_path, "page"))
    assert (tmp_path / "src/pages.ts").read_text() == before.replace("The ", "Every ")


def test_the_template_is_called_after_the_file_and_unlike_those_that_are_there(tmp_path):
    put(tmp_path, {"shop/routes.py": routes(*NAMES)})
    found = next(each for each in scan.scan(tmp_path).candidates if each.kind == "blocks")
    family = build.family_of(tmp_path, found.id, here=tmp_path)
    assert build.default_name(tmp_path, family) == "route"
    put(tmp_path, {".jig/templates/route.yaml": "name: route\nfiles: [{path: x, content: x}]\n"})
    assert build.default_name(tmp_path, family) != "route"


def test_pages_and_skills_say_into_which_files_lines_are_put_and_where(tmp_path):
    put(tmp_path, {"shop/a.py": routes(*NAMES[:2]), "shop/b.py": routes(*NAMES[2:]), "AGENTS.md": "# Agents\n"})
    built(tmp_path)
    deploy.deploy(tmp_path, "route")
    skill = (tmp_path / ".claude/skills/route/SKILL.md").read_text()
    assert "Puts route into shop/b.py and shop/a.py with one command" in skill
    page = (tmp_path / "docs/generators/route.md").read_text()
    own = (tmp_path / ".jig/templates/route/README.md").read_text()
    for text in (skill, page):
        assert "- in `shop/b.py` or `shop/a.py`: lines before the mark `jig:route`" in text
        assert "jig generate route " in text and "It puts it into:" in text
    assert "- `shop/a.py`: lines before the mark `jig:route`" in own
    assert templates.summary(tmp_path, "route").injects == [
        "shop/b.py: lines before the mark `jig:route`",
        "shop/a.py: lines before the mark `jig:route`",
    ]


def test_blocks_whose_names_differ_only_in_case_are_recorded_apart(tmp_path):
    names = (*NAMES, "Invoice")
    source = "export const pages = {\n" + "".join(ENTRY.format(snake=name) for name in names) + "};\n"
    put(tmp_path, {"src/pages.ts": source})
    assert len(built(tmp_path, "page").instances) == 7
    assert [each.exit_code for each in templates.check_recorded(tmp_path, "page")] == [0] * 7

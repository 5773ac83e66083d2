"""Synthesis: what a template of a family says, and with which parameters."""

from jigsmith.engines.templates import format as formats
from jigsmith.engines.templates import render
from jigsmith.loop.build import defaults, synthesise


def synthesised(instances):
    """The synthesis of instances given by their names, each with one text."""
    return synthesise.synthesise([synthesise.Source(name, (text,)) for name, text in instances.items()])


def template_of(instances):
    found = synthesised(instances)
    file = formats.File(path="f", content=found.contents[0], delimiters=found.delimiters[0])
    made = formats.Template(name="t", parameters=found.parameters, files=[file])
    return defaults.settle(made, {n: [t] for n, t in instances.items()}, found.values)


def rendered(template, name, **params):
    return (render.render(template, name, params)[0].data or b"").decode()


SERVICES = {
    "storage": ("Storage", ["get", "put", "list"]),
    "fsx": ("FSx", ["mount", "resize", "move", "stop"]),
    "queue": ("Queue", ["send", "peek"]),
    "dynamodb": ("DynamoDB", ["query", "scan", "drop"]),
    "mail": ("Mail", ["post", "read", "archive", "mark"]),
}


def service(kind, paths):
    routes = "".join(f'    "/{p}": {kind}Handler.dispatch,\n' for p in paths)
    return f"from .handlers import {kind}Handler\n\nbase = {kind}Handler.base()\n\nroutes = {{\n{routes}}}\n"


def test_items_repeat_the_parameter_of_the_instance_and_ask_for_their_own_alone():
    made = template_of({name: service(*each) for name, each in SERVICES.items()})
    lists = [p for p in made.parameters.values() if p.type == "list"]
    assert len(lists) == 1
    assert len(lists[0].items) == 1
    listed = next(n for n, p in made.parameters.items() if p.type == "list")
    (own,) = lists[0].items
    text = rendered(made, "cache", **{listed: [{own: "flush"}, {own: "warm"}]})
    assert text == service("Cache", ["flush", "warm"])


def test_an_acronym_is_a_parameter_that_defaults_to_the_derived_form():
    made = template_of({name: service(*each) for name, each in SERVICES.items()})
    named = [p for p in made.parameters.values() if p.type == "string"]
    assert [p.default for p in named] == ["{{ name | pascal }}"]


BASES = {
    "user": "Model",
    "role": "",
    "order": "Tree",
    "team": "",
    "place": "Model",
    "event": "",
    "task": "Tree",
    "note": "Tree",
}


def model(name, base):
    extends = f" extends {base}" if base else ""
    return f"export class {name.capitalize()}{extends} {{\n  table = '{name}';\n  key = 'id';\n}}\n"


def test_words_come_and_go_with_the_value_beside_them():
    made = template_of({name: model(name, base) for name, base in BASES.items()})
    (base,) = [n for n, p in made.parameters.items() if p.type == "string"]
    assert rendered(made, "page", **{base: "Tree"}) == model("page", "Tree")
    assert rendered(made, "page", **{base: ""}) == model("page", "")


def test_comments_make_no_list():
    texts = {
        name: f"# {name} one.\n# it {i}\n\nx = 1\n\n# more {name}\n# and {i}\ny = 2\n"
        for i, name in enumerate(["user", "role", "order", "team"])
    }
    assert not [p for p in synthesised(texts).parameters.values() if p.type == "list"]


def test_a_default_list_is_what_leaves_least_to_type():
    usual = ["id", "name", "created", "changed"]
    texts = {
        name: f"class {name.capitalize()}:\n" + "".join(f"    {c} = column()\n" for c in [*usual, *own])
        for name, own in {
            "user": ["mail"],
            "role": [],
            "order": ["total", "due"],
            "team": ["lead"],
            "place": ["town"],
        }.items()
    }
    made = template_of(texts)
    assert rendered(made, "page").startswith("class Page:\n    id = column()\n    name = column()\n")


def test_a_class_is_called_after_the_name_where_only_some_instances_call_it_so():
    kinds = {"alpha": "Alpha", "beta": "BETA", "gamma": "Gamma", "delta": "DeltaX", "iota": "ioTA", "kappa": "Kappa"}
    made = template_of({n: f"class {c}Config(Base):\n    size = 1\n" for n, c in kinds.items()})
    assert rendered(made, "blue_widget") == "class BlueWidgetConfig(Base):\n    size = 1\n"


def test_a_call_begins_and_ends_as_calls_do_when_its_first_and_last_arguments_are_left_out():
    firsts, lasts = ["one", "two", "three", "four"], ["red", "green", "blue", "pink"]
    calls = {f"x{a}": f"run({a}, size, {b})\nstop()\n" for a, b in zip(firsts, lasts, strict=True)}
    assert "( " not in rendered(template_of(calls), "nine") and ",)" not in rendered(template_of(calls), "nine")


def test_options_are_called_after_two_words_before_they_are_numbered():
    banner = "//------\n// Rule {}\n//------\nsetup{}();\n"
    texts = {}
    for i, (one, two) in enumerate([(1, 0), (0, 1), (1, 1), (0, 0), (1, 0), (0, 1), (1, 1), (0, 0)]):
        parts = [banner.format(w, w) for w, there in (("Helpers", one), ("Definition", two)) if there]
        texts[f"item{'abcdefgh'[i]}"] = "start();\n" + "".join(parts) + "finish();\n"
    names = [n for n, p in template_of(texts).parameters.items() if p.type == "boolean"]
    assert len(names) == 2
    assert not any(name[-1].isdigit() for name in names)


def test_a_plural_is_a_plural_and_no_word_with_an_s():
    made = template_of({n: f"path = '/{n}s'\n" for n in ("order", "part", "repair")})
    assert rendered(made, "delivery") == "path = '/deliveries'\n"

"""Defaults: what a template makes of a name alone, judged by the instances that it was made from."""

from tests.unit.loop.build.templates import P, template

from jigsmith.loop.build import defaults

LIST = "{% for x in xs %}\n{{ x.a }} = {{ x.b }}\n{% endfor %}\nend\n"


def settled(content, values, **parameters):
    """The defaults for instances that are what the template makes of their values."""
    made = template(content, **parameters)
    texts = {name: [text] for name, (text, _) in values.items()}
    own = {p: {i: v[p] for i, (_, v) in enumerate(values.values())} for p in parameters}
    return {name: p.default for name, p in defaults.settle(made, texts, own).parameters.items()}


def test_what_most_have_becomes_the_default():
    values = {n: (f"port = {p}\n", {"port": p}) for n, p in zip("abcde", ["80", "80", "80", "22", "5"], strict=True)}
    assert settled("port = {{ port }}\n", values, port=P(default="")) == {"port": "80"}


def test_a_text_that_one_instance_alone_has_is_nobody_elses_default():
    words = ["alpha beta", "beta gamma", "gamma delta", "delta alpha"]
    values = {n: (f'say "{w}"\n', {"text": w}) for n, w in zip("abcd", words, strict=True)}
    assert settled('say "{{ text }}"\n', values, text=P(default="")) == {"text": ""}


def listed(*items):
    return "".join(f"{a} = {b}\n" for a, b in items) + "end\n", {"xs": [{"a": a, "b": b} for a, b in items]}


XS = {"xs": P(type="list", default=[], items={"a": P(default=""), "b": P(default="")})}


def test_no_default_list_holds_an_item_twice():
    values = {n: listed(("x", "1"), ("x", "1"), ("y", "2")) for n in "abcd"}
    assert settled(LIST, values, **XS) == {"xs": [{"a": "x", "b": "1"}, {"a": "y", "b": "2"}]}


def test_items_that_lack_what_nearly_all_have_are_in_no_default_list():
    half = "x = 1\n = 2\nend\n", {"xs": [{"a": "x", "b": "1"}, {"b": "2"}]}
    values = {"a": half, "b": half} | {n: listed(*[("x", "1")] * 6) for n in "cdef"}
    assert settled(LIST, values, **XS) == {"xs": [{"a": "x", "b": "1"}]}


def test_a_list_that_suits_only_its_own_instance_is_judged_by_the_others():
    long = listed(*[(f"k{i}", str(i)) for i in range(30)])
    values = {"a": long, **{n: listed((f"only_{n}", "9")) for n in "bcdefg"}}
    assert len(settled(LIST, values, **XS)["xs"]) < 2


def test_no_default_is_taken_that_tears_the_syntax():
    content = "{% for x in xs %}\n{{ x.a }} = {{ x.b }}\n{% endfor %}\nlast = 1\n"
    torn = "run it = = 1\nlast = 1\n", {"xs": [{"a": "run it =", "b": "1"}]}
    assert settled(content, dict.fromkeys("abcd", torn), **XS) == {"xs": []}

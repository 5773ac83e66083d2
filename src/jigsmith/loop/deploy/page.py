"""Page: what a template makes and how it is called, for people, as a page of the project's documentation."""

from jigsmith.loop.deploy import commands, parts, records, skill


def render(tool: records.Tool) -> str:
    """The whole page, in Markdown."""
    return "\n".join(_lines(tool)) + "\n"


def _lines(tool: records.Tool) -> list[str]:
    template, start = tool.template.name, tool.start
    described = tool.template.description
    does = "makes" if tool.template.files else "puts lines into files that are there"
    look = commands.generate(start, template, "NAME", {}, "--dry-run")
    write = commands.generate(start, template, "NAME", {})
    example = parts.example(tool)
    recorded = (
        [f"Recorded are {parts.listed([parts.code(each) for each in tool.names[:20]])}.", ""] if tool.names else []
    )
    return [
        f"<!-- Written by `{start} deploy {template}`. What you edit here is kept. -->",
        "",
        f"# {template}",
        "",
        *([described, ""] if described and not described.startswith(skill.BUILT) else []),
        f"One more {parts.noun(template)}, by one command. It {does}:",
        "",
        *parts.files(tool),
        "",
        *parts.fenced(f"{look}    # look first: this writes nothing\n{write}", "sh"),
        "",
        "`NAME` is what it is called, in any case style.",
        "",
        *recorded,
        "## Parameters",
        "",
        *parts.parameters(tool),
        "",
        *(["## Example", "", *example, ""] if example else []),
        "## By hand afterwards",
        "",
        *parts.by_hand(tool),
    ]

"""Saying: what a template puts into files that are there, in words for people."""

from jigsmith.engines.templates import records


def what(injection: records.Injection) -> str:
    """What is put where in the file."""
    if injection.mark is not None:
        return f"lines {injection.at or 'before'} the mark `jig:{injection.mark}`"
    if injection.registry is not None:
        return f"an item of `{injection.registry}`"
    if injection.sorted or injection.imports:
        return f"lines among {injection.place}"
    return f"a value for {injection.place}" if injection.key is not None else f"lines at {injection.place}"


def files(template: records.Template, injection: records.Injection) -> list[str]:
    """The file, as it stands in the template; where a parameter chooses it, all that can be chosen."""
    opening, closing = (template.delimiters or records.Delimiters()).variable
    name = injection.path.removeprefix(opening).removesuffix(closing).strip()
    chosen = template.parameters.get(name)
    return [str(choice) for choice in chosen.choices] if chosen and chosen.choices else [injection.path]

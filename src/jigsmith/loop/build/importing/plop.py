"""Plop: the generators of a plopfile, read and not run; prompts are parameters, actions are files and injections.

The format is documented at https://plopjs.com/documentation.
"""

from datetime import date
from pathlib import Path

from jigsmith.base import errors
from jigsmith.loop.build.importing import notes, plop_generator, plop_setup, script
from jigsmith.loop.build.importing.script import Code

FILES = tuple(f"plopfile.{ending}" for ending in ("js", "mjs", "cjs", "ts", "mts", "cts"))


def is_here(root: Path) -> bool:
    """Whether a folder holds a plopfile."""
    return any((root / name).is_file() for name in FILES)


def imported(root: Path, name: str, *, today: date) -> list[notes.Import]:
    """One template for each generator. TemplateInvalid, FileUnreadable."""
    _ = today
    file = next((each for each in FILES if (root / each).is_file()), None)
    return read(root, file or FILES[0], name)


def read(root: Path, file: str, name: str) -> list[notes.Import]:
    """One template for each generator of the plopfile `file`."""
    reader = script.Reader(root)
    module = reader.module(file)
    found = plop_setup.Found()
    main = reader.exported(file, "default", 0)
    if isinstance(main, dict) and "default" in main:
        main = main["default"]
    if not (isinstance(main, Code) and main.is_function):
        raise errors.TemplateInvalid(
            "it exports no function", where=str(root / file), do="Name a folder with a plopfile."
        )
    plop_setup.Setup(found).function(main)
    if not found.generators:
        raise errors.TemplateInvalid(
            "it sets up no generator that can be read", where=str(root / file), do="Name another folder."
        )
    single = len(found.generators) == 1
    made = []
    for key, (config, where) in list(found.generators.items())[: plop_setup.MAX_GENERATORS]:
        into = notes.Import(name=name if single and name else notes.template_name(key))
        for place, what in found.lost:
            into.say(place, what)
        plop_generator.Generator(reader.scope(module), into, found).read(config, where)
        made.append(into)
    return made

"""What the tests of importing share: templates of other tools, written as their authors would."""

import textwrap
from datetime import date
from pathlib import Path

from jigsmith.engines.templates import format as formats
from jigsmith.engines.templates import render
from jigsmith.loop.build.importing import finish, tools

TODAY = date(2031, 2, 3)


def lay(root: Path, files: dict[str, str | bytes]) -> Path:
    """Write files, their texts without the indentation of the test."""
    for path, text in files.items():
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(text if isinstance(text, bytes) else textwrap.dedent(text).encode())
    return root


class Taken:
    """The templates that came of an import, loaded."""

    def __init__(self, root: Path, kind: str, folder: Path) -> None:
        self.imports = tools.read(root, kind, "taken", today=TODAY)
        self.templates = {}
        for into in self.imports:
            for path, data in finish.template(into).items():
                place = folder / into.name / path
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(data)
            self.templates[into.name] = formats.load(folder / into.name)

    @property
    def template(self) -> formats.Loaded:
        """The only one."""
        (found,) = self.templates.values()
        return found

    @property
    def lost(self) -> list[str]:
        """What could not be carried over, `where what`."""
        return [f"{each.where} {each.what}" for into in self.imports for each in into.remarks if each.lost]

    @property
    def noted(self) -> list[str]:
        """What is not quite as it was."""
        return [f"{each.where} {each.what}" for into in self.imports for each in into.remarks if not each.lost]

    def files(self, name: str = "thing", template: str | None = None, **params: object) -> dict[str, str]:
        """What a template makes."""
        loaded = self.templates[template] if template else self.template
        return {each.path: (each.data or b"").decode() for each in render.render(loaded, name, params)}

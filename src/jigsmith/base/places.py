"""Where the user's data lies. Apart from settings: recording a use may not wait for what reading jig.toml needs."""

import os
import sys
from pathlib import Path

CONFIG = "jig.toml"  # in the root of a project
FOLDER = ".jig"  # templates, instances and reports of a project


def home() -> Path:
    """Return the folder of the user's data: $JIG_HOME, or what the system has for that. It need not exist yet."""
    given = os.environ.get("JIG_HOME")
    if given:
        return Path(given).expanduser()
    system: str = sys.platform
    if system.startswith("linux"):  # what platformdirs answers here, without the 20 ms of importing it
        data = os.environ.get("XDG_DATA_HOME", "").strip()
        return (Path(data) if data else Path("~/.local/share").expanduser()) / "jigsmith"
    import platformdirs  # noqa: PLC0415 - start-up time, see above

    return Path(platformdirs.user_data_dir("jigsmith", appauthor=False))

"""Where the user's data lies. Apart from settings: recording a use may not wait for what reading jig.toml needs.

`home_name` is for what runs with every command: importing pathlib takes longer than to record a use.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False  # start-up time: typing is imported by type checkers alone
if TYPE_CHECKING:
    from pathlib import Path

CONFIG = "jig.toml"  # in the root of a project
FOLDER = ".jig"  # templates, instances and reports of a project


def home() -> Path:
    """Return the folder of the user's data: $JIG_HOME, or what the system has for that. It need not exist yet."""
    from pathlib import Path  # noqa: PLC0415 - start-up time, see above

    return Path(home_name())


def home_name() -> str:
    """Return the path of that folder as text."""
    given = os.environ.get("JIG_HOME")
    if given:
        return os.path.expanduser(given)  # noqa: PTH111 - start-up time, see above
    system: str = sys.platform
    if system.startswith("linux"):  # what platformdirs answers here, without the 20 ms of importing it
        data = os.environ.get("XDG_DATA_HOME", "").strip()
        return (data or os.path.expanduser("~/.local/share")) + "/jigsmith"  # noqa: PTH111 - the same
    import platformdirs  # noqa: PLC0415 - start-up time, see above

    return platformdirs.user_data_dir("jigsmith", appauthor=False)

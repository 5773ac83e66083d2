"""Start the service: `python -m app`. A setting that is missing or odd ends it with one sentence for each."""

import sys

import uvicorn

from app.main import create_app
from app.settings import SettingsError, load


def main() -> int:
    """Serve until the process is told to stop; the exit code is 78 (a configuration error) without valid settings."""
    try:
        settings = load()
        app = create_app(settings)
    except SettingsError as error:
        print(error, file=sys.stderr)  # noqa: T201 - nothing is there yet that could log it
        return 78
    uvicorn.run(app, host=settings.host, port=settings.port, log_config=None)
    return 0


if __name__ == "__main__":
    sys.exit(main())

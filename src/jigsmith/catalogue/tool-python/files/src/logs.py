"""Logging: what a person wants to know on stderr, all of it in a file when one is named.

`structlog.get_logger()` anywhere; `log.info("counted", lines=3)`. With JSON one object per line. The file is always
JSON, from debug on, and is turned over at a megabyte.
"""

import logging
import logging.handlers
import sys
from pathlib import Path

import structlog
from structlog.typing import Processor

LEVELS = {-1: logging.ERROR, 0: logging.WARNING, 1: logging.INFO, 2: logging.DEBUG}
SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
]


def setup(verbosity: int = 0, *, as_json: bool = False, file: Path | None = None) -> None:
    """Say where logs go: `verbosity` is -1 (errors alone) to 2 (everything). OSError: the file cannot be written."""
    level = LEVELS[max(-1, min(verbosity, 2))]
    terminal = logging.StreamHandler(sys.stderr)
    terminal.setLevel(level)
    terminal.setFormatter(_formatter(as_json=as_json))
    handlers: list[logging.Handler] = [terminal]
    if file:
        file.parent.mkdir(parents=True, exist_ok=True)
        kept = logging.handlers.RotatingFileHandler(file, maxBytes=1_000_000, backupCount=3, encoding="utf-8")
        kept.setFormatter(_formatter(as_json=True))
        handlers.append(kept)
    close()
    root = logging.getLogger()
    root.setLevel(logging.DEBUG if file else level)
    for handler in handlers:
        root.addHandler(handler)
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def close() -> None:
    """Take away the handlers of an earlier `setup`, files closed."""
    root = logging.getLogger()
    for handler in [each for each in root.handlers if isinstance(each.formatter, structlog.stdlib.ProcessorFormatter)]:
        root.removeHandler(handler)
        handler.close()


def _formatter(*, as_json: bool) -> logging.Formatter:
    shown: list[Processor]
    if as_json:
        shown = [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    else:
        shown = [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())]
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=SHARED,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *shown],
    )

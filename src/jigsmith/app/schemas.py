"""Schemas: the JSON schemas that jigsmith publishes, for editors and for other programs."""

from collections.abc import Callable, Mapping
from typing import Any

from jigsmith.base import settings
from jigsmith.engines.templates import format as template_format
from jigsmith.engines.templates import packs

KINDS: Mapping[str, Callable[[], dict[str, Any]]] = {
    "config": settings.schema,  # jig.toml
    "template": template_format.schema,  # template.yaml
    "pack": packs.schema,  # pack.yaml
}

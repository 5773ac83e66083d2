"""{{ description }}"""

from importlib.metadata import version

__version__ = version("{{ name | kebab }}")

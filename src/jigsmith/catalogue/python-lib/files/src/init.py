"""{{ description }}

>>> import {{ name | snake }}
>>> {{ name | snake }}.__version__.split(".")[0]
'0'
"""

from importlib.metadata import version

from {{ name | snake }}.errors import {{ name | pascal }}Error

__all__ = ["{{ name | pascal }}Error", "__version__"]
__version__ = version("{{ name | kebab }}")

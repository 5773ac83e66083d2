import importlib
import pkgutil
import tomllib
from importlib.resources import files
from pathlib import Path

import {{ name | snake }} as package
from {{ name | snake }} import {{ name | pascal }}Error

PROJECT = Path(__file__).parent.parent / "pyproject.toml"
MODULES = [module.name for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")]


def test_the_version_is_that_of_the_project():
    assert package.__version__ == tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]["version"]


def test_the_types_are_shipped():
    assert files(package).joinpath("py.typed").is_file()


def test_what_is_public_is_there():
    assert [name for name in package.__all__ if not hasattr(package, name)] == []


def test_every_error_is_an_error_of_the_library():
    own = [
        each
        for module in MODULES
        for each in vars(importlib.import_module(module)).values()
        if isinstance(each, type) and issubclass(each, Exception) and each.__module__ in MODULES
    ]
    assert own
    assert [each for each in own if not issubclass(each, {{ name | pascal }}Error)] == []

"""What tests of gates share."""

import pytest
from tests.unit.loop.gate.floor import Floor


@pytest.fixture
def floor(tmp_path) -> Floor:
    """A repository with one commit."""
    made = Floor(tmp_path)
    made.base({"README.md": "# Lab\n"})
    return made

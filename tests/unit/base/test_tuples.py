"""Named tuples that do not need typing behave as those of typing do."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import NamedTuple
else:
    from jigsmith.base.tuples import NamedTuple


class Point(NamedTuple):
    """A place."""

    x: int
    y: int = 7

    def moved(self):
        return self._replace(x=self.x + 1)


def test_it_has_fields_defaults_methods_and_a_name():
    point = Point(3)
    assert (point.x, point.y, Point._fields) == (3, 7, ("x", "y"))
    assert point.moved() == (4, 7) == Point(y=7, x=4)
    assert repr(point) == "Point(x=3, y=7)"
    assert (Point.__doc__, Point.__module__) == ("A place.", __name__)

"""Where a stream begins: a rule without I/O."""

import pytest

from freelancerclub.features.events.rules import begin


@pytest.mark.parametrize(
    ("asked", "first", "last", "begins"),
    [
        ("", None, 0, ("ready", 0)),
        ("", 3, 9, ("ready", 9)),
        ("9", 3, 9, ("ready", 9)),
        ("8", 3, 9, ("ready", 8)),
        ("2", 3, 9, ("ready", 2)),
        ("1", 3, 9, ("reset", 9)),  # 2 is forgotten
        ("0", 1, 9, ("ready", 0)),
        ("0", None, 0, ("ready", 0)),
        ("9", None, 9, ("ready", 9)),
        ("8", None, 9, ("reset", 9)),
        ("10", 3, 9, ("reset", 9)),  # of another service, or of a database that was restored
        ("-1", 1, 9, ("reset", 9)),
        ("１", 1, 9, ("reset", 9)),
        ("x", 1, 9, ("reset", 9)),
        ("9" * 30, 1, 9, ("reset", 9)),
        ("9" * 18, 1, 10**18, ("ready", 10**18 - 1)),
        ("9" * 19, 1, 10**19, ("reset", 10**19)),  # longer than a place is
    ],
)
def test_where_it_begins(asked: str, first: int | None, last: int, begins: tuple[str, int]):
    assert begin(asked, first, last) == begins

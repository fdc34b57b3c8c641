"""`club demo`: into an empty database, and nowhere else unasked."""

from collections.abc import Callable
from typing import Any

from support.serving import Club


def test_the_demo(club: Club, rows: Callable[[str], list[tuple[Any, ...]]]):
    few = club("demo", "--users", "10")
    assert few.code == 2 and "60" in few.err
    said = club("demo", "--users", "60")
    assert (said.code, said.err) == (0, ""), "quiet where there is no terminal"
    assert "mia.norton@example.com" in said.out and "curl" in said.out
    assert rows("SELECT count(*) FROM person") == [(60,)]
    again = club("demo")
    assert again.code == 2 and "--force" in again.err
    assert club("demo", "--users", "61", "--force").code == 0
    assert rows("SELECT count(*) FROM person") == [(61,)]

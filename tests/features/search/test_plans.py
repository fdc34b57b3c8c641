"""The texts of the statements themselves."""

import pytest
from psycopg._queries import MAX_CACHED_STATEMENT_LENGTH

from freelancerclub.db.finding import Plan, statement_of
from freelancerclub.features.auth.queries import along

NOTHING = {"disciplines": 0, "testing": False, "mentor": False, "online": False, "boxes": 0, "text": False}


@pytest.mark.parametrize("asked", [{}, {"text": True}, {"boxes": 1}, {"text": True, "boxes": 1}, {"disciplines": 2}])
def test_what_is_asked_most_is_not_read_anew_by_psycopg(asked: dict[str, int]):
    """Longer ones cost more to read than all the rest that the API does for them."""
    plan = Plan(**(NOTHING | asked), influence=False, first=True)
    assert len(along(statement_of(plan))) <= MAX_CACHED_STATEMENT_LENGTH

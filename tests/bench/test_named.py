"""Each statement that is timed by name can be heard, as its endpoint asks it now."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from bench.cases import Caller
from bench.named import NAMED, Named, statements_of
from bench.world import KEY
from freelancerclub.adapters.tokens import Tokens

ME = 7


@pytest.mark.parametrize("named", NAMED, ids=lambda named: named.name)
def test_a_statement_is_heard_of_whatever_is_not_only_asked_over_http(named: Named) -> None:
    now = datetime.now(UTC)
    token = Tokens(KEY.encode()).issue(ME, "ada@example.com", 0, now, now)
    caller = Caller("ada@example.com", "secret", token, ME, jobs=(1, 2), own_job=3)
    statements = statements_of(SimpleNamespace(caller=caller), named)  # type: ignore[arg-type]
    assert bool(statements) == (named.asks is not None or named.case is None)
    assert all("SELECT" in statement and values for statement, values in statements)

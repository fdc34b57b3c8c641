"""Who may apply for a job: every row of the table; and when it is open. Without a database."""

from datetime import UTC, date, datetime
from itertools import product

import pytest

from freelancerclub.features.jobs.rules import (
    WHY_NOT,
    JobNotFound,
    Standing,
    check_may_apply,
    is_open,
    may_apply,
    why_not,
)
from freelancerclub.kit.clock import today

OWN, FREE, STARTER, APPLIED, CLOSED = (refusal.message for refusal in WHY_NOT)


def test_the_sentences():
    assert (FREE, STARTER) == ("Only paid members can apply for jobs.", "Apire members can't apply to paid jobs")
    assert (OWN, APPLIED, CLOSED) == (
        "You cannot apply for your own job.",
        "You have already applied for this job.",
        "This job is closed.",
    )
    assert {refusal.status for refusal in WHY_NOT} == {400}
    assert (JobNotFound.status, JobNotFound.message) == (404, "Sorry that job was not found.")


def expected(account: str, is_own: bool, kind: str, has_applied: bool, is_there: bool) -> str:
    if is_own:
        return OWN
    if account == "free" or (account == "starter" and kind == "normal"):
        return FREE if account == "free" else STARTER
    return APPLIED if has_applied else "" if is_there else CLOSED


CELLS = list(product(("free", "starter", "pro"), (True, False), ("normal", "test"), (True, False), (True, False)))


@pytest.mark.parametrize("cell", CELLS)
def test_every_cell(cell: tuple[str, bool, str, bool, bool]):
    standing, message = Standing(*cell), expected(*cell)
    assert may_apply(standing) == (0 if message else 1, message)
    refusal = why_not(standing)
    assert (refusal.message if refusal else "") == message
    if refusal:
        with pytest.raises(refusal):
            check_may_apply(standing)
    else:
        check_may_apply(standing)


def test_a_job_is_open_through_its_last_day():
    day = date(2026, 3, 1)
    assert [is_open(last, day) for last in (None, day, date(2026, 3, 2), date(2026, 2, 28))] == [
        True, True, True, False,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("time_zone", "day"),
    [("UTC", 31), ("Europe/London", 31), ("Europe/Madrid", 1), ("America/New_York", 31), ("Pacific/Auckland", 1)],
)
def test_a_day_ends_where_the_service_is(time_zone: str, day: int):
    on = today(datetime(2026, 1, 31, 23, 30, tzinfo=UTC), time_zone)
    assert on == date(2026, 2 if day == 1 else 1, day)


def test_a_day_ends_earlier_in_summer():
    assert today(datetime(2026, 6, 30, 23, 30, tzinfo=UTC), "Europe/London") == date(2026, 7, 1)

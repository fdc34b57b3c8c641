"""Who may apply for a job: every row of the table, over HTTP too."""

from datetime import date
from itertools import product

import pytest

from freelancerclub.features.jobs.rules import WHY_NOT, Standing, check_may_apply, is_open, may_apply, why_not
from support.api import Api
from support.jobs import job_of
from support.make import Make

OWN, FREE, STARTER, APPLIED, CLOSED = (refusal.message for refusal in WHY_NOT)


def test_the_sentences():
    assert (FREE, STARTER) == ("Only paid members can apply for jobs.", "Apire members can't apply to paid jobs")
    assert (OWN, APPLIED, CLOSED) == (
        "You cannot apply for your own job.",
        "You have already applied for this job.",
        "This job is closed.",
    )
    assert {refusal.status for refusal in WHY_NOT} == {400}


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


@pytest.mark.parametrize("account", ["free", "starter", "pro"])
async def test_the_board_and_the_page_say_the_same(account: str, api: Api, make: Make):
    me, ann = await make.person(account=account), await make.person()
    for kind, owner, applied in product(("normal", "test"), (me, ann), (True, False)):
        job = await job_of(make, owner, kind=kind)
        if applied:
            await make.row("application", job_id=job, person_id=me.id)
        message = expected(account, owner is me, kind, applied, True)
        page = (await api.as_(me).get(f"/jobs/{job}")).json["data"]
        card = next(row for row in (await api.as_(me).get("/jobs")).json["data"] if row["id"] == str(job))
        for shown in (page, card):
            assert (shown["can_apply"], shown["apply_message"]) == (0 if message else 1, message)
        assert page["applied"] == int(applied)


def test_a_job_is_open_through_its_last_day():
    day = date(2026, 3, 1)
    assert [is_open(last, day) for last in (None, day, date(2026, 3, 2), date(2026, 2, 28))] == [
        True, True, True, False,
    ]  # fmt: skip

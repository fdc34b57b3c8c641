"""How many people one may invite within a day, and the sentences, without a database."""

from datetime import UTC, datetime, timedelta

import pytest

from freelancerclub.features.invites import rules

NOW = datetime(2026, 5, 23, 10, 10, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("age", "many"),
    [
        (timedelta(), 10),
        (timedelta(days=7) - MOMENT, 10),
        (timedelta(days=7), 50),
        (timedelta(days=30) - MOMENT, 50),
        (timedelta(days=30), 200),
        (timedelta(days=3_650), 200),
        (-MOMENT, 10),  # by a clock that was set back
    ],
)
def test_an_older_account_may_invite_more(age: timedelta, many: int):
    assert rules.quota_of(NOW - age, NOW) == many


def test_they_are_counted_over_twenty_four_hours():
    assert timedelta(hours=24) == rules.DAY


def test_what_became_of_each_is_said_with_what_was_sent():
    assert rules.SENT.format("180") == "Invite sent to user with ID 180"
    for sentence in (rules.NOT_FOUND, rules.INVITED, rules.APPLIED):
        assert sentence.format("180").startswith("User with ID 180 ")
    assert rules.TOO_MANY.format("180", 50).endswith("your limit of 50 invites a day is reached")
    assert rules.JobNotOpen.status == 400

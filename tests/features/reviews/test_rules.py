"""When points of a review are worth half, without a database."""

from datetime import timedelta

from freelancerclub.features.reviews.rules import FULL_WORTH


def test_two_years():
    assert timedelta(days=2 * 365) == FULL_WORTH

"""What is said of alerts that can't be had, without a database."""

from freelancerclub.features.alerts.rules import MOST, AlertNotFound, NothingToFollow, NothingWanted, TooManyAlerts


def test_somebody_may_have_twenty():
    assert MOST == 20
    assert (TooManyAlerts.status, TooManyAlerts.message) == (403, "Alert limit reached. You already have 20 alerts")


def test_an_alert_that_is_somebody_elses_is_not_there():
    assert (AlertNotFound.status, AlertNotFound.message) == (404, "Sorry that alert was not found.")


def test_an_alert_that_fits_every_job_is_none():
    assert (NothingWanted.status, NothingToFollow.status) == (400, 400)
    assert NothingWanted.message == "An alert needs a discipline, a place or a search."
    assert NothingToFollow.message == "Your profile does not say yet what you do and where."

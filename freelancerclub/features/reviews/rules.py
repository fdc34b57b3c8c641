"""Who may write a review, once, and when a review's points are worth half (R76)."""

from datetime import timedelta

from freelancerclub.errors import Refusal

FULL_WORTH = timedelta(days=730)  # from the day on which it was authorised


class NotParties(Refusal):
    message = "You can only review somebody after one of you gave the other this job."


class ReviewedAlready(Refusal):
    message = "You have already reviewed this person for this job."

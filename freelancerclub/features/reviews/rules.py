"""When a review's points are worth half (R76)."""

from datetime import timedelta

FULL_WORTH = timedelta(days=730)  # from the day on which it was authorised

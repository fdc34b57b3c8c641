"""How many people somebody may invite, and what is said of each."""

from datetime import datetime, timedelta

from freelancerclub.errors import Refusal

DAY = timedelta(days=1)
# Within a day, by how old the account is: whoever is new asks a few, so that nobody registers to write to everybody.
QUOTAS = ((timedelta(days=7), 10), (timedelta(days=30), 50))
QUOTA = 200

SENT = "Invite sent to user with ID {}"
NOT_FOUND = "User with ID {} could not be found"
INVITED = "User with ID {} has already been invited"
APPLIED = "User with ID {} has already applied"
TOO_MANY = "User with ID {} was not invited: your limit of {} invites a day is reached"


class JobNotOpen(Refusal):
    message = "People can only be invited to a job that is open."


def quota_of(created_at: datetime, now: datetime) -> int:
    """How many invites a day somebody may send whose account was made then."""
    return next((many for age, many in QUOTAS if now - created_at < age), QUOTA)

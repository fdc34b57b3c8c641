"""How many alerts somebody may have, and what one has to say at least."""

from freelancerclub.errors import Refusal

MOST = 20


class AlertNotFound(Refusal):
    status, message = 404, "Sorry that alert was not found."


class TooManyAlerts(Refusal):
    status, message = 403, f"Alert limit reached. You already have {MOST} alerts"


class NothingWanted(Refusal):
    message = "An alert needs a discipline, a place or a search."


class NothingToFollow(Refusal):
    message = "Your profile does not say yet what you do and where."

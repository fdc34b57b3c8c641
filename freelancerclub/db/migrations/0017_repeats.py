"""Safe repeats: what a POST with an Idempotency-Key was answered; and how fresh the operator's lists are."""

from freelancerclub.db.migrations import run

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    run("0017_repeats.sql")

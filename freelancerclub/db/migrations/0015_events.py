"""Event streams: what each says, in an order that is the order of the commits."""

from freelancerclub.db.migrations import run

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    run("0015_events.sql")

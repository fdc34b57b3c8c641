"""The queue of background tasks."""

from freelancerclub.db.migrations import run

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    run("0002_queue.sql")

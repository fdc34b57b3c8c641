"""Counters that the database keeps by itself."""

from freelancerclub.db.migrations import run

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    run("0007_counters.sql")

"""Hiring: alerts and people found by what and where at once, the default alert, what became of an application."""

from freelancerclub.db.migrations import run

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    run("0013_hiring.sql")

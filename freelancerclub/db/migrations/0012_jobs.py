"""The job board: freshness of jobs, which of them are listed, and what they are found by."""

from freelancerclub.db.migrations import run

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    run("0012_jobs.sql")

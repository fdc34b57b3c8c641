"""Why a task failed."""

from freelancerclub.db.migrations import run

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    run("0004_failures.sql")

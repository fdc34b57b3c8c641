"""The disciplines and skills of an empty installation."""

from freelancerclub.db.migrations import run

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    run("0003_defaults.sql")

"""Whether a page of people that a process remembers is still what a search would find."""

from freelancerclub.db.migrations import run

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    run("0018_remembered.sql")

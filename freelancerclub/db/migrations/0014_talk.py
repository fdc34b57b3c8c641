"""Conversations: what stands last in each, who is shown which, what is held back, what they are found by."""

from freelancerclub.db.migrations import run

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    run("0014_talk.sql")

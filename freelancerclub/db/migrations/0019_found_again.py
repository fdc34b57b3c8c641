"""How fresh a conversation is tells of each of its messages, not only of the last."""

from freelancerclub.db.migrations import run

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    run("0019_found_again.sql")

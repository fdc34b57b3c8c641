"""Very many pictures at once, in a time that grows with their number; deleted ones leave their portfolios."""

from freelancerclub.db.migrations import run

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    run("0016_loading.sql")

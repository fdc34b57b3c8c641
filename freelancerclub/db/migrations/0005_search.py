"""Finding people by words, place and standing."""

from freelancerclub.db.migrations import run

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    run("0005_search.sql", "0005_search_kept.sql")

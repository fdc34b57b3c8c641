"""What goes out by mail and push of what people are told."""

from freelancerclub.db.migrations import run

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    run("0008_telling.sql")

"""Whose a file is, by its name."""

from freelancerclub.db.migrations import run

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    run("0009_pictures.sql")

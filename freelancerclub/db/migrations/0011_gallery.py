"""The gallery: freshness of pictures, which of them are listed, and what they are found by."""

from freelancerclub.db.migrations import run

revision = "0011"
down_revision = "0009"


def upgrade() -> None:
    run("0011_gallery.sql")

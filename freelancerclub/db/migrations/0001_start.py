"""Every table of the reference."""

from freelancerclub.db.migrations import run

revision = "0001"
down_revision = None


def upgrade() -> None:
    run(
        "0001_people.sql",
        "0001_pictures.sql",
        "0001_work.sql",
        "0001_talk.sql",
        "0001_reference.sql",
        "0001_service.sql",
    )

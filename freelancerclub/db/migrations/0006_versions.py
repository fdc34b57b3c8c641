"""Versions of people are raised by every change that others see of them."""

from freelancerclub.db.migrations import run

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    run("0006_versions.sql")

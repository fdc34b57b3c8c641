"""What the client of an example sends, and how the reference writes a moment."""

from dataclasses import dataclass, field
from datetime import UTC, datetime


@dataclass
class Request:
    """`days_later` moves the clock before it is sent; `by_id`: the example prints its rows in no order (R97)."""

    token: str | None = None
    data: dict[str, str] = field(default_factory=dict)
    path: str | None = None
    days_later: float = 0
    by_id: bool = False


def moment(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)

"""Writes docs/guide/blocks.md from the block matrix. Run: .venv/bin/python docs/blocks.py"""

from pathlib import Path

from freelancerclub.features.blocks.rules import ALONE, MATRIX, Row

PAGE = Path(__file__).parent / "guide" / "blocks.md"

HEAD = """# Between a blocker and a blocked

`POST /users/block` makes two people strangers. It works both ways: whoever of them blocked the other, neither finds,
sees, follows or hears of the other, and following each other ends. What is refused is
refused as for somebody who isn't there, unless the reference has words of its own. A block is taken back by whoever
made it, and only by them; where both have blocked, both have to. What was there before a block and others read too (a
review) stays; what the two said to each other is there again once the block is taken back.

The table stands in `freelancerclub/features/blocks/rules.py`. Tests carry every row out in both directions and fail
on an endpoint that has none.

*blocker*: what somebody gets who has blocked the person in question; *blocked*: what the blocked one gets.
"""


def markdown() -> str:
    """The whole page."""
    table = ["| endpoint | of the other's | blocker | blocked |", "|---|---|---|---|", *map(_row, MATRIX)]
    free = sorted({f"`{row.endpoint}`" for row in MATRIX if row.administrators})
    alone: dict[str, list[str]] = {}
    for endpoint, reason in ALONE.items():
        alone.setdefault(reason, []).append(f"`{endpoint}`")
    rest = [f"- {reason}: {', '.join(endpoints)}" for reason, endpoints in alone.items()]
    administrators = f"Administrators meet no block at {', '.join(free)}."
    return "\n".join((HEAD, *table, "", administrators, "", "## Concerning nobody else", "", *rest, ""))


def _row(row: Row) -> str:
    if row.blocker == row.blocked:
        return f"| `{row.endpoint}` | {row.thing} | {row.blocker.words} | likewise |"
    return f"| `{row.endpoint}` | {row.thing} | {row.blocker.words} | {row.blocked.words} |"


if __name__ == "__main__":
    PAGE.write_text(markdown(), encoding="utf-8")

"""Names as they stand in a person's or company's address."""

from slugify import slugify

LONGEST = 60


def slug_of(name: str) -> str:
    """`Mia Norton` → `mianorton`; a name without a letter or digit in any script becomes `member`."""
    return slugify(name, separator="", max_length=LONGEST) or "member"

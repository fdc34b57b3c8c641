"""Who sees whom: one SQL condition a rule, written here and nowhere else.

Arguments are SQL: a table alias for a row of `person`, an expression for an id.
"""


def present(person: str) -> str:
    """The account is there: neither deleted nor suspended."""
    return f"{person}.deleted_at IS NULL AND {person}.suspended_at IS NULL"


def listed(person: str) -> str:
    """Shown to anybody at all: present, and the profile isn't hidden."""
    return f"{present(person)} AND NOT {person}.profile_hidden"


def blocked(one: str, other: str) -> str:
    """One of the two has blocked the other; a block works both ways."""
    return (
        f"EXISTS (SELECT FROM block b WHERE (b.blocker_id, b.blocked_id) = ({one}, {other})"
        f" UNION ALL SELECT FROM block b WHERE (b.blocker_id, b.blocked_id) = ({other}, {one}))"
    )


def blocked_ids(one: str) -> str:
    """A subselect of everybody whom `blocked` is true of, for lists: it reads the block table once."""
    return (
        f"SELECT b.blocked_id AS id FROM block b WHERE b.blocker_id = {one}"
        f" UNION SELECT b.blocker_id FROM block b WHERE b.blocked_id = {one}"
    )

"""Who sees whom: one SQL condition a rule, written here and nowhere else.

Arguments are SQL: a table alias for a row of `person`, an expression for an id.
"""


def present(person: str) -> str:
    """The account is there: neither deleted nor suspended."""
    return f"{person}.deleted_at IS NULL AND {person}.suspended_at IS NULL"


def listed(person: str) -> str:
    """Shown to anybody at all: present, and the profile isn't hidden."""
    return f"{present(person)} AND NOT {person}.profile_hidden"


def visible(person: str, me: str, is_administrator: str) -> str:
    """Shown to this caller: oneself, those listed that aren't blocked either way; administrators see the hidden too."""
    return (
        f"({person}.deleted_at IS NULL AND ({person}.id = {me} OR {is_administrator}"
        f" OR ({listed(person)} AND NOT {blocked(me, f'{person}.id')})))"
    )


def blocked(one: str, other: str) -> str:
    """One of the two has blocked the other; a block works both ways."""
    return (
        f"EXISTS (SELECT FROM block b WHERE (b.blocker_id, b.blocked_id) = ({one}, {other})"
        f" UNION ALL SELECT FROM block b WHERE (b.blocker_id, b.blocked_id) = ({other}, {one}))"
    )


def has_blocked(one: str, other: str) -> str:
    """The first has blocked the second: for what somebody may still do about a person whom they blocked."""
    return f"EXISTS (SELECT FROM block b WHERE (b.blocker_id, b.blocked_id) = ({one}, {other}))"

"""The kinds of values in the files: how SQL reads each from its text, and how it writes it."""

from dataclasses import dataclass

STAMP = "YYYY-MM-DD HH24:MI:SS"


@dataclass(frozen=True)
class Kind:
    """`read` holds `{}` where the text of the file stands, `write` where the column does.

    clears: an empty text means null.
    """

    read: str
    write: str
    clears: bool = True


TEXT = Kind("{}", "{}", clears=False)
ADDRESS = Kind("lower({})", "{}", clears=False)
ID = Kind("({})::bigint", "({})::text")
MAYBE_ID = Kind("nullif(({})::bigint, 0)", "coalesce({}, 0)::text")
COUNT = Kind("({})::bigint", "({})::text")
SMALL = Kind("({})::int", "({})::text")
MONEY = Kind("({})::numeric", "round({}, 2)::text")
PLACE = Kind("({})::numeric", "({})::numeric(8,5)::text")
STARS = Kind("({})::numeric", "round({}, 2)::text")
FLAG = Kind("({})::boolean", "CASE WHEN {} THEN '1' ELSE '0' END")
YES = Kind("({})::boolean", "CASE WHEN {} THEN 'yes' ELSE 'no' END")
TESTING = Kind("coalesce(nullif({}, 'dns'), 'no')::boolean", "CASE WHEN {} THEN 'yes' ELSE 'dns' END")
NAMES = Kind(
    "CASE WHEN {0} = '' THEN '{{}}' ELSE regexp_split_to_array({0}, '\\s*,\\s*') END",
    "array_to_string({}, ', ')",
    clears=False,
)
DATE = Kind("nullif({}, '0000-00-00')::date", "coalesce(to_char({}, 'YYYY-MM-DD'), '0000-00-00')")
WHEN = Kind(
    "(CASE WHEN {0} !~ '^0000' THEN {0} END)::timestamptz", f"coalesce(to_char({{}}, '{STAMP}'), '0000-00-00 00:00:00')"
)
# A stored "1" says that something is so, and not since when: since now.
GONE = Kind("CASE WHEN ({})::boolean THEN now() END", "CASE WHEN {} IS NULL THEN '0' ELSE '1' END")
NEW = Kind("CASE WHEN NOT ({})::boolean THEN now() END", "CASE WHEN {} IS NULL THEN '1' ELSE '0' END")

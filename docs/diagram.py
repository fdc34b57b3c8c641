"""Draws the schema of a migrated database, schema.svg and schema.md. Run: .venv/bin/python docs/diagram.py [DSN]"""

import shutil
import sys
import tempfile
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

import psycopg

from freelancerclub.db import embedded, version

GUIDE = Path(__file__).parent / "guide"

# Where each table stands: a subject has a left, a middle and a right column, its hub in the middle so that lines
# need not cross other tables. A table that is named nowhere is drawn under "More" until somebody places it.
SUBJECTS: dict[str, tuple[str, list[list[str]]]] = {
    "People": (
        "Accounts, what is counted about them, whom they follow or block",
        [
            [
                "person_counter",
                "person_search",
                "person_rank",
                "person_version",
                "person_seen",
                "person_view",
                "email_change",
                "password_reset",
                "ended_token",
            ],
            ["person", "person_rank_total", "person_rank_change", "person_search_change", "person_search_forgotten"],
            ["follow", "block", "device", "api_key", "usage_day"],
        ],
    ),
    "Pictures": (
        "Images and videos, the portfolios that show them, what people do with them",
        [
            ["picture_counter", "picture_version", "picture_view", "picture_like", "picture_comment"],
            ["picture"],
            ["portfolio_picture", "portfolio", "gallery", "gallery_total", "gallery_change"],
        ],
    ),
    "Work": (
        "Jobs, applications, invites, watch list, alerts and the reviews that follow",
        [
            ["application_change", "application", "invite", "watch", "job_seen", "alert_sent", "alert"],
            ["job"],
            ["job_counter", "job_version", "job_file", "board", "board_total", "board_change", "review"],
        ],
    ),
    "Talk": (
        "What the service tells a person, and what people write to each other",
        [
            ["thread_version", "thread_item", "thread_member", "thread_search"],
            ["thread", "event", "event_line", "report"],
            ["notification", "mail_item", "mailing", "push"],
        ],
    ),
    "Reference": (
        "What the operator keeps, and the service's own state",
        [
            ["subdiscipline", "skill", "mail_stop", "task_failure"],
            ["discipline", "service_state", "rate_counter", "kept_answer"],
            ["company", "list_freshness"],
        ],
    ),
}
# Light and dark line and title colours a subject.
COLOURS = {
    "People": ("#1d5fbf", "#7db2ff"),
    "Pictures": ("#a03a8c", "#ee9ade"),
    "Work": ("#9a5300", "#f2b566"),
    "Talk": ("#1b7a4b", "#6fd6a2"),
    "Reference": ("#5b6472", "#aab4c3"),
    "More": ("#8a2f2f", "#f09a9a"),
}
WIDTH, GUTTER, MARGIN = 264, 66, 30  # of a table, between tables, around a subject
ROW, HEAD, GAP, TITLE = 17, 24, 20, 62  # heights: a column, a table's head, between tables, a subject's title
PAGE = 2 * MARGIN + 3 * WIDTH + 2 * GUTTER

COLUMNS = """
select c.relname, a.attname, format_type(a.atttypid, a.atttypmod), not a.attnotnull,
       coalesce(a.attnum = any(key.conkey), false),
       (select reference.confrelid::regclass::text from pg_constraint reference
        where reference.conrelid = c.oid and reference.contype = 'f' and reference.conkey = array[a.attnum]
          and reference.confrelid::regclass::text !~ '^procrastinate_'),
       exists (select from pg_index i where i.indrelid = c.oid and i.indisunique and i.indnatts = 1
               and i.indkey[0] = a.attnum and not i.indisprimary)
from pg_class c
join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
left join pg_constraint key on key.conrelid = c.oid and key.contype = 'p'
where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and c.relname !~ '^(procrastinate_|alembic_)'
order by c.relname, a.attnum
"""
COMMENTS = """
select relname, coalesce(obj_description(oid, 'pg_class'), '') from pg_class
where relkind = 'r' and relnamespace = 'public'::regnamespace
"""
SHORT = {"timestamp with time zone": "timestamptz", "double precision": "float8", "boolean": "bool"}


@dataclass
class Column:
    name: str
    type: str
    optional: bool
    key: bool
    target: str | None
    once: bool


@dataclass
class Table:
    """A box; `side` is its column: 0 left, 1 middle, 2 right."""

    name: str
    comment: str
    columns: list[Column] = field(default_factory=list)
    subject: str = "More"
    side: int = 0
    x: float = 0
    y: float = 0

    @property
    def height(self) -> int:
        return HEAD + ROW * len(self.columns) + 8

    def row(self, index: int) -> float:
        return self.y + HEAD + ROW * index + ROW / 2 + 3


def read(dsn: str) -> dict[str, Table]:
    """All tables of ours with their columns, placed in their subjects."""
    with psycopg.connect(dsn) as connection:
        comments: dict[str, str] = dict(connection.execute(COMMENTS).fetchall())
        tables: dict[str, Table] = {}
        for name, *column in connection.execute(COLUMNS).fetchall():
            column[1] = SHORT.get(column[1], column[1])
            tables.setdefault(name, Table(name, comments[name])).columns.append(Column(*column))
    for subject, (_, sides) in SUBJECTS.items():
        for side, names in enumerate(sides):
            for name in names:
                if name in tables:
                    tables[name].subject, tables[name].side = subject, side
    return tables


def arranged(tables: dict[str, Table]) -> list[tuple[str, str, list[list[Table]]]]:
    """Subjects in order, each with its three columns of tables."""
    found = [
        (subject, about, [[tables[name] for name in names if name in tables] for names in sides])
        for subject, (about, sides) in SUBJECTS.items()
    ]
    homeless = [table for table in tables.values() if table.subject == "More"]
    if homeless:
        for index, table in enumerate(homeless):
            table.side = index % 3
        found.append(("More", "Not placed yet", [homeless[side::3] for side in range(3)]))
    return found


def svg(tables: dict[str, Table]) -> str:
    subjects = arranged(tables)
    top, panels, lines, boxes = 8.0, [], [], []
    for subject, about, sides in subjects:
        heights = [sum(table.height + GAP for table in side) - GAP for side in sides]
        tallest = max(heights)
        for side, column in enumerate(sides):
            # A short column stands beside the middle of a tall one, so that lines stay short.
            y = top + TITLE + (max(0, (tallest - heights[side]) / 2) if side == 1 else 0)
            for table in column:
                table.x, table.y = MARGIN + side * (WIDTH + GUTTER), y
                y += table.height + GAP
        panels.append(panel(subject, about, top, TITLE + tallest + MARGIN))
        boxes += [box(table, tables) for column in sides for table in column]
        lines += references(subject, [table for column in sides for table in column], tables)
        top += TITLE + tallest + MARGIN + 18
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {PAGE} {top:.0f}" width="{PAGE}" height="{top:.0f}" '
            'font-family="ui-sans-serif, system-ui, Helvetica, Arial, sans-serif" font-size="12">',
            f"<title>The schema</title><style>{style()}</style>",
            f'<rect class="page" width="{PAGE}" height="{top:.0f}"/>',
            *panels,
            *lines,
            *boxes,
            "</svg>\n",
        ]
    )


def style() -> str:
    """Colours for a light and for a dark page."""

    def scheme(page: str, panel: str, box: str, ink: str, faint: str, edge: str, shade: int) -> str:
        hues = "".join(
            f".t-{name}{{fill:{hue[shade]}}}.l-{name}{{stroke:{hue[shade]}}}" for name, hue in COLOURS.items()
        )
        return (
            f".page{{fill:{page}}}.panel{{fill:{panel};stroke:{edge}}}.box{{fill:{box};stroke:{edge}}}"
            f"text{{fill:{ink}}}.faint{{fill:{faint}}}.rule{{stroke:{edge}}}{hues}"
        )

    light = scheme("#ffffff", "#f6f8fa", "#ffffff", "#1f2328", "#6b7280", "#c9d1d9", 0)
    dark = scheme("#0d1117", "#151b23", "#0d1117", "#e6edf3", "#9198a1", "#3d444d", 1)
    fixed = ".line{fill:none;stroke-width:1.4}.name{font-weight:600;font-size:13px}.key{font-weight:600}"
    return f"{fixed}{light}@media (prefers-color-scheme:dark){{{dark}}}"


def panel(subject: str, about: str, top: float, height: float) -> str:
    return (
        f'<rect class="panel" x="8" y="{top}" width="{PAGE - 16}" height="{height}" rx="10"/>'
        f'<text class="t-{subject}" x="{MARGIN}" y="{top + 28}" font-size="19" font-weight="700">{subject}</text>'
        f'<text class="faint" x="{MARGIN}" y="{top + 46}">{escape(about)}</text>'
    )


def box(table: Table, tables: dict[str, Table]) -> str:
    parts = [
        f'<g><title>{escape(table.comment)}</title><rect class="box" x="{table.x}" y="{table.y}" width="{WIDTH}" '
        f'height="{table.height}" rx="6"/>',
        f'<text class="name t-{table.subject}" x="{table.x + 10}" y="{table.y + 17}">{table.name}</text>',
        f'<path class="rule" d="M{table.x} {table.y + HEAD}h{WIDTH}"/>',
    ]
    for index, column in enumerate(table.columns):
        y = table.row(index) + 4
        look = ' class="key"' if column.key else ""
        parts.append(f'<text{look} x="{table.x + 10}" y="{y}">{column.name}</text>')
        optional = "?" if column.optional else ""
        if column.target:
            shade, said = f"t-{tables[column.target].subject}", f"→ {column.target}{optional}"
        else:
            shade, said = "faint", f"{column.type}{optional}{' · once' if column.once else ''}"
        parts.append(f'<text class="{shade}" x="{table.x + WIDTH - 10}" y="{y}" text-anchor="end">{said}</text>')
    return "".join([*parts, "</g>"])


def references(subject: str, members: list[Table], tables: dict[str, Table]) -> list[str]:
    """Lines of a subject. Those to one table share a trunk beside it: they all end at its key."""
    lanes: dict[tuple[int, str], int] = {}  # (gutter, target) → which lane of the gutter
    found = []
    for table in members:
        for index, column in enumerate(table.columns):
            target = tables.get(column.target or "")
            if target is None or target is table or target.subject != subject:
                continue
            gutter = _gutter(table.side, target.side)
            lane = lanes.setdefault((gutter, target.name), sum(1 for used, _ in lanes if used == gutter))
            found.append(_line(table, table.row(index), target, gutter, lane))
    return found


def _gutter(side: int, target: int) -> int:
    """0 left of the left column, 1 and 2 between columns, 3 right of the right one."""
    if side == target:
        return 0 if side == 0 else side + 1
    return max(side, target)


def _line(table: Table, start: float, target: Table, gutter: int, lane: int) -> str:
    left_edge = MARGIN + gutter * (WIDTH + GUTTER) - (GUTTER if gutter else MARGIN - 8)
    room = GUTTER if 0 < gutter < 3 else MARGIN - 8
    trunk = left_edge + room * (0.5 if room < GUTTER else 0.36 + 0.24 * lane)
    begin = table.x + WIDTH if trunk > table.x else table.x
    end = target.x + WIDTH if trunk > target.x + WIDTH / 2 else target.x
    key = target.row(0)
    arrow = 6 if end < trunk else -6
    return (
        f'<path class="line l-{target.subject}" d="M{begin} {start:.1f}H{trunk:.1f}V{key:.1f}H{end}'
        f'm{arrow} -4l{-arrow} 4l{arrow} 4"/>'
    )


def markdown(tables: dict[str, Table]) -> str:
    lines = [
        "<!-- Written by docs/diagram.py from a migrated database; don't edit. -->",
        "# The schema",
        "",
        "Every table of the service, by subject. Bold columns are the key, `?` may be null (for a time: never),",
        "*once* is unique by itself, and a coloured arrow names the table referred to; lines are drawn within a",
        "subject. Above all: a unique constraint, not code, makes “once” true, and what is counted or changes often",
        "stands in narrow tables of its own.",
        "",
        "![The tables, their columns and what refers to what](schema.svg)",
        "",
    ]
    for subject, about, sides in arranged(tables):
        lines += [f"## {subject}", "", f"{about}.", "", "| table | what it holds | refers to |", "|---|---|---|"]
        for table in sorted((table for side in sides for table in side), key=lambda table: table.name):
            targets = ", ".join(sorted({f"`{column.target}`" for column in table.columns if column.target}))
            lines.append(f"| `{table.name}` | {table.comment} | {targets} |")
        lines.append("")
    return "\n".join(lines)


def main(dsn: str) -> None:
    version.bring_up_to_date(dsn)
    tables = read(dsn)
    GUIDE.mkdir(exist_ok=True)
    (GUIDE / "schema.svg").write_text(svg(tables), encoding="utf-8")
    (GUIDE / "schema.md").write_text(markdown(tables), encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(sys.argv[1])
    else:
        folder = Path(tempfile.mkdtemp(prefix="club-diagram-"))
        with embedded.start(folder, durable=False) as server:
            main(server.dsn)
        shutil.rmtree(folder)

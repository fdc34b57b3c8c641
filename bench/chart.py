"""Draws who takes how much processor time a call: an SVG that reads in the light and in the dark."""

from collections.abc import Iterator
from html import escape
from typing import Any

WIDTH, LEFT, RIGHT, TOP = 860, 200, 170, 78  # LEFT: of the names, RIGHT: of the numbers
BAR, BETWEEN, GROUP = 13, 3, 30  # heights
LEAST = 1.5  # of a bar, so that it is seen
PLAIN = "ui-sans-serif, system-ui, Helvetica, Arial, sans-serif"
# By name in the order of appearance: in the light, in the dark.
COLOURS = (("#1d5fbf", "#7db2ff"), ("#6b7280", "#9198a1"), ("#9a5300", "#f2b566"), ("#1b7a4b", "#6fd6a2"))
MORE = (("#a03a8c", "#ee9ade"), ("#8a2f2f", "#f09a9a"))


def chart(rows: list[dict[str, Any]], titles: dict[str, str], heading: str) -> str:
    """`rows` as rivals.saved tells them; `titles` of everybody by name, in their order.

    Each call has a scale of its own: the longest bar is whoever takes most of it.
    """
    names = [name for name in titles if any(name in row["took"] for row in rows)]
    bodies: list[str] = []
    top = TOP
    for row in rows:
        bodies += _group(row, names, titles, top)
        top += GROUP + len([name for name in names if name in row["took"]]) * (BAR + BETWEEN)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {top}" width="{WIDTH}" height="{top}" '
            f'font-family="{PLAIN}" font-size="12">',
            f"<title>{escape(heading)}</title><style>{_style(names)}</style>",
            f'<rect class="page" width="{WIDTH}" height="{top}"/>',
            f'<text x="16" y="28" font-size="17" font-weight="700">{escape(heading)}</text>',
            '<text class="faint" x="16" y="48">Processor time a request: full the server, pale PostgreSQL. '
            "Each call has a scale of its own.</text>",
            *bodies,
            "</svg>\n",
        ]
    )


def _group(row: dict[str, Any], names: list[str], titles: dict[str, str], top: int) -> Iterator[str]:
    took = {name: row["took"][name] for name in names if name in row["took"]}
    scale = (WIDTH - LEFT - RIGHT) / max(sum(two) for two in took.values())
    yield f'<text x="16" y="{top + 10}" font-weight="600" font-size="13">{escape(row["call"])}</text>'
    for number, (name, (server, database)) in enumerate(took.items()):
        y, colour = top + number * (BAR + BETWEEN) + 16, f"c{names.index(name)}"
        full, pale = max(server * scale, LEAST), database * scale
        label = f"{server * 1e6:,.0f}" + (f" + {database * 1e6:,.0f}" if database else "") + " µs"
        yield (
            f'<text class="faint" x="{LEFT - 8}" y="{y + 10}" text-anchor="end">{escape(titles[name])}</text>'
            f'<rect class="{colour}" x="{LEFT}" y="{y}" width="{full:.1f}" height="{BAR}"/>'
            f'<rect class="{colour} pale" x="{LEFT + full:.1f}" y="{y}" width="{pale:.1f}" height="{BAR}"/>'
            f'<text x="{LEFT + full + pale + 6:.1f}" y="{y + 10}">{label}</text>'
        )


def _style(names: list[str]) -> str:
    hues = (COLOURS + MORE)[: len(names)]
    light, dark = ("".join(f".c{n}{{fill:{hue[shade]}}}" for n, hue in enumerate(hues)) for shade in (0, 1))
    return (
        f".pale{{opacity:.45}}.page{{fill:#ffffff}}text{{fill:#1f2328}}.faint{{fill:#6b7280}}{light}"
        f"@media (prefers-color-scheme:dark){{.page{{fill:#0d1117}}text{{fill:#e6edf3}}.faint{{fill:#9198a1}}{dark}}}"
    )

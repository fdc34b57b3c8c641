"""`club social`: how many follow people elsewhere, as an operator's file says (R100)."""

from pathlib import Path
from typing import Annotated

import typer

from freelancerclub.cli.acting import act
from freelancerclub.cli.failing import Stop
from freelancerclub.cli.files import BadRow, Row, read_rows
from freelancerclub.cli.forms import check_names, form_of, storable
from freelancerclub.cli.importing import Wrong
from freelancerclub.context import Context
from freelancerclub.features.auth.rules import address_to_find
from freelancerclub.features.users.actions import do_set_social
from freelancerclub.features.users.inputs import SocialCounts
from freelancerclub.features.users.queries import find_people_named
from freelancerclub.wire.validate import LARGEST_ID

app = typer.Typer()
WHO = ("id", "email", "slug")
File = Annotated[Path, typer.Argument(metavar="FILE", help="CSV with a header, or a JSON object a line")]
FIELDS = f"Columns: {', '.join(WHO)} (one is enough), {', '.join(SocialCounts.model_fields)}."


@app.callback()
def social() -> None:
    """Follower counts elsewhere, which make up `socialtotal`."""


@app.command("import", epilog=FIELDS)
def bring(path: File) -> None:
    """Sets the follower counts of many people: every row of a file, or none. An empty value clears."""

    async def work(ctx: Context) -> tuple[int, int]:
        counts = await _read(ctx, path)
        return len(counts), await do_set_social(ctx.db, counts)

    people, changed = act(work)
    typer.echo(f"Read {people}, changed {changed}.")


async def _read(ctx: Context, path: Path) -> dict[int, SocialCounts]:
    """Everybody's counts by id. Raises Stop with every row that can't be used."""
    wrong = Wrong()
    sent: list[tuple[int, dict[str, str], SocialCounts]] = []
    for line, row in read_rows(path):
        with wrong.noted(line):
            if isinstance(row, BadRow):
                raise row
            sent.append((line, _who(row), _counts(row)))
    words = {field: [who[field] for _, who, _ in sent if field in who] for field in WHO}
    named = await find_people_named(ctx.db, words)
    counts: dict[int, SocialCounts] = {}
    lines: dict[int, int] = {}
    for line, who, count in sent:
        with wrong.noted(line):
            person_id = _meant(named, who)
            if lines.setdefault(person_id, line) != line:
                raise Stop(f"This is the same person as in line {lines[person_id]}")
            counts[person_id] = count
    wrong.stop()
    return counts


def _counts(row: Row) -> SocialCounts:
    check_names(row.keys() - set(WHO), SocialCounts)
    return SocialCounts.read(form_of(row, SocialCounts), None)


def _who(row: Row) -> dict[str, str]:
    """Who is meant, by the fields that say so. Raises Stop where none does."""
    who = {field: str(row[field]).strip() for field in WHO if row.get(field) not in (None, "")}
    if not who or not all(map(storable, who.values())):
        raise Stop(f"Say who it is, by {' or '.join(WHO)}")
    if "email" in who:
        who["email"] = address_to_find(who["email"])
    number = who.get("id", "1")
    if not number.isascii() or not number.isdigit() or int(number[:20]) > LARGEST_ID:
        raise Stop(f"The id {number} is no number")
    return who


def _meant(named: dict[tuple[str, str], int], who: dict[str, str]) -> int:
    found: set[int] = set()
    for field, word in who.items():
        if (field, word) not in named:
            raise Stop(f"There is nobody with the {field} {word}")
        found.add(named[field, word])
    if len(found) > 1:
        raise Stop(f"{' and '.join(who)} mean different people")
    return found.pop()

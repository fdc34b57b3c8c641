"""Brings the rows of a file into a list: all of them, or none and every bad one with its line."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from freelancerclub.cli.failing import Stop, sentences_of
from freelancerclub.cli.files import BadRow, Row
from freelancerclub.cli.forms import check_names, form_of
from freelancerclub.cli.kept import Index, Kept
from freelancerclub.context import Context
from freelancerclub.errors import Refusal


@dataclass
class Imported:
    added: int = 0
    changed: int = 0
    wrong: list[str] = field(default_factory=list)


async def bring_in(ctx: Context, kept: Kept, rows: Iterator[tuple[int, Row | BadRow]]) -> Imported:
    """A row changes the entry of its id, else that of its slug or name, else it is a new one. Raises Stop."""
    done = Imported()
    index = await kept.index(ctx)
    lines: dict[object, int] = {}
    for line, row in rows:
        try:
            if isinstance(row, BadRow):
                raise row
            await _bring_in_one(ctx, kept, index, row, line, lines, done)
        except Refusal as refusal:
            done.wrong.append(f"line {line}: {sentences_of(refusal)}")
        except (Stop, BadRow) as bad:
            done.wrong.append(f"line {line}: {bad}")
    if done.wrong:
        count = f"{len(done.wrong)} row{'s' if len(done.wrong) > 1 else ''}"
        raise Stop("\n  ".join([f"Nothing was imported, {count} can't be used:", *done.wrong]))
    return done


async def _bring_in_one(
    ctx: Context, kept: Kept, index: Index, row: Row, line: int, lines: dict[object, int], done: Imported
) -> None:
    check_names(row.keys() - {"id"}, kept.model)
    sent = kept.model.read(form_of(row, kept.model), None)
    known = _meant(kept, index, row)
    mark = known or str(row.get("slug") or row.get("name") or line).strip().casefold()
    if mark in lines:
        raise Stop(f"This is the same {kept.noun} as in line {lines[mark]}")
    lines[mark] = line
    if known is None:
        await kept.add(ctx, sent)
        done.added += 1
    else:
        await kept.change(ctx, known, sent)
        done.changed += 1


def _meant(kept: Kept, index: Index, row: Row) -> int | None:
    number = str(row.get("id") or "").strip()
    if number:
        found = index.with_id(number)
        if found is None:
            raise Stop(f"There is no {kept.noun} with the id {number}: leave it empty for a new one")
        return found
    return index.named(str(row.get("slug") or row.get("name") or ""))

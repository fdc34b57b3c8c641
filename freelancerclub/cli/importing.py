"""Brings the rows of a file into a list: all of them, or none and every bad one with its line."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from freelancerclub.cli.failing import Stop, sentences_of
from freelancerclub.cli.files import TOO_DEEP, BadRow, Row
from freelancerclub.cli.forms import check_names, form_of
from freelancerclub.cli.kept import Index, Kept
from freelancerclub.context import Context
from freelancerclub.errors import Refusal


@dataclass
class Imported:
    added: int = 0
    changed: int = 0


class Wrong:
    """The rows that can't be used, each with its line."""

    def __init__(self) -> None:
        self._said: list[tuple[int, str]] = []

    @contextmanager
    def noted(self, line: int) -> Iterator[None]:
        """Notes what a row is refused with, and goes on."""
        try:
            yield
        except Refusal as refusal:
            self._said.append((line, sentences_of(refusal)))
        except (Stop, BadRow) as bad:
            self._said.append((line, str(bad)))
        except RecursionError:  # lists in lists that could just be read
            self._said.append((line, TOO_DEEP))

    def stop(self) -> None:
        """Raises Stop with all of them, if there are any."""
        if self._said:
            count = f"{len(self._said)} row{'s' if len(self._said) > 1 else ''}"
            lines = (f"line {line}: {text}" for line, text in sorted(self._said))
            raise Stop("\n  ".join([f"Nothing was imported, {count} can't be used:", *lines]))


async def bring_in(ctx: Context, kept: Kept, rows: Iterator[tuple[int, Row | BadRow]]) -> Imported:
    """A row changes the entry of its id, else that of its slug or name, else it is a new one. Raises Stop."""
    done, wrong = Imported(), Wrong()
    index = await kept.index(ctx)
    lines: dict[object, int] = {}
    for line, row in rows:
        with wrong.noted(line):
            if isinstance(row, BadRow):
                raise row
            await _bring_in_one(ctx, kept, index, row, line, lines, done)
    wrong.stop()
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

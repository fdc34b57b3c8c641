"""Reads the files that `import` takes: CSV with a header, or a JSON object a line."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

from freelancerclub.cli.failing import Stop
from freelancerclub.db.moving.texts import read_text

Row = dict[str, object]
TOO_DEEP = "This is nested too deeply"


class BadRow(Exception):
    """A row that can't be read; its text says why."""


def read_rows(path: Path) -> Iterator[tuple[int, Row | BadRow]]:
    """Each row with its line in the file. Raises Stop, NotUtf8 for a file that can't be read at all."""
    try:
        text = read_text(path)
    except OSError as error:
        raise Stop(f"{path}: {error.strerror}") from None
    if not text.strip():
        raise Stop(f"{path} is empty")
    return _json_lines(text) if text.lstrip().startswith(("{", "[")) else _csv(path, text)


def _json_lines(text: str) -> Iterator[tuple[int, Row | BadRow]]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line, parse_float=str, parse_int=str)
        except ValueError as error:
            yield number, BadRow(f"This is no JSON: {error}")
            continue
        except RecursionError:
            yield number, BadRow(TOO_DEEP)
            continue
        yield number, row if isinstance(row, dict) else BadRow("This is no JSON object")


def _csv(path: Path, text: str) -> Iterator[tuple[int, Row | BadRow]]:
    header = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=header.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        names = [name.strip() for name in next(reader)]
    except csv.Error as error:
        raise Stop(f"{path}: line 1: This is no CSV: {error}") from None
    if len(set(names)) < len(names):
        raise Stop(f"{path}: a column stands there twice")
    while True:
        line = reader.line_num + 1
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield line, BadRow(f"This is no CSV: {error}")
            return
        if len(values) == len(names):
            yield line, dict(zip(names, values, strict=True))
        elif values:
            yield line, BadRow(f"This has {len(values)} values where the first line has {len(names)}")

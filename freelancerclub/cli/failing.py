"""Expected failures: one line on stderr that says what to do next, and exit code 2; never a traceback."""

import html
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer

from freelancerclub.config import ConfigError
from freelancerclub.db.errors import DatabaseTrouble
from freelancerclub.db.moving.texts import NotUtf8
from freelancerclub.errors import Refusal

FAILED = 2


class Stop(Exception):
    """Something that the operator can mend; its text says how."""


@contextmanager
def plainly() -> Iterator[None]:
    """Prints an expected failure and ends the process with code 2; a mistake of ours keeps its traceback."""
    try:
        yield
    except (Stop, ConfigError, DatabaseTrouble, NotUtf8) as failure:
        text = str(failure)
    except Refusal as refusal:
        text = sentences_of(refusal)
    except PermissionError as failure:
        text = f"{failure.filename}: {failure.strerror}; change its owner or mode, or run as another user"
    else:
        return
    typer.echo(f"club: {text}", err=True)
    sys.exit(FAILED)


def sentences_of(refusal: Refusal) -> str:
    """What a refusal says, in one line: its fields' sentences where it has some (R14 wraps them in JSON)."""
    if refusal.errors is None:
        return refusal.message
    text = refusal.errors
    if text.startswith('"'):
        text = json.loads(text)
    return " ".join(html.unescape(text).split())

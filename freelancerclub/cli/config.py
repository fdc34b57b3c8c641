"""`club config`: every setting, its value and where it came from; secrets stay hidden."""

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import typer
from dotenv import dotenv_values
from pydantic import SecretStr

from freelancerclub.cli.table import show
from freelancerclub.config import ENV_FILE, TOKEN_KEY_FILE, Settings, read_settings

PREFIX = "CLUB_"
HIDDEN = "(hidden)"
# Scheme, user with password, host with a port of digits, path. What is written otherwise may hold a secret anywhere.
_ADDRESS = re.compile(
    r"((?:smtps?|postgres(?:ql)?)://)(?:([^/?#]*)@)?((?:\[[^\]@]*\]|[^@?#:/]*)(?::\d+)?(?:/[^@?#:]*)?)(?:\?.*)?",
    re.ASCII,
)


def command() -> None:
    """Shows every setting, its value and where it came from; secrets are hidden."""
    settings = read_settings()
    in_environment, in_file = _set_in(os.environ), _set_in(dotenv_values(ENV_FILE))
    rows = list(_rows(settings, in_environment, in_file))
    show(("setting", "value", "from", "meaning"), rows)
    say_unknown()


def say_unknown() -> None:
    """A line on stderr for each of our variables that is no setting, as a misspelt one isn't."""
    known = {f"{PREFIX}{name}".upper() for name in Settings.model_fields}
    for variable in sorted((_set_in(os.environ) | _set_in(dotenv_values(ENV_FILE))) - known):
        typer.echo(f"club: {variable} is no setting of this program, nothing reads it", err=True)


def _set_in(variables: Mapping[str, str | None]) -> set[str]:
    """Those of ours; an empty one counts as not set."""
    return {name.upper() for name, value in variables.items() if value and name.upper().startswith(PREFIX)}


def _rows(settings: Settings, in_environment: set[str], in_file: set[str]) -> Iterator[tuple[str, str, str, str]]:
    for name, field in type(settings).model_fields.items():
        variable = f"{PREFIX}{name}".upper()
        source = "environment" if variable in in_environment else ENV_FILE if variable in in_file else "default"
        value = getattr(settings, name)
        if name == "token_key" and value is None:
            source, shown = "data folder", _kept(settings.data_dir / TOKEN_KEY_FILE)
        else:
            shown = _shown(value)
        yield variable, shown, source, field.description or ""


def _kept(key: Path) -> str:
    return f"{HIDDEN} in {key}" if key.exists() else f"made at the first start in {key}"


def _open_part(secret: str) -> str:
    """Of an address all but its password; of anything else nothing."""
    address = _ADDRESS.fullmatch(secret)
    if address is None:
        return HIDDEN
    scheme, user, rest = address.groups(default="")
    name, has_password, _ = user.partition(":")
    return f"{scheme}{name}{f':{HIDDEN}' if has_password else ''}{'@' if user else ''}{rest}"


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(_shown, value)) or "-"
    if isinstance(value, SecretStr):
        return _open_part(value.get_secret_value())
    return "-" if value is None else str(value)

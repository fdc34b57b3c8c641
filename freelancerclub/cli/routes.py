"""`club routes`: the endpoints, and those that no test names."""

import importlib.util
import sys
from pathlib import Path
from typing import Annotated

import typer

import freelancerclub
from freelancerclub.cli.failing import Stop
from freelancerclub.cli.table import show
from freelancerclub.reference import ENDPOINTS

ROWS_FOLDER = Path("tests/contract/permissions")


def command(
    untested: Annotated[
        bool, typer.Option("--untested", help="Only those that the permission tests don't name")
    ] = False,
) -> None:
    """Lists the endpoints: methods, paths, who may ask, what for. With --untested ends with 1 if there are any."""
    if not untested:
        show(
            ("methods", "paths", "who", "summary"),
            ((",".join(e.methods), " ".join(e.paths), e.allow.name, e.summary) for e in ENDPOINTS),
        )
        return
    tested = _tested()
    missing = [endpoint for endpoint in ENDPOINTS if endpoint.name not in tested]
    for endpoint in missing:
        typer.echo(endpoint.name)
    raise typer.Exit(1 if missing else 0)


def _tested() -> set[str]:
    """The endpoints that have rows in the permission tests of this checkout."""
    roots = (Path(freelancerclub.__file__).parents[1], Path.cwd())
    path = next((root / ROWS_FOLDER for root in roots if (root / ROWS_FOLDER).exists()), None)
    if path is None:
        raise Stop(f"There is no {ROWS_FOLDER} here: run this in a checkout of the project")
    spec = importlib.util.spec_from_file_location(
        "permissions", path / "__init__.py", submodule_search_locations=[str(path)]
    )
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # its files look each other up there
    spec.loader.exec_module(module)
    return set(module.ROWS)

"""The migrations: each a thin .py that runs the readable .sql files beside it, in the order it names them."""

from pathlib import Path

from alembic import op


def run(*files: str) -> None:
    """Executes whole files as they are: no parameters, so `%` and `:` mean nothing to the driver."""
    connection = op.get_bind().connection.driver_connection
    assert connection is not None
    for file in files:
        connection.execute((Path(__file__).parent / file).read_text(encoding="utf-8"))

"""What every test stands on: one PostgreSQL a test process, one fresh database a test, the service on it."""

import os
import shutil
import tempfile
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import hypothesis
import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from freelancerclub.adapters.tokens import Tokens
from freelancerclub.config import Settings, read_settings
from freelancerclub.db import embedded
from freelancerclub.db.migrate import migrate
from support.api import SITE, Api, running
from support.limits import UNLIMITED
from support.make import Make

KEY = "test-key-" * 8

# A test tells what is right, not what is fast: machines that test are busy.
hypothesis.settings.register_profile("busy", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("busy")


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of a server that may make databases: CLUB_TEST_DATABASE_URL, else an embedded one of its own."""
    external = os.environ.get("CLUB_TEST_DATABASE_URL")
    if external:
        yield external
        return
    folder = Path(tempfile.mkdtemp(prefix="club-tests-", dir=_fastest_folder()))
    folder.chmod(0o755)
    started = embedded.start(folder, durable=False)
    yield started.dsn
    started.stop()
    shutil.rmtree(folder, ignore_errors=True)


def _fastest_folder() -> str | None:
    """Memory where the machine has room there: cloning a database is copying files."""
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 2 << 30
    return str(memory) if roomy else None


@pytest.fixture(scope="session")
def template(server: str) -> Iterator[str]:
    """A migrated database that the others are cloned from."""
    name = f"club_template_{uuid.uuid4().hex[:12]}"
    _execute(server, f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
    migrate(make_conninfo(server, dbname=name))
    yield name
    _execute(server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture
def fresh(server: str, template: str) -> Callable[[], AbstractContextManager[str]]:
    """Makes fresh migrated databases, for a test that needs more than one."""

    @contextmanager
    def make() -> Iterator[str]:
        name = f"club_{uuid.uuid4().hex[:16]}"
        _execute(server, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        try:
            yield make_conninfo(server, dbname=name)
        finally:
            _execute(server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    return make


@pytest.fixture
def dsn(fresh: Callable[[], AbstractContextManager[str]]) -> Iterator[str]:
    """A fresh migrated database."""
    with fresh() as made:
        yield made


def _execute(server: str, statement: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(statement)


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings that no variable of the machine reaches."""
    for name in [name for name in os.environ if name.startswith("CLUB_")]:
        monkeypatch.delenv(name)
    return read_settings(_env_file=None, data_dir=tmp_path, site_url=SITE, token_key=KEY, database_pool=4, **UNLIMITED)


@pytest.fixture
async def api(settings: Settings, dsn: str) -> AsyncIterator[Api]:
    async with running(settings, dsn) as api:
        yield api


@pytest.fixture
def make(dsn: str, api: Api) -> Make:
    return Make(dsn, Tokens(KEY.encode()), api.clock)

"""Runs a module's tests against each of its mutants, each in a process forked from one that has loaded everything."""

import importlib.abc
import importlib.machinery
import importlib.util
import io
import os
import select
import signal
import sys
from contextlib import redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import hypothesis
import pytest

from mutants.operators import Mutant

ROOT = Path(__file__).parents[1]
SLOWEST = 20.0  # seconds; a mistake may make a loop endless
KILLED, SURVIVED, TIMED_OUT = "killed", "survived", "timed out"


# Without the suite's conftest, which loads the whole service, and what no pure test needs.
OPTIONS = ("-x", "-q", "--noconftest", *(word for name in ("xdist", "schemathesis") for word in ("-p", f"no:{name}")))


class OnlyPure:
    """Leaves out every test that wants a database or a running service."""

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = [item for item in items if not NEEDS & set(getattr(item, "fixturenames", ()))]


NEEDS = {"api", "make", "dsn", "server", "template", "settings", "club", "world"}


@dataclass(frozen=True)
class Target:
    """A module and the tests that need nothing but it."""

    module: str
    tests: tuple[str, ...]

    @property
    def path(self) -> Path:
        return ROOT / Path(*self.module.split(".")).with_suffix(".py")


class _Mutated(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds one module in a text instead of its file."""

    def __init__(self, module: str, code: str, path: Path) -> None:
        self._module, self._code, self._path = module, code, path

    def find_spec(self, name: str, path: object = None, target: object = None) -> importlib.machinery.ModuleSpec | None:
        if name != self._module:
            return None
        return importlib.util.spec_from_file_location(name, self._path, loader=self)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType | None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self._code, str(self._path), "exec"), module.__dict__)  # noqa: S102


def passes(target: Target, code: str | None) -> str:
    """What became of a mutant, or with None of the module as it is."""
    child = os.fork()
    if child == 0:
        os.setpgid(0, 0)
        os._exit(_test(target, code))
    watch = os.pidfd_open(child)
    try:
        ended, _, _ = select.select([watch], [], [], SLOWEST)
        if not ended:
            os.killpg(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
    finally:
        os.close(watch)
    if not ended:
        return TIMED_OUT
    return SURVIVED if os.waitstatus_to_exitcode(status) == 0 else KILLED


def _test(target: Target, code: str | None) -> int:
    said = io.StringIO()
    try:
        if code is not None:
            sys.meta_path.insert(0, _Mutated(target.module, code, target.path))
        with redirect_stdout(said), redirect_stderr(said):
            return int(pytest.main([*(str(ROOT / test) for test in target.tests), *OPTIONS], plugins=[OnlyPure()]))
    except BaseException:
        return 99


@dataclass(frozen=True)
class Told:
    """What became of one mutant."""

    name: str
    end: str


def judge(target: Target, mutant: Mutant) -> Told:
    return Told(mutant.name(target.module), passes(target, mutant.code))


def preload() -> None:
    """What the tests import of others, and nothing of ours: that has to come anew for each mutant."""
    for name in OTHERS:
        with suppress(ImportError):
            importlib.import_module(name)
    hypothesis.settings.register_profile("mutants", deadline=None, database=None, derandomize=True, max_examples=60)
    hypothesis.settings.load_profile("mutants")
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"


OTHERS = (
    *("pydantic", "msgspec", "jwt", "psycopg", "psycopg_pool", "hypothesis.strategies", "lxml", "PIL.Image"),
    *("email_validator", "argon2", "structlog", "httpx2", "multipart", "python_multipart.multipart", "zoneinfo"),
    *("pydantic_settings", "starlette.applications", "obstore", "procrastinate", "jinja2", "slugify", "nh3"),
)

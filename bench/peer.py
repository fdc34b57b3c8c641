"""The peers: the same calls in what somebody would take instead of us, each in a folder of bench/peers."""

import hashlib
import importlib.util
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.cases import CALLS, Case
from bench.grow import Tell
from bench.towns import KEPT

FOLDERS = Path(__file__).parent / "peers"
PATIENCE = 600  # seconds for pip
LIMITED = ("LOGIN", "LOGIN_ACCOUNT", "LOGIN_ADDRESS", "MESSAGE", "NEWCOMER_MESSAGE")


@dataclass(frozen=True)
class Peer:
    """One of them: `name` is its folder, `title` what the tables call it.

    whole: it has all cases for which a peer is wanted, not only the eight calls.
    """

    name: str
    title: str
    whole: bool = False

    @property
    def folder(self) -> Path:
        return FOLDERS / self.name

    @property
    def _lock(self) -> Path:
        return self.folder / "requirements.txt"

    @property
    def missing(self) -> str:
        """Why it can't be measured on this machine, in a few words; '' where it can.

        Who has a lock has all that it needs; who runs on what the machine has says itself what is missing there.
        """
        serve = self.folder / "serve.py"
        if not serve.exists():
            return f"there is no bench/peers/{self.name}/serve.py"
        if self._lock.exists():
            return ""
        described = importlib.util.spec_from_file_location(f"{self.name}_serve", serve)
        assert described is not None and described.loader is not None
        module = importlib.util.module_from_spec(described)
        described.loader.exec_module(module)
        return str(module.why_not())

    def is_asked(self, case: Case) -> bool:
        return case.name in CALLS or (self.whole and case.peer is not None)

    def command(self, tell: Tell) -> list[str]:
        """What starts it, but for port, core and workers; its environment is made where it is missing."""
        return [str(self._python(tell)), "serve.py"]

    def _python(self, tell: Tell) -> Path:
        """Its own interpreter, with what its lock names and nothing else; ours where it has no lock."""
        lock = self._lock
        if not lock.exists():
            return Path(sys.executable)
        made = KEPT / f"peer-{self.name}-{hashlib.sha256(lock.read_bytes()).hexdigest()[:8]}"
        binary, ready = made / "bin" / "python", made / "ready"
        if not ready.exists():
            tell(f"installing {self.title} beside us")
            made.parent.mkdir(parents=True, exist_ok=True)
            _run(sys.executable, "-m", "venv", "--clear", str(made))
            options = ("--disable-pip-version-check", "--quiet", "--root-user-action=ignore", "--require-hashes")
            _run(str(binary), "-m", "pip", "install", *options, "-r", str(lock))
            ready.touch()
        return binary


DJANGO = Peer("django", "Django REST framework", whole=True)
PEERS = (DJANGO, Peer("fastapi", "FastAPI, SQLAlchemy ORM"), Peer("php", "PHP, php-fpm and nginx"))


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)  # noqa: S603
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")


def environment(dsn: str, key: str, site: str, limits: Mapping[str, str]) -> dict[str, str]:
    """limits: by what is limited, as ours are written."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CLUB_", "PYTHON"))}
    said = {f"PEER_{name}_LIMIT": limit for name, limit in limits.items()}
    return kept | said | {"PEER_DATABASE_URL": dsn, "PEER_KEY": key, "PEER_SITE_URL": site}

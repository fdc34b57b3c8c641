"""The peer: the same list and page in Django REST framework, in an environment of its own, on the same database."""

import hashlib
import json
import os
import subprocess
import sys
from itertools import islice
from pathlib import Path

from bench.cases import CASES, FAR, Caller, request_for
from bench.grow import Tell
from bench.processes import Server, ask
from bench.towns import KEPT

FOLDER = Path(__file__).parent / "peers" / "django"
LOCK = FOLDER / "requirements.txt"
PATIENCE = 600  # seconds for pip
COMPARED = (
    *("/users", "/users?offset=20", "/users?limit=100&offset=1000", f"/users?offset={FAR}"),
    *("/images", "/images?offset=20", "/images?limit=100&offset=1000"),
)


class Differs(Exception):
    """The peer says something else, so that comparing its speed would say nothing."""


def python(tell: Tell) -> Path:
    """The peer's own interpreter, with what its lock names and nothing else."""
    made = KEPT / f"peer-{hashlib.sha256(LOCK.read_bytes()).hexdigest()[:8]}"
    binary, ready = made / "bin" / "python", made / "ready"
    if not ready.exists():
        tell("installing Django REST framework beside us")
        made.parent.mkdir(parents=True, exist_ok=True)
        _run(sys.executable, "-m", "venv", "--clear", str(made))
        options = ("--disable-pip-version-check", "--quiet", "--root-user-action=ignore", "--require-hashes")
        _run(str(binary), "-m", "pip", "install", *options, "-r", str(LOCK))
        ready.touch()
    return binary


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)  # noqa: S603
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")


def environment(dsn: str, key: str, site: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CLUB_", "PYTHON"))}
    return kept | {"PEER_DATABASE_URL": dsn, "PEER_KEY": key, "PEER_SITE_URL": site}


def prove_equal(ours: Server, theirs: Server, caller: Caller) -> int:
    """Compares what both say as parsed JSON, pages of the list and pages of people. Raises Differs."""
    targets = [request_for(where, caller.token) for where in COMPARED]
    for name in ("profile", "pictures of one"):
        targets += islice(CASES[name].requests(caller), len(caller.others))
    for request in targets:
        (_, _, one), (status, _, other) = ask(ours.port, request), ask(theirs.port, request)
        where, said = request.split(b" ", 2)[1].decode(), json.loads(one)
        if said["data"] is False:  # in a small town no page is so far
            continue
        if status != 200:
            raise Differs(f"{where}: the peer answers {status}: {other[:2000].decode(errors='replace')}")
        different = _difference(said, json.loads(other), where)
        if different:
            raise Differs(different)
    return len(targets)


def _difference(one: object, other: object, where: str) -> str:
    """The first place where they aren't equal, the order of keys included; '' if there is none."""
    if isinstance(one, dict) and isinstance(other, dict):
        if list(one) != list(other):
            return f"{where}: keys {list(one)} and {list(other)}"
        return next(filter(None, (_difference(one[key], other[key], f"{where} {key}") for key in one)), "")
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        pairs = enumerate(zip(one, other, strict=True))
        return next(filter(None, (_difference(*pair, f"{where} {number}") for number, pair in pairs)), "")
    return "" if one == other and type(one) is type(other) else f"{where}: {one!r} and {other!r}"

"""`club serve` as an operator meets it: started, interrupted, killed and started again."""

import os
import shlex
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from freelancerclub.cli.serve import DRAIN
from support.serving import Club, Serving, running_in, until

Serve = Callable[..., Serving]


def test_a_day(serve: Serve, data_dir: Path, bare_club: Club, monkeypatch: pytest.MonkeyPatch) -> None:
    """One start, since each costs seconds: demo data, log-in, commands beside it, Ctrl-C."""
    serving = serve("--demo")
    line = serving.ready()
    assert f"http://127.0.0.1:{serving.port}" in line
    assert serving.process.stdout is not None
    people, curl = serving.process.stdout.readline(), serving.process.stdout.readline()
    assert people.count("@example.com") == 3
    assert serving.get("/auth/login", data="&".join(shlex.split(curl)[2:5:2]).encode()) == 200

    monkeypatch.delenv("CLUB_TOKEN_KEY")
    monkeypatch.setenv("CLUB_DATA_DIR", str(data_dir))
    token = bare_club("token", "mia.norton@example.com")
    assert (token.code, token.err) == (0, "")
    assert serving.get("/users/me", token.out.strip()) == 200, "the command joined the running database"

    assert bare_club("user", "suspend", "mia.norton@example.com").code == 0
    until(lambda: serving.get("/users/me", token.out.strip()) == 403)
    assert bare_club("user", "restore", "mia.norton@example.com").code == 0
    assert serving.get("/users/me", token.out.strip()) == 403, "older tokens stay ended"

    assert bare_club("maintenance", "on").code == 0
    until(lambda: serving.get() == 503)
    assert bare_club("maintenance", "off").code == 0
    until(lambda: serving.get() == 200)

    busy = bare_club("serve", "--port", str(serving.port))
    assert busy.code == 2 and f"port {serving.port}" in busy.err and busy.err.count("\n") == 1

    # As far as HTTP itself goes, and no further (docs/guide/client.md).
    assert serving.get(f"/disciplines?x={'a' * 60_000}") == 404
    assert serving.get(f"/disciplines?x={'a' * 70_000}") == 414

    assert serving.end(signal.SIGINT, group=True) == (0, "")
    assert serving.left() == []
    assert "Traceback" not in serving.log


def test_what_is_killed_comes_back(serve: Serve) -> None:
    serving = serve()
    serving.ready()
    until(lambda: len(serving.children()) == 3)
    for again in range(2):  # twice within seconds: the service doesn't give up
        first = serving.children()
        for child in first:
            os.kill(child, signal.SIGKILL)
        until(lambda first=first: len(serving.children() - first) == 3)  # type: ignore[misc]
        until(lambda: serving.get() == 200)
        assert serving.process.poll() is None, f"gave up after {again + 1}"

    orphans = serving.children()
    serving.end(signal.SIGKILL)
    until(lambda: not any(Path(f"/proc/{orphan}").exists() for orphan in orphans))
    heir = serve(port=serving.port)
    heir.ready()
    assert heir.get() == 200
    assert heir.end(signal.SIGTERM) == (0, "")
    assert heir.left() == []


def test_interrupted_while_it_starts(serve: Serve) -> None:
    for wait in (0.3, 1.0, 1.6, 2.2):
        serving = serve()
        with pytest.raises(subprocess.TimeoutExpired):
            serving.process.wait(wait)
        code, _ = serving.end(signal.SIGINT, group=True)
        assert code in (0, -signal.SIGINT), serving.log
        assert serving.left() == []
        assert "Traceback" not in serving.log, serving.log[serving.log.find("Traceback") :]


def group_of(serving: Serving) -> list[int]:
    """Whom the terminal's Ctrl-C reaches."""
    reached = []
    for process in running_in(serving.data_dir):
        with suppress(ProcessLookupError):  # gone while we look
            if os.getpgid(process.pid) == serving.process.pid:
                reached.append(process.pid)
    return reached


def test_interrupted_while_postgresql_starts(serve: Serve, data_dir: Path) -> None:
    """Ctrl-C goes to all that the terminal started. Were pg_ctl among them, it could end between starting a server and
    knowing of it, and that would stay."""
    pid_file = data_dir / "postgres" / "postmaster.pid"
    for number in (signal.SIGINT, signal.SIGINT, signal.SIGHUP):  # SIGHUP: the terminal is closed
        serving = serve()
        until(pid_file.exists, every=0.001)
        assert group_of(serving) == [serving.process.pid]
        code, _ = serving.end(number, group=True)
        assert code in (0, -signal.SIGINT), serving.log
        assert serving.left() == []
        assert "Traceback" not in serving.log


def test_stopped_while_its_processes_start(serve: Serve) -> None:
    """The first answers while the others are still being made: none of them misses the end, which takes no drain."""
    for _ in range(4):
        serving = serve("--workers", "6")
        serving.ready()
        began = time.monotonic()
        assert serving.end(signal.SIGTERM) == (0, ""), serving.log
        assert time.monotonic() - began < DRAIN, "somebody was waited for until the patience ended"
        assert serving.left() == []

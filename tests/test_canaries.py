"""One real `club serve`: nobody's address or secret in any log of it, and numbers that outlive a process."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from prometheus_client.parser import text_string_to_metric_families

from support.serving import Serving, free_port, until

EMAIL, OTHER, NAME = "canary.bird@example.com", "yellow.bird@example.com", "Canary Bird"
PASSWORD, WRONG, NEW = "canary-pass-phrase", "canary-wrong-phrase", "canary-new-phrase"


class Refusing:
    """A mail server that quotes everything back: the recipient, and the mail itself."""

    def __init__(self) -> None:
        self.mails: list[str] = []

    async def handle_DATA(self, server: object, session: object, envelope: object) -> str:  # noqa: N802
        text = envelope.content.decode()  # type: ignore[attr-defined]
        self.mails.append(text)
        link = re.search(r"\S+/reset\?token=\S+", text)
        return f"550 no mailbox {envelope.rcpt_tos[0]} for {link[0] if link else ''}"  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def refusing() -> Iterator[Refusing]:
    handler = Refusing()
    controller = Controller(handler, hostname="127.0.0.1", port=free_port())
    controller.start()
    handler.url = f"smtp://127.0.0.1:{controller.port}"  # type: ignore[attr-defined]
    yield handler
    controller.stop()


@pytest.fixture(scope="module")
def serving(refusing: Refusing) -> Iterator[Serving]:
    """One for all tests here, since each start costs seconds; it logs all it can."""
    folder = Path(tempfile.mkdtemp(prefix="club-canaries-"))
    folder.chmod(0o755)
    (folder / ".env").write_text(f"CLUB_MAIL_URL={refusing.url}\nCLUB_LOG_LEVEL=debug\n")  # type: ignore[attr-defined]
    serving = Serving(folder, free_port())
    serving.ready()
    until(lambda: len(serving.children()) == 3)
    yield serving
    if serving.process.poll() is None:
        serving.end(signal.SIGTERM)
    shutil.rmtree(folder, ignore_errors=True)


def ask(serving: Serving, path: str, fields: dict[str, str] | None = None, token: str = "") -> tuple[int, str]:
    data = urllib.parse.urlencode(fields).encode() if fields else None
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    request = urllib.request.Request(f"http://127.0.0.1:{serving.port}{path}", data, headers)
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode()


def numbers(serving: Serving) -> dict[tuple[str, ...], float]:
    status, text = ask(serving, "/metrics")
    assert status == 200
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def written(serving: Serving) -> str:
    """All that any process of the service wrote: stderr, and PostgreSQL's own log."""
    logs = [path for path in serving.data_dir.rglob("*.log") if path.name != "serve.log"]
    assert logs, "PostgreSQL keeps a log"
    return serving.log + "".join(path.read_text(errors="replace") for path in logs)


def test_no_log_holds_an_address_or_a_secret(serving: Serving, refusing: Refusing) -> None:
    person = {"email": EMAIL, "password": PASSWORD, "pass_confirm": PASSWORD, "display_name": NAME}
    person |= {"discipline": "Photographer", "city": "Leeds", "country": "United Kingdom"}
    assert [ask(serving, "/users", person)[0] for _ in range(2)] == [200, 400], "once"
    status, body = ask(serving, "/auth/login", {"email": EMAIL, "password": PASSWORD})
    assert status == 200
    token = json.loads(body)["token"]
    assert ask(serving, "/auth/login", {"email": EMAIL, "password": WRONG})[0] == 401
    status, body = ask(serving, "/auth/keys", {"label": "canary-label"}, token)
    assert status == 200
    key = re.search(r'"([a-z0-9]{40})"', body)[1]  # type: ignore[index]
    ask(serving, "/users/me", token=key)
    ask(serving, "/auth/email", {"email": OTHER, "password": PASSWORD}, token)
    assert ask(serving, "/users/forgot", {"email": EMAIL})[0] == 200
    until(lambda: "reset?token=" in "".join(refusing.mails) and serving.log.count("task failed") >= 2)
    secret = re.search(r"reset\?token=([\w-]{20,})", "".join(refusing.mails))[1]  # type: ignore[index]
    new = {"email": EMAIL, "password": NEW, "pass_confirm": NEW}
    # Mistakes: secrets and addresses in the path, in the query, in what can't be read.
    for path in (
        f"/users/forgot/{EMAIL}",
        f"/users/forgot/{EMAIL.replace('@', '%40')}",
        f"/users/me/{token}",
        f"/users/me/{key}",
        f"/reset/{secret}",
        f"/users/me?token={token}&email={EMAIL}&password={PASSWORD}",
    ):
        ask(serving, path)
        ask(serving, path, {"email": EMAIL, "password": PASSWORD}, token)
    ask(serving, "/auth/reset", new | {"token": secret + "x"})
    assert ask(serving, "/auth/reset", new | {"token": secret})[0] == 200
    status, body = ask(serving, "/auth/login", {"email": EMAIL, "password": NEW})
    assert status == 200
    ask(serving, "/users/1", {"bio": "canary-bio \0", "website": f"http://{EMAIL}"}, json.loads(body)["token"])

    said = written(serving)
    assert "task failed" in said and "auth.send_reset" in said and "SMTP" in said, "what went wrong can be seen"
    canaries = [EMAIL, EMAIL.replace("@", "%40"), OTHER, "canary.bird", NAME, PASSWORD, WRONG, NEW, secret, key]
    canaries += ["canary-bio", *token.split(".")]
    assert [canary for canary in canaries if canary in said] == []
    for line in serving.log.splitlines():
        if line.startswith("{"):
            json.loads(line)
    noise = [line for line in serving.log.splitlines() if line and not line.startswith("{")]
    assert noise == [], "every line is one event"


def test_numbers_of_all_processes_outlive_one(serving: Serving) -> None:
    until(lambda: numbers(serving)["club_processes", "worker"] == 1)
    for _ in range(40):
        ask(serving, "/auth/disciplines")
    endpoint = ("club_requests_total", "GET /auth/disciplines", "200")
    until(lambda: numbers(serving)[endpoint] >= 40)  # the processes write down once a second
    found = numbers(serving)
    assert found["club_processes", "api"] == 2
    until(lambda: any(name == "club_tasks_total" for name, *_ in numbers(serving)))  # the background worker's
    files = sorted((serving.data_dir / "metrics").rglob("counter_*.db"))
    assert len(files) == 3

    first = serving.children()
    for child in first:
        os.kill(child, signal.SIGKILL)
    until(lambda: len(serving.children() - first) == 3 and serving.get() == 200)
    until(lambda: numbers(serving)["club_processes", "worker"] == 1)
    after = numbers(serving)
    assert after["club_processes", "api"] == 2, "the dead have no size"
    assert after["club_process_starts_total", "api"] == 4
    assert after[endpoint] >= found[endpoint], "what was counted stays"
    assert len(list((serving.data_dir / "metrics").rglob("*.db"))) <= 9, "files don't grow with every death"


def test_health_of_a_running_service_and_an_end_without_a_trace(serving: Serving) -> None:
    until(lambda: ask(serving, "/health/ready")[0] == 200)
    assert serving.end(signal.SIGTERM)[0] == 0
    assert list((serving.data_dir / "metrics").iterdir()) == []


FILL = """
import asyncio, os, struct, sys
from pathlib import Path
from freelancerclub.adapters.passwords import Passwords
from freelancerclub.db.pool import Database, make_pool
from freelancerclub.errors import Refusal
from freelancerclub.operating.metrics import Metrics, REQUEST_BUCKETS
from freelancerclub.reference import ENDPOINTS, TASKS

def kinds(of):
    return {of.__name__}.union(*map(kinds, of.__subclasses__()))

async def main():
    pool = make_pool("", 2)
    metrics = Metrics("api", pool, Database(pool, {}), Passwords())
    metrics.start()
    for endpoint in ENDPOINTS:
        for status in (200, 400, 403, 404, 429, 503):
            for bound in (*REQUEST_BUCKETS, 99):
                metrics.observe(endpoint.name, status, None, bound)
    for kind in kinds(Refusal):
        metrics.observe("-", 404, kind, 1)
    for task in TASKS:
        metrics.observe_task(task, True, 1)
        metrics.observe_task(task, False, 1)
    metrics.look()
asyncio.run(main())
for file in Path(os.environ["PROMETHEUS_MULTIPROC_DIR"]).iterdir():
    print(file.stem.rpartition("_")[0], struct.unpack_from("i", file.read_bytes())[0], file.stat().st_size)
print("endpoints", len(list(ENDPOINTS)), 0)
"""


def test_the_files_have_room_for_every_endpoint(tmp_path: Path) -> None:
    """A mapped file that grows on a full disk kills its process, so it doesn't grow (operating/shared.py)."""
    done = subprocess.run(
        [sys.executable, "-c", FILL],
        env={**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path)},
        cwd=Path(__file__).parents[1],
        capture_output=True,
        text=True,
        check=True,
    )
    used = {name: (int(used), int(size)) for name, used, size in map(str.split, done.stdout.splitlines())}
    endpoints = used.pop("endpoints")[0]
    assert {name: size for name, (_, size) in used.items()} == {
        "counter": 256 << 10,
        "histogram": 512 << 10,
        "gauge_livesum": 64 << 10,
    }
    for name, (filled, size) in used.items():
        # The whole reference has about 75 endpoints.
        assert filled * max(1, 75 / endpoints) < size * 0.9, name

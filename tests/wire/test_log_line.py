"""The log: one line a request that says what happened and nothing that was meant for one reader."""

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from support.api import Api
from support.mailbox import reset_token
from support.make import PASSWORD, Make

KEYS = [
    "id",
    "method",
    "path",
    "endpoint",
    "status",
    "refusal",
    "caller",
    "client",
    "format",
    "bytes_in",
    "bytes_out",
    "ms",
]
CANARY = "canary-7f3a"


@pytest.fixture
def lines() -> Iterator[list[dict[str, Any]]]:
    with structlog.testing.capture_logs() as captured:
        yield captured


def of_requests(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [line for line in lines if line["event"] in ("request", "slow request")]


async def test_one_line_a_request(api: Api, make: Make, lines: list[dict[str, Any]]):
    ann = await make.person()
    answers = [
        await api.as_(ann).get("/companies.xml/limit/5?offset=0"),
        await api.get("/users/me"),
        await api.ask("DELETE", "/companies"),
        await api.get("/nothing"),
        await api.post("/users/forgot", {"email": "x@example.com"}),
    ]
    said = of_requests(lines)
    assert [list(line)[: len(KEYS)] for line in said] == [KEYS] * 5
    assert [line["id"] for line in said] == [answer.headers["x-request-id"] for answer in answers]
    assert [line["status"] for line in said] == [answer.status for answer in answers]
    assert [line["endpoint"] for line in said] == ["GET /companies", "GET /users/me", "-", "-", "POST /users/forgot"]
    assert [line["refusal"] for line in said] == [None, "TokenNotProvided", "UnknownMethod", "UnknownPath", None]
    assert [line["caller"] for line in said] == [ann.id, None, None, None, None]
    assert [line["format"] for line in said] == ["xml", "json", "json", "json", "json"]
    assert [line["bytes_in"] for line in said] == [0, 0, 0, 0, len("email=x%40example.com")]
    assert [line["bytes_out"] for line in said] == [len(answer.body) for answer in answers]
    assert {line["client"] for line in said} == {"127.0.0.1"}
    assert all(line["ms"] > 0 for line in said)


async def test_the_query_is_not_in_it(api: Api, lines: list[dict[str, Any]]):
    await api.get(f"/companies?search={CANARY}")
    assert of_requests(lines)[0]["path"] == "/companies"
    assert CANARY not in json.dumps(lines, default=str)


async def test_no_secret_is_in_any_line(api: Api, make: Make, lines: list[dict[str, Any]]):
    ann = await make.person()
    secrets = [PASSWORD, f"{CANARY}-password", ann.token, f"Bearer {CANARY}"]
    login = await api.post("/auth/login", {"email": ann.email, "password": PASSWORD})
    secrets.append(login.json["token"])
    await api.post("/auth/login", {"email": ann.email, "password": f"{CANARY}-password"})
    await api.post(f"/auth/login?password={CANARY}", content=b'{"password": "' + CANARY.encode() + b'"')
    await api.as_(ann).get("/users/me")
    await api.as_(f"{CANARY}.{CANARY}.{CANARY}").get("/users/me")
    await api.as_(CANARY).get("/auth/refresh", headers={"Cookie": CANARY, "Freelancerclub-API-KEY": CANARY})
    await api.as_(ann).post(f"/users/{ann.id}", {"bio": CANARY, "rate_day": CANARY})
    await api.post("/users/forgot", {"email": ann.email})
    await api.run_tasks()
    secrets.append(reset_token(api.mailer.sent[-1]))
    await api.post("/auth/reset", {"token": secrets[-1], "password": CANARY, "pass_confirm": CANARY})
    text = json.dumps(lines, default=str)
    assert len(of_requests(lines)) == 9
    assert not [secret for secret in (*secrets, CANARY) if secret in text]


@pytest.mark.parametrize("path", ["/a%0Ab", "/companies/search/a%0D%0Ab", "/%E2%80%A8%C2%85", "/a%1B[31m", "/%00"])
async def test_a_line_break_in_a_path_stays_in_its_line(api: Api, lines: list[dict[str, Any]], path: str):
    await api.get(path)
    (line,) = of_requests(lines)
    assert line["path"] == path
    assert line["path"].isprintable() and line["path"].isascii()


LOGGING = """
import logging, structlog, sys
from freelancerclub.kit.logs import set_up_logs
set_up_logs({format!r}, "info")
log = structlog.get_logger("request")
log.info("request", path="a\\nb\\r\\nc", name="é", caller=None)
log.debug("not said")
try:
    password = "canary-local"
    raise ValueError("first\\nsecond")
except ValueError:
    log.exception("failed", id="1")
logging.getLogger("uvicorn").warning("a library\\nsays so")
logging.getLogger("procrastinate").error("canary-task")
print("an answer")
"""


def logged(format_name: str) -> tuple[str, str]:
    done = subprocess.run(
        [sys.executable, "-c", LOGGING.format(format=format_name)],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return done.stdout, done.stderr


def test_each_event_is_one_line_of_json_on_stderr():
    stdout, stderr = logged("json")
    assert stdout == "an answer\n"
    request, failed, library = [json.loads(line) for line in stderr.splitlines()]
    assert (request["event"], request["level"], request["path"], request["name"]) == (
        "request",
        "info",
        "a\nb\r\nc",
        "é",
    )
    assert request["timestamp"].endswith("Z")
    assert failed["level"] == "error" and "ValueError" in failed["exception"]
    assert library["event"].startswith("a library") and library["level"] == "warning"


@pytest.mark.parametrize("format_name", ["json", "console"])
def test_no_local_variable_and_no_task_argument_is_printed(format_name: str):
    stderr = logged(format_name)[1]
    assert "ValueError" in stderr
    assert "canary-local" not in stderr and "canary-task" not in stderr

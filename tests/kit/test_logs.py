"""Logs: one line an event, whatever stands in it, and never a local variable."""

import json
import logging
import os
import subprocess
import sys
import time
from datetime import timedelta

import pytest

from freelancerclub.kit.clock import system_clock
from freelancerclub.kit.logs import scrub

PROGRAM = """
import logging, structlog
from freelancerclub.kit.logs import set_up_logs
set_up_logs({format!r}, {level!r})
log = structlog.get_logger("x")
log.debug("quiet")
log.info("request", name="a\\nb", text="é \\u2028 \\x1b[31m")
logging.getLogger("library").warning("from\\na library")
logging.getLogger("procrastinate.worker").error("arguments of a task: canary-argument")
def fail(password):
    raise ValueError("no\\nway")
try:
    fail("canary-password")
except ValueError:
    log.exception("failed", id="1")
    logging.getLogger("library").exception("library failed")
"""


def run(format_name: str, level: str = "info") -> str:
    program = PROGRAM.format(format=format_name, level=level)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)
    assert done.stdout == ""
    return done.stderr


def test_json_lines():
    lines = [json.loads(line) for line in run("json").split("\n") if line]
    assert [line["event"].split("\n")[0] for line in lines] == ["request", "from", "failed", "library failed"]
    request, _, failed, library_failed = lines
    assert request["name"] == "a\nb" and request["text"] == "é \u2028 \x1b[31m"
    assert [line["level"] for line in lines] == ["info", "warning", "error", "error"]
    assert "ValueError" in failed["exception"] and "ValueError" in library_failed["exception"]
    assert all(line["timestamp"].endswith("Z") for line in lines)


@pytest.mark.parametrize("terminal", [False, True])
def test_lines_are_coloured_on_terminals_alone(terminal: bool):
    reads, writes = os.openpty() if terminal else os.pipe()
    done = subprocess.run([sys.executable, "-c", PROGRAM.format(format="console", level="error")], stderr=writes)
    os.close(writes)
    written = os.read(reads, 65_536)
    os.close(reads)
    assert done.returncode == 0 and b"failed" in written
    assert (b"\x1b[" in written) is terminal


@pytest.mark.parametrize("format_name", ["json", "console"])
def test_no_argument_and_no_local_variable(format_name: str):
    written = run(format_name)
    assert "canary-password" not in written.replace('fail("canary-password")', "")
    assert "canary-argument" not in written
    assert "quiet" not in written


def test_the_least_level():
    assert "quiet" in run("json", "debug")
    errors = [json.loads(line)["level"] for line in run("json", "error").split("\n") if line]
    assert errors == ["error", "error"]


def test_the_clock_is_aware_and_in_utc():
    now = system_clock()
    assert now.utcoffset() == timedelta(0)
    assert abs(now.timestamp() - logging.time.time()) < 60


CANARIES = """
import asyncio, logging, structlog
from freelancerclub.kit.logs import set_up_logs
set_up_logs({format!r}, "debug")
log = structlog.get_logger("x")
token = "eyJhbGciOiJIUzUxMiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxIn0." + "canary_" * 12
key, address = "canary5678" * 4, "canary.o'bird+tag@mail.example.com"
log.info("request", id="{long_id}", path="/reset/" + key, endpoint="GET /users/me", ms=1.5)
log.info("request", path="/users/" + address.replace("@", "%40") + "/x", reason="550 <" + address + "> unknown")
log.warning("odd", tried=[address], said=b"canary@example.com", hash="$argon2id$v=19$m=19456,t=2,p=1$canary$canary")
logging.getLogger("library").error("Task was never retrieved\\nfuture: <exception=ValueError('canary')>")
logging.getLogger("library").error("token %s of %s", token, address)
class Late(Exception): pass
try:
    try:
        raise ValueError("canary text")
    except ValueError as first:
        raise Late("canary") from ExceptionGroup("canary", [OSError(28, "canary"), KeyError("canary")])
except Late:
    log.exception("failed")
    logging.getLogger("library").exception("library failed")
"""
LONG_ID = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


@pytest.mark.parametrize("format_name", ["json", "console"])
def test_nobodys_address_and_no_secret(format_name: str):
    program = CANARIES.format(format=format_name, long_id=LONG_ID)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)
    assert "canary" not in done.stderr
    assert LONG_ID in done.stderr and "/reset/[secret]" in done.stderr and "/users/[address]/x" in done.stderr
    for told in ("GET /users/me", "550 <[address]> unknown", "OSError 28", "KeyError", "Late"):
        assert told in done.stderr, told


@pytest.mark.parametrize("evil", ["a@", "a.@", "@a", "%40", "eyJ", "eyJ.", "x", "-" * 39 + " ", "$argon2"])
def test_any_text_is_scrubbed_in_time(evil: str):
    begun = time.process_time()
    scrub({}, "info", {"path": evil * (60_000 // len(evil)) + "@"})
    assert time.process_time() - begun < 0.5

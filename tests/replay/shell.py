"""Runs what documentation shows: a command in a shell, a program in Python, each as it is printed."""

import contextlib
import io
import re
import subprocess
import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import requests

# What differs with the moment and the machine: a long fraction, the name of an upload, a size.
BY_FORM = {
    r"\d+\\\.\d{6,}": r"\d+(\.\d+)?(e-\d+)?",
    r"[0-9a-f]{32}(?=\\\.)": r"[0-9a-f]{32}",
    r"\d+\\\.\d\d\\ KB": r"\d+\.\d\d KB",
}


def run(command: str, folder: Path, variables: Mapping[str, str] | None = None) -> str:
    """What it printed."""
    told = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": str(folder)} | dict(variables or {})
    said = subprocess.run(
        ["bash", "-euc", command], cwd=folder, env=told, capture_output=True, text=True, timeout=60, check=False
    )
    assert said.returncode == 0, f"{command}\n{said.stderr}"
    return said.stdout


def status_of(command: str, folder: Path) -> tuple[int, str]:
    """Of one cURL command: the status and the body of its answer."""
    body, _, status = run(f"{command} -sS -w '\\n%{{http_code}}'", folder).rpartition("\n")
    return int(status), body


def answers_of(program: str, names: dict[str, Any] | None = None) -> list[requests.Response]:
    """Of a program that uses requests: each answer that it got."""
    seen: list[requests.Response] = []
    send = requests.Session.send

    def remember(session: requests.Session, *arguments: Any, **options: Any) -> requests.Response:
        seen.append(send(session, *arguments, **options))
        return seen[-1]

    requests.Session.send = remember  # type: ignore[method-assign]
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            exec(compile(program, "sample", "exec"), names if names is not None else {})
    finally:
        requests.Session.send = send  # type: ignore[method-assign]
    return seen


def blocks(page: str) -> list[str]:
    """The indented blocks of a page, in their order."""
    text = re.sub(r"^```.*?^```$", "", page, flags=re.MULTILINE | re.DOTALL)
    found = re.split(r"\n\s*\n", text)
    return [textwrap.dedent(one.strip("\n")) for one in found if one.strip("\n").startswith("    ")]


def reads_as(shown: str, printed: str) -> bool:
    """Whether it is what the page shows: without white space between its parts, and anything where `…` stands."""
    shown, printed = (re.sub(r"\s*\n\s*", "", text) for text in (shown, printed))
    parts = re.split(r"(?:,\s*)?…\s*", shown)
    pattern = ".*".join(re.escape(part.strip()) for part in parts)
    for shown_so, form in BY_FORM.items():
        pattern = re.sub(shown_so, lambda _, form=form: form, pattern)
    return re.fullmatch(pattern, printed, re.DOTALL) is not None

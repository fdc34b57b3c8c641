"""The two clients of the reference: what is to be sent, and sending it by cURL and by Python's requests."""

import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import requests

PATIENCE = 60
CURL = shutil.which("curl")  # a machine without it is told so, and what is not sent by it is counted


@dataclass(frozen=True)
class File:
    """What a form uploads."""

    name: str
    content: bytes


Fields = tuple[tuple[str, str | File], ...]


@dataclass(frozen=True)
class Sent:
    """One request. `form` is sent as the client sends forms; `text` is a body as it stands, "" an empty one."""

    method: str
    path: str
    headers: tuple[tuple[str, str], ...] = ()
    form: Fields = ()
    text: str | bytes | None = None

    def said(self, name: str) -> str | None:
        return next((value for each, value in self.headers if each.lower() == name), None)

    def with_headers(self, **headers: str) -> "Sent":
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        others = tuple(pair for pair in self.headers if pair[0].lower() not in {name.lower() for name in names})
        return replace(self, headers=others + tuple(names.items()))


@dataclass(frozen=True)
class Got:
    """An answer."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


def by_curl(address: str, sent: Sent) -> Got:
    """As cURL sends it: a form is multipart."""
    assert CURL is not None
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        words = [CURL, "-sS", "-m", str(PATIENCE), "-D", str(folder / "head"), "-o", str(folder / "body")]
        words += ["-w", "%{http_code}", "-X", sent.method]
        for header, value in sent.headers:
            words += ["-H", f"{header}: {value}"]
        words += _form(sent.form, folder)
        if sent.text is not None:
            text = sent.text.encode() if isinstance(sent.text, str) else sent.text
            (folder / "text").write_bytes(text)
            words += ["--data-binary", f"@{folder / 'text'}"]
            if sent.said("content-type") is None:
                words += ["-H", "Content-Type:"]  # none at all, where it would say urlencoded
        said = subprocess.run([*words, address + sent.path], capture_output=True, text=True, check=False)
        assert said.returncode == 0, said.stderr
        head = (folder / "head").read_text("latin-1").replace("\r", "").strip().split("\n\n")[-1]
        lines = (line.partition(": ") for line in head.split("\n")[1:])
        body = (folder / "body").read_bytes() if (folder / "body").exists() else b""
        return Got(int(said.stdout), body, {name.lower(): value for name, _, value in lines})


def _form(fields: Fields, folder: Path) -> list[str]:
    words = []
    for number, (name, value) in enumerate(fields):
        if isinstance(value, File):
            (folder / f"file{number}").write_bytes(value.content)
            words += ["-F", f'{name}=@{folder / f"file{number}"};filename="{value.name}"']
        else:
            words += ["--form-string", f"{name}={value}"]
    return words


def by_requests(address: str, sent: Sent) -> Got:
    """As requests sends it: a form is urlencoded unless it uploads something."""
    texts = [(name, value) for name, value in sent.form if isinstance(value, str)]
    files = [(name, (value.name, value.content)) for name, value in sent.form if isinstance(value, File)]
    data = (texts or None) if sent.text is None else sent.text
    headers = {name: value for name, value in sent.headers if name.strip()}  # it has no header without a name
    answer = requests.request(
        sent.method, address + sent.path, headers=headers, data=data, files=files or None, timeout=PATIENCE
    )
    return Got(answer.status_code, answer.content, {name.lower(): value for name, value in answer.headers.items()})


CLIENTS = {"curl": by_curl, "requests": by_requests}

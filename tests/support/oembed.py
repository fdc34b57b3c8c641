"""What YouTube and Vimeo tell of a video, on loopback: well, badly, or by sending whoever asks elsewhere.

And a sink, which counts who connects to it: nobody should.
"""

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

from support.onesignal import Quiet

ABOUT = {
    "type": "video",
    "title": "LOST BOY",
    "description": "Year unknown.",
    "thumbnail_url": "https://i.vimeocdn.com/video/602825220_200x150.jpg",
    "width": 1920,
    "height": 804,
}


@dataclass
class OEmbedLike:
    """`manner` is how it answers from now on, `about` what it tells."""

    url: str = ""
    manner: str = "good"
    about: dict[str, Any] = field(default_factory=lambda: dict(ABOUT))
    elsewhere: str = ""
    asked: list[tuple[str, str]] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)


class Desk(BaseHTTPRequestHandler):
    """One request."""

    like: OEmbedLike

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        self.like.asked.append((address.path, parse_qs(address.query)["url"][0]))
        with suppress(OSError):  # whoever asked may not wait for the end
            getattr(self, f"be_{self.like.manner}")()

    def say(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def be_good(self) -> None:
        self.say(200, json.dumps(self.like.about).encode())

    def be_unknowing(self) -> None:
        self.say(404, b"Not Found")

    def be_discreet(self) -> None:
        self.say(401, b"Unauthorized")

    def be_busy(self) -> None:
        self.say(429, b"")

    def be_broken(self) -> None:
        self.say(503, b"")

    def be_garbage(self) -> None:
        self.say(200, b"<html>\xff not what you want")

    def be_list(self) -> None:
        self.say(200, b"[1, 2]")

    def be_deep(self) -> None:
        self.say(200, b"[" * 100_000)

    def be_redirecting(self) -> None:
        self.say(302, b"", location=self.like.elsewhere)

    def be_hanging(self) -> None:
        self.like.over.wait(10)

    def be_dripping(self) -> None:
        self.send_response(200)
        self.end_headers()
        while not self.like.over.is_set():
            self.wfile.write(b" ")
            self.wfile.flush()
            time.sleep(0.05)

    def be_endless(self) -> None:
        self.send_response(200)
        self.end_headers()
        while not self.like.over.is_set():
            self.wfile.write(b" " * 65_536)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing on the screen."""


@contextmanager
def oembed() -> Iterator[OEmbedLike]:
    like = OEmbedLike()
    server = Quiet(("127.0.0.1", 0), type("ThisDesk", (Desk,), {"like": like}))
    like.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield like
    finally:
        like.over.set()
        server.shutdown()
        server.server_close()
        thread.join(5)


@dataclass
class Sink:
    """`port` on loopback; `connections` is how many came."""

    port: int
    connections: int = 0


@contextmanager
def sink() -> Iterator[Sink]:
    listening = socket.create_server(("127.0.0.1", 0))
    listening.settimeout(0.05)
    found, over = Sink(listening.getsockname()[1]), threading.Event()

    def count() -> None:
        while not over.is_set():
            with suppress(TimeoutError):
                connection, _ = listening.accept()
                found.connections += 1
                connection.close()

    thread = threading.Thread(target=count, daemon=True)
    thread.start()
    try:
        yield found
        time.sleep(0.1)  # whoever is still on the way
    finally:
        over.set()
        thread.join(5)
        listening.close()

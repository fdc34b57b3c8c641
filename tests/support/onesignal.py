"""A look-alike of OneSignal on loopback: it keeps a log of what it was asked and misbehaves as it is told."""

import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

KEY = "a-key-of-onesignal"
APP = "0f7a1c8e-5d3b-4f0e-9a57-6c1d2e3f4a5b"
Manner = Callable[["Desk", dict[str, Any]], None]


@dataclass
class OneSignalLike:
    """`accepted` counts the keys of what it took; `asked` holds every body; `manner` is how it answers next."""

    url: str = ""
    manner: str = "good"
    gone: set[str] = field(default_factory=set)
    asked: list[dict[str, Any]] = field(default_factory=list)
    accepted: Counter[str] = field(default_factory=Counter)
    over: threading.Event = field(default_factory=threading.Event)


class Desk(BaseHTTPRequestHandler):
    """One request."""

    like: OneSignalLike

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        if self.headers["authorization"] != f"Key {KEY}" or body["app_id"] != APP or self.path != "/notifications":
            self.say(403, {"errors": ["forbidden"]})
            return
        self.like.asked.append(body)
        with suppress(OSError):  # whoever asked may not wait for the end
            getattr(self, f"be_{self.like.manner}")(body)

    def say(self, status: int, body: Any, **headers: str) -> None:
        written = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("content-length", str(len(written)))
        self.end_headers()
        self.wfile.write(written)

    def be_good(self, body: dict[str, Any]) -> None:
        unknown = [device for device in body["include_subscription_ids"] if device in self.like.gone]
        if len(unknown) == len(body["include_subscription_ids"]):
            self.say(200, {"id": "", "errors": {"invalid_player_ids": unknown}})
            return
        self.like.accepted[body["idempotency_key"]] += 1
        errors = {"errors": {"invalid_player_ids": unknown}} if unknown else {}
        self.say(200, {"id": "b98881cc-1e94-4366-bbd9-db8f3429292b", "external_id": None, **errors})

    def be_taking_and_closing(self, body: dict[str, Any]) -> None:
        """The worst: it took it, and nobody learns."""
        self.like.accepted[body["idempotency_key"]] += 1
        self.close_connection = True

    def be_busy(self, body: dict[str, Any]) -> None:
        self.say(429, {"errors": ["API rate limit exceeded"]}, retry_after="90")

    def be_broken(self, body: dict[str, Any]) -> None:
        self.say(500, {"errors": ["Internal server error"]})

    def be_garbage(self, body: dict[str, Any]) -> None:
        self.say(200, b"<html>\xff not what you want")

    def be_sorry(self, body: dict[str, Any]) -> None:
        self.say(200, {"id": "", "errors": ["Something went wrong on our side"]})

    def be_unsubscribed(self, body: dict[str, Any]) -> None:
        self.say(200, {"id": "", "errors": ["All included players are not subscribed"]})

    def be_strict(self, body: dict[str, Any]) -> None:
        """A device that is no UUID spoils the whole request."""
        wrong = [device for device in body["include_subscription_ids"] if device in self.like.gone]
        if wrong:
            sentence = f"Incorrect subscription_id format in include_subscription_ids (not a valid UUID): {wrong[0]}"
            self.say(400, {"errors": [sentence]})
        else:
            self.be_good(body)

    def be_refusing(self, body: dict[str, Any]) -> None:
        self.say(400, {"errors": ["Message Notifications must have English language content"]})

    def be_hanging(self, body: dict[str, Any]) -> None:
        self.like.over.wait(10)

    def be_dripping(self, body: dict[str, Any]) -> None:
        self.send_response(200)
        self.end_headers()
        while not self.like.over.is_set():
            self.wfile.write(b" ")
            self.wfile.flush()
            time.sleep(0.05)

    def be_endless(self, body: dict[str, Any]) -> None:
        self.send_response(200)
        self.end_headers()
        while not self.like.over.is_set():
            self.wfile.write(b" " * 65_536)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing on the screen."""


class Quiet(ThreadingHTTPServer):
    """Whoever asks may be killed meanwhile."""

    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Nothing on the screen."""


@contextmanager
def onesignal(port: int = 0) -> Iterator[OneSignalLike]:
    like = OneSignalLike()
    server = Quiet(("127.0.0.1", port), type("ThisDesk", (Desk,), {"like": like}))
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

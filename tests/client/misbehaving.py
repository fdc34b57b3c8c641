"""A server on loopback that answers as it is told to, or doesn't."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Say:
    """One answer. `cut`: the connection is cut before anything is said, or after the body of a stream."""

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    cut: bool = False
    raw: bytes | None = None


@dataclass
class Asked:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def token(self) -> str:
        return self.headers.get("authorization", "").removeprefix("Bearer ")


@dataclass
class Server:
    """`answers` are given one after the other, the last one for ever; `by_path` go before them."""

    answers: list[Say]
    by_path: dict[str, Say] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    port: int = 0
    lock: Any = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def next(self, asked: Asked) -> Say:
        path = asked.path.partition("?")[0]
        with self.lock:
            if path in self.by_path:
                return self.by_path[path]
            return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@contextmanager
def misbehaving(*answers: Say, by_path: dict[str, Say] | None = None) -> Iterator[Server]:
    server = Server(list(answers), by_path or {})

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            asked = Asked(self.command, self.path, headers, body)
            server.asked.append(asked)
            say = server.next(asked)
            if say.cut and say.raw is None:
                self.connection.shutdown(socket.SHUT_RDWR)
                self.close_connection = True
                return
            written = say.raw if say.raw is not None else json.dumps(say.body).encode()
            self.send_response(say.status)
            for name, value in say.headers.items():
                self.send_header(name, value)
            if say.raw is None or not say.cut:
                self.send_header("Content-Length", str(len(written)))
            else:
                self.send_header("Connection", "close")
                self.close_connection = True
            self.end_headers()
            self.wfile.write(written)

        do_GET = do_POST = do_PUT = do_DELETE = answer  # noqa: N815 -- called so by http.server

        def log_message(self, *args: Any) -> None:
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.port = http.server_address[1]
    thread = threading.Thread(target=http.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield server
    http.shutdown()
    http.server_close()
    thread.join()

"""What speaks as much of S3 as is needed to keep files: put, get, delete one or many, list. On this machine only."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape


class _S3(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: "S3Like"

    def log_message(self, *_: object) -> None:
        pass

    def _answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    @property
    def _key(self) -> str:
        return unquote(urlsplit(self.path).path).lstrip("/")

    def _sent(self) -> bytes:
        assert "Signature=" in self.headers["authorization"], "each request is signed"
        return self.rfile.read(int(self.headers.get("content-length", 0)))

    def do_PUT(self) -> None:
        self.server.files[self._key] = (self._sent(), datetime.now(UTC))
        self._answer(200, ETag='"x"')

    def do_GET(self) -> None:
        self._sent()
        query = parse_qs(urlsplit(self.path).query)
        if "list-type" in query:
            return self._list(query.get("prefix", [""])[0])
        data, saved = self.server.files.get(self._key, (None, datetime.now(UTC)))
        if data is None:
            return self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>")
        return self._answer(200, data, ETag='"x"', Last_Modified=f"{saved:%a, %d %b %Y %H:%M:%S} GMT")

    def _list(self, prefix: str) -> None:
        bucket = self._key.rstrip("/")
        listed = "".join(
            f"<Contents><Key>{escape(key.removeprefix(bucket + '/'))}</Key><Size>{len(data)}</Size>"
            f"<LastModified>{saved:%Y-%m-%dT%H:%M:%S.000Z}</LastModified><ETag>x</ETag></Contents>"
            for key, (data, saved) in sorted(self.server.files.items())
            if key.startswith(f"{bucket}/{prefix}")
        )
        self._answer(200, f"<ListBucketResult><IsTruncated>false</IsTruncated>{listed}</ListBucketResult>".encode())

    def do_DELETE(self) -> None:
        self._sent()
        self.server.files.pop(self._key, None)
        self._answer(204)

    def do_POST(self) -> None:
        """Many at once."""
        bucket = self._key.rstrip("/")
        keys = re.findall(r"<Key>([^<]+)</Key>", self._sent().decode())
        for key in keys:
            self.server.files.pop(f"{bucket}/{key}", None)
        gone = "".join(f"<Deleted><Key>{key}</Key></Deleted>" for key in keys)
        self._answer(200, f"<DeleteResult>{gone}</DeleteResult>".encode())


class S3Like(ThreadingHTTPServer):
    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _S3)
        self.files: dict[str, tuple[bytes, datetime]] = {}

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


@contextmanager
def s3() -> Iterator[S3Like]:
    with S3Like() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()

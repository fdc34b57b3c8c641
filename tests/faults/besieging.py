"""A process that sends the folder of hostile files: `python -m faults.besieging PORT TOKEN ID TIMES AT_ONCE`."""

import base64
import http.client
import json
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

from faults.client import FORM
from faults.service import HOST
from support.pictures import hostile

ANSWER = 120.0  # seconds
BOUNDARY = b"hostile"
PARTS = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY.decode()}"}
JSON = {"Content-Type": "application/json"}


def bodies(data: bytes) -> Iterator[tuple[str, bytes, dict[str, str]]]:
    """One file in the three ways it can come, each with the end of its path."""
    text = base64.b64encode(data).decode()
    head = b'Content-Disposition: form-data; name="%s"%s\r\n\r\n'
    yield (
        "images",
        b"--%s\r\n%sA title\r\n--%s\r\n%s%s\r\n--%s--\r\n"
        % (BOUNDARY, head % (b"title", b""), BOUNDARY, head % (b"image-file", b'; filename="a.png"'), data, BOUNDARY),
        PARTS,
    )
    yield "profile", json.dumps({"image-base64": text}).encode(), JSON
    yield "images", urlencode({"title": "A title", "image-base64": text}).encode(), FORM


def send(port: int, path: str, body: bytes, headers: dict[str, str]) -> int:
    connection = http.client.HTTPConnection(HOST, port, timeout=ANSWER)
    try:
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()


def main() -> None:
    """Prints how often each status was answered."""
    port, token, person_id, times, at_once = sys.argv[1:]
    ready = [each for data in hostile().values() for each in bodies(data)] * int(times)
    print("ready", flush=True)
    sys.stdin.readline()
    with ThreadPoolExecutor(int(at_once)) as threads:
        sent = [
            threads.submit(
                send, int(port), f"/users/{person_id}/{end}", body, headers | {"Authorization": f"Bearer {token}"}
            )
            for end, body, headers in ready
        ]
        print(json.dumps(Counter(one.result() for one in sent)))


if __name__ == "__main__":
    main()

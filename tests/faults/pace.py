"""A steady load of so many requests a second, whatever the answers take, which counts those that fail."""

import http.client
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from queue import Empty, SimpleQueue

from faults.service import HOST

ANSWER = 20.0  # seconds
AT_ONCE = 16


class Pace:
    """Half of the requests come on kept connections, half on fresh ones.

    A kept connection that is closed before the answer's first byte says that nothing was done: such a request is
    sent again on a fresh one, as every HTTP library does (RFC 9112, 9.3.1), and counted as `again`.
    """

    def __init__(self, port: int, a_second: int, token: str) -> None:
        self._port, self._every = port, 1 / a_second
        self._headers = {"Authorization": f"Bearer {token}"}
        self._kept: SimpleQueue[http.client.HTTPConnection] = SimpleQueue()
        self._over = threading.Event()
        self._counting = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="pace", daemon=True)
        self.answers: Counter[str] = Counter()
        self.failed: list[str] = []
        self.again = 0
        self.slowest = 0.0
        self.late = 0.0  # seconds that the load itself fell behind
        self.seconds = 0.0

    def __enter__(self) -> "Pace":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        with ThreadPoolExecutor(AT_ONCE) as threads:
            began = due = time.monotonic()
            number = 0
            while not self._over.is_set():
                threads.submit(self._ask, number)
                number += 1
                due += self._every
                time.sleep(max(0.0, due - time.monotonic()))
                self.late = max(self.late, time.monotonic() - due)
        self.seconds = time.monotonic() - began

    def _ask(self, number: int) -> None:
        began = time.monotonic()
        connection, kept = self._connection(fresh=number % 2 == 0)
        path = "/users/me" if number % 4 < 2 else "/auth/disciplines"
        try:
            try:
                status = self._exchange(connection, path)
            except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
                if not kept:
                    raise
                with self._counting:
                    self.again += 1
                connection, _ = self._connection(fresh=True)
                status = self._exchange(connection, path)
        except (OSError, http.client.HTTPException) as error:
            connection.close()
            self._count("no answer", f"{path} ({'kept' if kept else 'fresh'}): {error!r}", began)
            return
        self._count(str(status), None if status == 200 else f"{path}: {status}", began)
        if number % 2:
            self._kept.put(connection)
        else:
            connection.close()

    def _connection(self, *, fresh: bool) -> tuple[http.client.HTTPConnection, bool]:
        if not fresh:
            try:
                return self._kept.get_nowait(), True
            except Empty:
                pass
        return http.client.HTTPConnection(HOST, self._port, timeout=ANSWER), False

    def _exchange(self, connection: http.client.HTTPConnection, path: str) -> int:
        connection.request("GET", path, headers=self._headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status

    def _count(self, answer: str, failure: str | None, began: float) -> None:
        with self._counting:
            self.answers[answer] += 1
            self.slowest = max(self.slowest, time.monotonic() - began)
            if failure is not None:
                self.failed.append(failure)

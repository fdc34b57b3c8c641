"""Event streams cut at random while people write: what a client put together is what the database holds."""

import json
import random
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from faults.service import HOST, Service
from freelancerclub.adapters.tokens import Tokens
from freelancerclub.config import read_settings, token_key
from freelancerclub.kit.clock import system_clock

PEOPLE, WRITERS = 6, 4
STOPPED = 15.0  # seconds; without streams it takes a few
SILENCE = 30.0  # seconds without an event after which one is missing


def asked(port: int, token: str, last: str) -> socket.socket:
    """A stream in HTTP/1.0, so that what comes is the stream itself."""
    line = socket.create_connection((HOST, port), timeout=5)
    head = f"GET /events HTTP/1.0\r\nHost: {HOST}\r\nAuthorization: Bearer {token}\r\n"
    line.sendall(f"{head}Last-Event-ID: {last}\r\n\r\n".encode())
    return line


class Client:
    """Follows a person's stream, and is cut off in the middle of whatever it reads."""

    def __init__(self, port: int, token: str, seed: int) -> None:
        self._port, self._token, self._chance = port, token, random.Random(seed)
        self.last = "0"
        self.said: list[tuple[int, str, dict]] = []
        self.messages: dict[int, str] = {}
        self.read: set[int] = set()
        self.cuts = 0
        self.over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def join(self) -> None:
        self.over.set()
        self._thread.join(SILENCE)
        assert not self._thread.is_alive()

    def _run(self) -> None:
        while not self.over.is_set():
            with suppress(OSError):
                self._follow(self._chance.randrange(100, 6_000))

    def _follow(self, until: int) -> None:
        """Until so many bytes came, wherever in an event that is."""
        with asked(self._port, self._token, self.last) as line:
            line.settimeout(0.5)
            left, came = until, b""
            while left and not self.over.is_set():
                with suppress(TimeoutError):
                    piece = line.recv(min(left, self._chance.randrange(1, 2_000)))
                    if not piece:
                        return
                    left -= len(piece)
                    came = self._take(came + piece)
        self.cuts += not left

    def _take(self, came: bytes) -> bytes:
        """Notes the events that came whole; what is left of the bytes."""
        *blocks, rest = came.split(b"\n\n")
        for block in map(bytes.decode, blocks):
            fields = dict(one.split(": ", 1) for one in block.split("\n") if ": " in one)
            if "data" in fields:
                self._note(int(fields["id"]), fields["event"], json.loads(fields["data"]))
                self.last = fields["id"]
        return rest

    def _note(self, place: int, name: str, data: dict) -> None:
        assert name != "reset"
        if name != "ready":
            self.said.append((place, name, data))
        if name == "message":
            self.messages[int(data["id"])] = data["message"]
            self.read.discard(int(data["message_id"]))
        elif name == "read":
            self.read.update(map(int, data["message_ids"]))


class Writer(threading.Thread):
    """Writes and reads in conversations, in transactions that take their time, and rolls some of them back."""

    def __init__(self, service: Service, threads: dict[int, list[int]], seed: int) -> None:
        super().__init__(daemon=True)
        self._service, self._threads, self._chance = service, threads, random.Random(seed)
        self.over = threading.Event()
        self.failed: list[Exception] = []

    def run(self) -> None:
        with self._service.database() as database:
            while not self.over.is_set():
                with suppress(psycopg.Rollback):
                    try:
                        self._write(database)
                    except psycopg.Error as error:
                        self.failed.append(error)

    def _write(self, database: psycopg.Connection) -> None:
        chance = self._chance
        with database.transaction():
            for thread_id in sorted(chance.sample(sorted(self._threads), chance.randrange(1, 4))):
                members = self._threads[thread_id]
                author, text = chance.choice(members), f"{chance.random()} ünï\n{'x' * chance.randrange(200)}"
                # As the service does: whoever changes a conversation holds it.
                database.execute("SELECT 1 FROM thread WHERE id = %s FOR UPDATE", [thread_id])
                if chance.random() < 0.3:
                    reads = "UPDATE thread_member SET read = true WHERE (thread_id, person_id) = (%s, %s)"
                    database.execute(reads, [thread_id, author])
                    continue
                database.execute("UPDATE thread_member SET read = false WHERE thread_id = %s", [thread_id])
                item = "INSERT INTO thread_item (thread_id, author_id, message) VALUES (%s, %s, %s)"
                database.execute(item, [thread_id, author, text])
                time.sleep(chance.random() * 0.02)
            if chance.random() < 0.1:
                raise psycopg.Rollback
        time.sleep(chance.random() * 0.05)


@pytest.fixture
def service(folder: Path) -> Iterator[Service]:
    made = Service(folder, person_streams="1000")
    made.start()
    yield made
    made.abandon()


def settle(service: Service) -> tuple[dict[int, str], dict[int, list[int]]]:
    """Tokens of some people, and their conversations."""
    tokens = Tokens(token_key(read_settings(_env_file=None, data_dir=service.data_dir)))
    now, found = system_clock(), {}
    with service.database() as database:
        folk = "INSERT INTO person (email, display_name, slug) SELECT n || '@example.com', n, n FROM {} RETURNING id"
        people = database.execute(folk.format(f"generate_series(1, {PEOPLE}) n")).fetchall()
        people = [person_id for (person_id,) in people]
        threads: dict[int, list[int]] = {}
        for at in range(PEOPLE):
            members = [people[at], people[(at + 1) % PEOPLE], people[(at + 3) % PEOPLE]]
            row = database.execute("INSERT INTO thread (creator_id) VALUES (%s) RETURNING id", [members[0]]).fetchone()
            assert row
            for member in members:
                database.execute("INSERT INTO thread_member (thread_id, person_id) VALUES (%s, %s)", [row[0], member])
            threads[row[0]] = members
    for person_id in people:
        found[person_id] = tokens.issue(person_id, "x@example.com", 0, since=now, now=now)
    return found, threads


def test_a_stream_that_is_cut_has_no_gap(seed: int, times: int, service: Service) -> None:
    wanted = 2 * times  # 200 in the long form
    tokens, threads = settle(service)
    clients = {one: Client(service.port, token, seed + one) for one, token in tokens.items()}
    writers = [Writer(service, threads, seed + number) for number in range(WRITERS)]
    for writer in writers:
        writer.start()
    deadline = time.monotonic() + 60 + wanted
    with service.database() as database:
        while sum(client.cuts for client in clients.values()) < wanted:
            assert time.monotonic() < deadline, service.last_lines()
            listening = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN club_events%'"
            database.execute(listening)  # now and then nobody is told that there are news
            time.sleep(1.0)
        for writer in writers:
            writer.over.set()
        for writer in writers:
            writer.join()
        compare(database, clients)
    assert [writer.failed for writer in writers] == [[] for _ in writers]
    assert "Traceback" not in service.log.read_text(errors="replace")
    events = sum(len(client.said) for client in clients.values())
    print(f"{sum(client.cuts for client in clients.values())} cuts, {events} events, none lost, none twice")


def compare(database: psycopg.Connection, clients: dict[int, Client]) -> None:
    for person_id, client in clients.items():
        row = database.execute("SELECT last FROM event_line WHERE person_id = %s", [person_id]).fetchone()
        assert row
        deadline = time.monotonic() + SILENCE
        while int(client.last) < row[0] and time.monotonic() < deadline:
            time.sleep(0.05)
        client.join()
        assert [place for place, _, _ in client.said] == list(range(1, row[0] + 1)), "each once, in order"
        held = """SELECT i.id, i.message FROM thread_item i JOIN thread_member m USING (thread_id)
            WHERE m.person_id = %s"""
        assert client.messages == dict(database.execute(held, [person_id]).fetchall())
        read = database.execute("SELECT thread_id FROM thread_member WHERE person_id = %s AND read", [person_id])
        assert client.read == {thread_id for (thread_id,) in read}


def test_streams_do_not_hold_up_the_end(service: Service) -> None:
    tokens, _ = settle(service)
    lines = [asked(service.port, token, "0") for token in tokens.values()]
    for line in lines:
        said = b""
        while b"event: ready" not in said:  # the head may come by itself
            said += line.recv(4_000)

    began = time.monotonic()
    assert service.stop() == 0
    assert time.monotonic() - began < STOPPED
    for line in lines:
        assert line.recv(4_000).startswith(b"retry: ") and line.recv(1) == b"", "they are told when to come back"
        line.close()

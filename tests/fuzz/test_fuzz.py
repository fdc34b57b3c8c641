"""Hostile input by schemathesis, made from our own /openapi.json, against the real `club serve`.

`make fuzz` sends 100,000 requests and more (CLUB_FUZZ); `make test` as many as fit into half a minute.
"""

import json
import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from faults.conftest import folder as folder
from faults.service import Service
from freelancerclub.adapters.tokens import Tokens
from freelancerclub.db import embedded
from freelancerclub.kit.clock import system_clock

KEY = "fuzz-key-" * 8
WANTED = int(os.environ.get("CLUB_FUZZ", "0"))
LEAST_SUCCESS = 0.30
QUICK, LEAST_QUICK = 15, 10  # seconds of a round of the short form, and requests even on a very busy machine
MOST_ROUNDS = 8  # of the short form: on such a machine making the first cases may take all the seconds of one
ROUND = 120  # cases an operation in each round of the long one
CHECKS = ",".join(
    f"{name}_conformance" for name in ("status_code", "content_type", "response_headers", "response_schema")
)
# Whose ids stand at which place of a path.
IDS = {
    "user_id": "SELECT id FROM person WHERE deleted_at IS NULL AND id <> %(me)s ORDER BY id LIMIT 40",
    "image_id": "SELECT id FROM picture WHERE deleted_at IS NULL ORDER BY owner_id = %(me)s DESC, id LIMIT 60",
    "portfolio_id": "SELECT id FROM portfolio WHERE deleted_at IS NULL ORDER BY owner_id = %(me)s DESC, id LIMIT 20",
    "company_id": "SELECT id FROM company WHERE deleted_at IS NULL ORDER BY id LIMIT 20",
    "notification_id": "SELECT id FROM notification WHERE person_id = %(me)s ORDER BY id LIMIT 20",
    "comment_id": "SELECT id FROM picture_comment ORDER BY id LIMIT 40",
    "job_id": "SELECT id FROM job WHERE deleted_at IS NULL ORDER BY owner_id = %(me)s DESC, id LIMIT 40",
    "file_id": "SELECT id FROM job_file ORDER BY id LIMIT 20",
    "alert_id": "SELECT id FROM alert ORDER BY person_id = %(me)s DESC, id LIMIT 20",
    "thread_id": "SELECT thread_id FROM thread_member WHERE person_id = %(me)s ORDER BY 1 LIMIT 20",
}
MEMBER = """
    SELECT p.id, p.email, v.token_epoch FROM person p JOIN person_version v USING (id)
    WHERE p.role = 4 AND p.deleted_at IS NULL AND p.suspended_at IS NULL AND NOT p.profile_hidden
    ORDER BY (SELECT count(*) FROM notification n WHERE n.person_id = p.id) DESC, p.id LIMIT %(many)s"""


@pytest.fixture
def service(folder: Path) -> Iterator[Service]:
    served = Service(folder, workers=1, token_key=KEY, report_limit="999999999/300", bounce_secret="x" * 16)
    served.start("--demo")
    yield served
    served.stop()


def make_world(service: Service) -> dict[str, object]:
    """The token of a member with a full inbox, ids that there are, and tokens that may be ended."""
    tokens, now = Tokens(KEY.encode()), system_clock()
    with embedded.start(service.data_dir) as server, psycopg.connect(server.dsn) as connection:
        people = connection.execute(MEMBER, {"many": 30}).fetchall()
        me = people[0][0]
        ids = {
            name: [row[0] for row in connection.execute(statement, {"me": me}).fetchall()]
            for name, statement in IDS.items()
        }
    ids["user_id"] += [me] * len(ids["user_id"])  # what is one's own succeeds more often
    issued = [tokens.issue(*person, since=now, now=now) for person in people]
    return {"token": issued[0], "ids": ids, "others": issued[1:]}


def run(
    service: Service, place: Path, seed: int, phases: str, *options: str
) -> tuple[subprocess.CompletedProcess, dict]:
    """One run of schemathesis, and how often each status came."""
    (place / "world.json").write_text(json.dumps(make_world(service)))
    tally = place / f"tally-{seed}.json"
    done = subprocess.run(
        [
            *(
                str(Path(sys.executable).with_name("schemathesis")),
                "run",
                f"http://127.0.0.1:{service.port}/openapi.json",
            ),
            *("--url", f"http://127.0.0.1:{service.port}", "--phases", phases, "--seed", str(seed)),
            *("--checks", f"not_a_server_error,{CHECKS}", "--continue-on-failure", "--warnings", "off"),
            # It takes the schema of what a stream's data hold for that of the stream (tests/features/events judges it).
            *("--suppress-health-check", "all", "--no-color", "--exclude-path", "/events"),
            *("--generation-database", "none", "--generation-with-security-parameters", "false", *options),
        ],
        cwd=place,
        env=os.environ
        | {
            "SCHEMATHESIS_HOOKS": "hooks",
            "PYTHONPATH": str(Path(__file__).parent),
            "CLUB_FUZZ_WORLD": str(place / "world.json"),
            "CLUB_FUZZ_TALLY": str(tally),
            "CLUB_FUZZ_SEED": str(seed),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert tally.exists(), done.stdout[-4000:] + done.stderr[-4000:]
    return done, json.loads(tally.read_text())


def test_nothing_that_is_sent_breaks_it(service: Service, tmp_path: Path):
    seed = int(os.environ.get("CLUB_FUZZ_SEED", "0")) or random.randrange(1, 1_000_000)
    print(f"CLUB_FUZZ_SEED={seed}")
    statuses: Counter[str] = Counter()
    operations: dict[str, Counter[str]] = {}
    began, rounds = time.monotonic(), 0
    while sum(statuses.values()) < (WANTED or LEAST_QUICK) and (WANTED or rounds < MOST_ROUNDS):
        phases = "examples,coverage,fuzzing,stateful" if WANTED else "fuzzing"
        how_long = ("--max-examples", str(ROUND)) if WANTED else ("--max-examples", "3", "--max-time", str(QUICK))
        done, told = run(service, tmp_path, seed + rounds, phases, *how_long)
        statuses += Counter(told["statuses"])
        for name, found in told["operations"].items():
            operations[name] = operations.get(name, Counter()) + Counter(found)
        rounds += 1
        print(f"round {rounds}: {sum(statuses.values())} requests in {time.monotonic() - began:.0f} s", flush=True)
        assert done.returncode == 0, done.stdout[-20_000:]
    total = sum(statuses.values())
    success = sum(many for status, many in statuses.items() if status.startswith("2")) / total
    print(f"{total} requests in {rounds} rounds, {success:.0%} answered 2xx: {dict(sorted(statuses.items()))}")
    if report := os.environ.get("CLUB_FUZZ_REPORT"):
        Path(report).write_text(json.dumps(operations, indent=1, sort_keys=True))
    assert not [status for status in statuses if status.startswith("5")]
    assert total >= (WANTED or LEAST_QUICK)
    assert success >= LEAST_SUCCESS or not WANTED, "of the few requests of the short form chance has too large a part"

"""Kill -9 of API, worker, database and parent under load: nothing acknowledged is lost, all heals by itself."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from faults import verdict
from faults.client import LOG_INS, PASSWORD, Client
from faults.killing import Kill, Killer
from faults.ledger import Ledger
from faults.postbox import Postbox
from faults.service import Service
from freelancerclub.db import embedded

CLIENTS = 6
ANY_TIME = 9_000_000  # seconds of a limit's window: no test runs over the end of one


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    made = Postbox()
    yield made
    made.close()


@pytest.fixture
def service(folder: Path, postbox: Postbox) -> Iterator[Service]:
    made = Service(folder, mail_url=postbox.url, stalled_after="3", login_limit=f"{LOG_INS + 5}/{ANY_TIME}")
    try:
        made.start()
        yield made
    finally:
        made.abandon()


def test_nothing_acknowledged_is_lost(service: Service, postbox: Postbox, seed: int, times: int) -> None:
    ledger, killer = Ledger(), Killer(service, seed)
    clients = [Client(service.port, ledger, seed, number) for number in range(CLIENTS)]
    for client in clients:
        client.start()
    try:
        killer.kill_all_kinds(times)
        killer.kill_parent()
    finally:
        for client in clients:
            client.finish()
        for client in clients:
            client.join(30)
    with service.database() as database:
        verdict.wait_until_quiet(database)
        limit_still_counts(service, ledger)
        assert service.stop() == 0, service.last_lines()
    # The books are closed: whoever comes next finds all of it.
    with embedded.start(service.data_dir) as server, psycopg.connect(server.dsn, autocommit=True) as database:
        mails, twice = verdict.judge_mails(postbox, ledger, killer.kills)
        usage, unmetered = verdict.judge_usage(database, ledger, killer.kills)
        wrong = [
            *ledger.wrong,
            *verdict.judge_writes(database, ledger),
            *verdict.judge_log_ins(database, ledger),
            *mails,
            *usage,
            *verdict.judge_healing(ledger, killer.kills),
        ]
    print(summary(ledger, killer.kills, twice, unmetered))
    assert not wrong, "\n".join(wrong[:30])


def limit_still_counts(service: Service, ledger: Ledger) -> None:
    """What was tried before the kills counts after them: the limit is reached at the try it says."""
    person = ledger.people[0]
    client = Client(service.port, ledger, 0, 0)
    form = f"email={person.email}&password={PASSWORD}".encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    for _ in range(LOG_INS + 6):
        status, _ = client._exchange("POST", "/auth/login", form, headers)
        if status == 429:
            break
        assert status == 200
        person.logged_in += 1
    tried = person.logged_in + person.maybe_logged_in
    if not person.logged_in <= LOG_INS + 5 <= tried:
        ledger.object(f"429 after {person.logged_in} to {tried} log-ins, the limit is {LOG_INS + 5}")
    person.maybe_logged_in += 1  # the refused one counts too


def summary(ledger: Ledger, kills: list[Kill], twice: int, unmetered: int) -> str:
    kinds = Counter(kill.what for kill in kills)
    healed = sorted(kill.healed_after for kill in kills if kill.what != "parent")
    statuses = Counter(failure.status or "none" for failure in ledger.failures)
    return (
        f"killed {dict(kinds)}; healed after {healed[len(healed) // 2]:.1f} s, at most {healed[-1]:.1f} s\n"
        f"{ledger.acknowledged} answers, {len(ledger.people)} people, "
        f"{sum(one.forgot for one in ledger.people)} mails ({twice} twice), "
        f"{len(ledger.failures)} requests failed {dict(statuses)}, "
        f"{unmetered} of {sum(size for _, size in ledger.traffic)} metered bytes lost"
    )

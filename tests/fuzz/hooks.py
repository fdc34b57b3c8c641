"""What schemathesis is told about this service: ids that there are, and who may lose a session; it counts the answers.

Loaded by schemathesis itself (SCHEMATHESIS_HOOKS), in a process of its own.
"""

import atexit
import json
import os
import random
import re
from collections import Counter
from pathlib import Path
from typing import Any

import schemathesis

WORLD = json.loads(Path(os.environ["CLUB_FUZZ_WORLD"]).read_text())
CHANCE = random.Random(int(os.environ.get("CLUB_FUZZ_SEED", "1")))
KNOWN = 0.8  # of the ids that a request names are some that there are
TEXTS = {"device_id"}  # any text may stand there
MOST_TWICE = 200  # times that a parameter is repeated: HTTP itself answers an address of more than 64 KB, and not we
FRESH = 0.9  # of the keys of POSTs are new: schemathesis sends the same again and again with other bodies
ENDS = {"/auth/logout", "/auth/logout/all", "/auth/password", "/users/me"}
STATUSES: Counter[str] = Counter()
OPERATIONS: dict[str, Counter[str]] = {}


@schemathesis.hook
def before_call(ctx: Any, case: Any, kwargs: Any) -> None:
    """Puts ids that there are in the place of most invented ones; what ends a session ends somebody else's."""
    for name, value in (case.path_parameters or {}).items():
        known = WORLD["ids"].get(name)
        if known and CHANCE.random() < KNOWN:
            case.path_parameters[name] = str(CHANCE.choice(known))
        elif name.endswith("_id") and name not in TEXTS and not re.fullmatch("[0-9]+", str(value), re.ASCII):
            # Another address: of a list, whose tail is read as parameters, or of nothing (tests/wire/test_urls.py).
            case.path_parameters[name] = str(CHANCE.choice((0, 1, 2**31, 2**63 - 1, 2**63, 10**30)))
    for name, value in (case.query or {}).items():
        if isinstance(value, list):
            case.query[name] = value[:MOST_TWICE]
    if "Idempotency-Key" in case.headers and CHANCE.random() < FRESH:
        case.headers["Idempotency-Key"] = f"{CHANCE.getrandbits(64):x}"
    if case.path == "/events":
        case.query = {**(case.query or {}), "wait": "0"}  # what there is, and no more
    ends = case.method != "GET" and case.path in ENDS
    case.headers["Authorization"] = f"Bearer {CHANCE.choice(WORLD['others']) if ends else WORLD['token']}"


@schemathesis.hook
def after_call(ctx: Any, case: Any, response: Any) -> None:
    status = str(response.status_code)
    STATUSES[status] += 1
    OPERATIONS.setdefault(f"{case.method} {case.path}", Counter())[status] += 1


@atexit.register
def tell() -> None:
    Path(os.environ["CLUB_FUZZ_TALLY"]).write_text(json.dumps({"statuses": STATUSES, "operations": OPERATIONS}))

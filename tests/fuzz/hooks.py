"""What schemathesis is told about this service: ids that there are, and who may lose a session; it counts the answers.

Loaded by schemathesis itself (SCHEMATHESIS_HOOKS), in a process of its own.
"""

import atexit
import json
import os
import random
from collections import Counter
from pathlib import Path
from typing import Any

import schemathesis

WORLD = json.loads(Path(os.environ["CLUB_FUZZ_WORLD"]).read_text())
CHANCE = random.Random(int(os.environ.get("CLUB_FUZZ_SEED", "1")))
KNOWN = 0.8  # of the ids that a request names are some that there are
FRESH = 0.9  # of the keys of POSTs are new: schemathesis sends the same again and again with other bodies
ENDS = {"/auth/logout", "/auth/logout/all", "/auth/password", "/users/me"}
STATUSES: Counter[str] = Counter()
OPERATIONS: dict[str, Counter[str]] = {}


@schemathesis.hook
def before_call(ctx: Any, case: Any, kwargs: Any) -> None:
    """Puts ids that there are in the place of most invented ones; what ends a session ends somebody else's."""
    for name in case.path_parameters or {}:
        known = WORLD["ids"].get(name)
        if known and CHANCE.random() < KNOWN:
            case.path_parameters[name] = str(CHANCE.choice(known))
    if "Idempotency-Key" in case.headers and CHANCE.random() < FRESH:
        case.headers["Idempotency-Key"] = f"{CHANCE.getrandbits(64):x}"
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

"""`club key`: made, listed, revoked."""

import re
from collections.abc import Callable
from typing import Any

from support.serving import Club

Rows = Callable[[str], list[tuple[Any, ...]]]
ANN = "ann@example.com"


def test_a_key_is_made_listed_and_revoked(club: Club, rows: Rows):
    club("user", "create", ANN, "--name", "Ann", "--password", "a fine password")
    made = club("key", "create", ANN, "--label", "A script")
    assert made.code == 0 and re.fullmatch(r"[a-z0-9]{40}\n", made.out)
    [(key_id, label)] = rows("SELECT id, label FROM api_key WHERE revoked_at IS NULL")
    listed = club("key", "list", ANN)
    assert label in listed.out and str(key_id) in listed.out and made.out.strip() not in listed.out
    assert "never" in listed.out and "0000" not in listed.out
    assert club("key", "revoke", ANN, str(key_id)).code == 0
    assert rows("SELECT count(*) FROM api_key WHERE revoked_at IS NULL") == [(0,)]


def test_what_is_not_there_is_said(club: Club):
    assert "Nobody here has the address" in club("key", "create", ANN).err
    club("user", "create", ANN, "--name", "Ann", "--password", "a fine password")
    gone = club("key", "revoke", ANN, "7")
    assert gone.code == 2 and "Sorry that API key was not found." in gone.err

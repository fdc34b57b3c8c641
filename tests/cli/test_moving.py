"""Moving a club out and in: what goes out comes back as it was; what can't come in is named, and nothing is done."""

import json
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import argon2
import bcrypt
import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from freelancerclub.adapters.passwords import Passwords, is_outdated
from freelancerclub.db.demo.load import load_demo
from freelancerclub.db.moving.tables import TABLES, UNLISTED
from freelancerclub.features.telling.rules import KINDS
from support.pictures import png, portrait
from support.serving import Club, Said
from support.tables import cells

PERSON = {"id": "7", "email": "mia@example.com", "display_name": "Mia", "slug": "mia", "discipline": "Model, TOG"}
FILE = "3cfa348997f2b8e08f1432e54f1013b7.png"
BCRYPT = bcrypt.hashpw(b"abcd1234", bcrypt.gensalt(4)).decode().replace("$2b$", "$2y$")  # as PHP writes it


@pytest.fixture
def other(server: str, template: str) -> Iterator[str]:
    """Another empty database."""
    name = f"club_{uuid.uuid4().hex[:16]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        yield make_conninfo(server, dbname=name)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def lines(folder: Path, name: str, *rows: Any) -> None:
    folder.mkdir(exist_ok=True)
    text = "".join(f"{row if isinstance(row, str) else json.dumps(row)}\n" for row in rows)
    (folder / f"{name}.jsonl").write_text(text, "utf-8")


def test_a_club_that_goes_out_and_comes_in_is_the_same(
    club: Club, dsn: str, other: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    load_demo(dsn, 60, password_hash=BCRYPT)
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("UPDATE picture SET file = %s WHERE id = (SELECT min(id) FROM picture)", [FILE])
        connection.execute(r"UPDATE person SET bio = E'two\nlines, \"quoted\", ünd 🎞', city = '' WHERE id = %s", [1])
    (tmp_path / "files" / "pictures").mkdir(parents=True)
    (tmp_path / "files" / "pictures" / FILE).write_bytes(png())
    (tmp_path / "files" / "pictures" / FILE.replace("3", "4")).write_bytes(png())  # an upload that ended early
    out = club("export", str(tmp_path / "out"))
    assert out.code == 1 and "pictures that rows name were not there to be copied: " in out.err, "none of the demo is"
    assert "and 1 pictures are in" in out.out
    assert (tmp_path / "out").stat().st_mode & 0o777 == 0o700
    (tmp_path / "files" / "pictures" / FILE).unlink()

    monkeypatch.setenv("CLUB_DATABASE_URL", other)
    into = club("import", str(tmp_path / "out"))
    assert into.code == 0, into.err
    assert into.err.split()[0] == out.err.split()[0], "the files of deleted pictures are missed by neither"
    with psycopg.connect(other, autocommit=True) as connection:
        assert connection.execute("SELECT count(*) FROM event").fetchone() == (0,), "what came in is no news"
    assert club("check", "counters").code == club("check", "versions").code == club("check", "search").code == 0
    again = club("export", str(tmp_path / "again"))
    assert again.code == 1 and again.err == out.err

    for table in TABLES:
        before, after = ((tmp_path / place / f"{table.file}.jsonl").read_text() for place in ("out", "again"))
        assert before == after, table.file
        assert before or table.file in ("blocks",), f"the demo has no {table.file}"
    assert (tmp_path / "again" / "pictures" / FILE).exists()


def test_the_file_of_a_deleted_picture_stays_behind(club: Club, rows: Callable[[str], list[Any]], tmp_path: Path):
    _with_picture(tmp_path / "in", png())
    assert club("import", "in").code == 0
    whole = club("export", "before")
    assert (whole.code, whole.err) == (0, "") and "and 1 pictures are in" in whole.out
    rows("UPDATE picture SET deleted_at = now()")
    after = club("export", "after")
    assert (after.code, after.err) == (0, "") and "and 0 pictures are in" in after.out


def test_pictures_that_are_not_there_are_named(club: Club, tmp_path: Path):
    _with_picture(tmp_path / "in", png())
    assert club("import", "in").code == 0
    (tmp_path / "files" / "pictures" / FILE).unlink()
    said = club("export", "out")
    assert (said.code, said.err) == (1, f"1 pictures that rows name were not there to be copied: {FILE}\n")
    assert (tmp_path / "out" / "users.jsonl").exists() and "and 0 pictures are in" in said.out


def test_the_fields_are_the_references(club: Club, dsn: str, tmp_path: Path):
    load_demo(dsn, 60, password_hash=BCRYPT)
    club("export", str(tmp_path / "out"))
    first = json.loads((tmp_path / "out" / "users.jsonl").read_text().splitlines()[0])
    assert {"role_id", "created_on", "contact", "hidetel", "systemnotifications", "regaff", "password"} <= first.keys()
    assert all(value is None or isinstance(value, str) for value in first.values())


async def test_bcrypt_is_accepted_and_is_outdated():
    passwords = Passwords()
    try:
        assert await passwords.verify(BCRYPT, "abcd1234")
        assert not await passwords.verify(BCRYPT, "abcd1235")
        assert not await passwords.verify("$2y$10$short", "abcd1234")
        long = bcrypt.hashpw(b"x" * 72, bcrypt.gensalt(4)).decode()
        assert await passwords.verify(long, "x" * 80), "as it was where it comes from"
        assert is_outdated(BCRYPT) and not is_outdated(await passwords.hash("abcd1234"))
    finally:
        passwords.close()


async def test_a_log_in_renews_the_hash(api: Any, make: Any):
    ann = await make.person(password_hash=BCRYPT)
    for _ in range(2):
        assert (await api.post("/auth/login", {"email": ann.email, "password": "abcd1234"})).status == 200
        ((stored,),) = await make.rows("SELECT password_hash FROM person WHERE id = %s", [ann.id])
        assert stored.startswith("$argon2id$")


def test_ids_defaults_and_signs_of_the_reference(club: Club, rows: Callable[[str], list[Any]], tmp_path: Path):
    lines(tmp_path / "in", "skills", {"id": 5, "skill": "Retouching"})
    lines(
        tmp_path / "in",
        "users",
        PERSON | {"created_on": "2015-05-23 14:57:26", "renew": "0000-00-00 00:00:00", "testing": "dns", "mentor": 1},
        PERSON | {"id": 9, "email": "b@example.com", "slug": "b", "suspended": "1", "rate_day": "35.5", "city": None},
    )
    lines(tmp_path / "in", "companies", {"id": 3, "user_id": 0, "compname": "C", "slug": "c", "coupon": "yes"})
    said = club("import", str(tmp_path / "in"))
    assert said.code == 0, said.err
    assert rows(
        "SELECT id, disciplines, created_at::text, renews_at, testing, mentor, suspended_at IS NULL, rate_day::text"
        " FROM person ORDER BY id"
    ) == [
        (7, ["Model", "TOG"], "2015-05-23 14:57:26+00", None, False, True, True, None),
        (9, ["Model", "TOG"], rows("SELECT created_at::text FROM person WHERE id = 9")[0][0], None, False, False, False,
         "35.50"),
    ]  # fmt: skip
    assert rows("SELECT id, name FROM skill") == [(5, "Retouching")]
    assert rows("SELECT owner_id, coupon, authorised FROM company") == [(None, True, True)]
    assert rows("INSERT INTO person (email, display_name, slug) VALUES ('n@example.com', 'N', 'n') RETURNING id") == [
        (10,)
    ]


# What the database keeps by itself, and what stays behind: a new table moves, or operator.md says that it doesn't.
KEPT = """board board_change board_total gallery gallery_change gallery_total job_counter job_version list_freshness
    person_counter person_rank person_rank_change person_rank_total person_search person_search_change
    person_search_forgotten person_version picture_counter picture_version thread_search thread_version"""
LEFT = """alert alert_sent api_key application_change device email_change ended_token event event_line job_file job_seen
    kept_answer mail_item mailing password_reset person_seen person_view picture_view push rate_counter report
    service_state task_failure usage_day"""
COLUMNS = {
    "thread.last_item", "thread_member.last_at", "thread_member.shut",  # kept by the database too
    "job.expiry_told",
}  # fmt: skip


def test_everything_moves_but_what_the_guide_says(rows: Callable[[str], list[Any]]):
    columns = rows("""
        SELECT c.relname, a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND c.relname !~ '^(procrastinate|alembic)_'
          AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''""")
    moved = {table.table: {column for column, _ in table.fields.values()} for table in TABLES}
    assert {table for table, _ in columns} - moved.keys() == {*KEPT.split(), *LEFT.split()}
    assert {f"{table}.{name}" for table, name in columns if table in moved and name not in moved[table]} == COLUMNS


def test_kinds_that_do_not_stand_in_the_inbox_are_told_apart():
    assert {name for name, kind in KINDS.items() if not kind.listed} == UNLISTED


def test_who_wants_no_mail_gets_none_after_a_move(club: Club, rows: Callable[[str], list[Any]], tmp_path: Path):
    stop = {"email": "Gone@Example.com", "reason": "bounce", "created_on": "2015-05-23 14:57:26"}
    lines(tmp_path / "in", "users", PERSON)
    lines(
        tmp_path / "in", "mail_stops", stop, {"email": "mia@example.com", "reason": "complaint", "detail": "Too many"}
    )
    said = club("import", str(tmp_path / "in"))
    assert said.code == 0, said.err
    assert rows("SELECT email, reason, detail, created_at::text FROM mail_stop WHERE detail = ''") == [
        ("gone@example.com", "bounce", "", "2015-05-23 14:57:26+00")
    ]
    assert {row[0] for row in cells(club("mail", "list").out)} == {"gone@example.com", "mia@example.com"}


BAD = [
    ("users", "{", "users.jsonl line 2: this is no JSON"),
    ("users", "[1]", "users.jsonl line 2: this is no JSON object"),
    ("users", {"id": 8, "shoe": 1}, "users.jsonl line 2: users have no field shoe"),
    ("users", {"id": 8, "email": ["a"]}, "users.jsonl line 2: email should be a text or a number"),
    ("users", PERSON | {"id": None}, "users.jsonl line 2: the id is missing"),
    ("users", PERSON | {"bio": "\0"}, "users.jsonl line 2: no text may hold NUL"),
    ("users", PERSON | {"password": "secret"}, "users.jsonl line 2: password should be a hash of argon2id or bcrypt"),
    (
        "users",
        PERSON | {"password": argon2.PasswordHasher(hash_len=64, salt_len=32).hash("abcd1234")},
        "users.jsonl line 2: password is a hash of 161 characters, of which 127 at most can be verified",
    ),
    (
        "users",
        PERSON | {"password": BCRYPT.replace("$04$", "$20$")},
        "users.jsonl line 2: password is a bcrypt hash of",
    ),
    ("users", PERSON | {"image": "../x.png"}, "users.jsonl line 2: image should be 32 hexadecimal digits"),
    ("users", PERSON | {"id": "8x"}, "users.jsonl line 2: invalid input syntax for type bigint"),
    ("users", PERSON | {"id": 8, "slug": "b"}, "users.jsonl line 2: email mia@example.com is taken"),
    ("users", PERSON | {"id": 8, "slug": "b", "email": "b@", "account": "gold"}, "users.jsonl line 2: new row for"),
    (
        "users",
        PERSON | {"id": 8, "slug": "b", "email": "b@", "mentor": "si"},
        "users.jsonl line 2: invalid input syntax",
    ),
    ("mail_stops", {"email": "a@example.com", "reason": "mood"}, "mail_stops.jsonl line 2: new row for"),
    ("mail_stops", {"email": "a@example.com"}, "mail_stops.jsonl line 2: null value in column"),
    (
        "follows",
        {"user_id": 7, "follower_id": 99},
        "follows.jsonl line 2: follower_id 99 is nowhere: neither in users.jsonl nor here",
    ),
]


@pytest.mark.parametrize(("file", "row", "said"), BAD)
def test_a_bad_row_is_named_with_its_line_and_nothing_is_done(
    file: str, row: Any, said: str, club: Club, rows: Callable[[str], list[Any]], tmp_path: Path
):
    lines(tmp_path / "in", "users", PERSON, *([row] if file == "users" else []))
    if file != "users":
        lines(tmp_path / "in", file, "", row)
    before = rows("SELECT count(*) FROM skill")
    lines(tmp_path / "in", "skills", {"id": 1, "skill": "One"})

    answer = club("import", str(tmp_path / "in"))

    assert answer.code == 2
    assert answer.err.splitlines()[0].startswith(said), answer.err
    assert answer.err.splitlines()[-1] == "1 can't be used, so nothing was imported."
    assert rows("SELECT count(*) FROM person") == [(0,)] and rows("SELECT count(*) FROM skill") == before


def test_every_bad_row_among_many_is_named(club: Club, rows: Callable[[str], list[Any]], tmp_path: Path):
    people = [PERSON | {"id": n, "email": f"p{n}@example.com", "slug": f"p{n}"} for n in range(1, 1201)]
    for n in (3, 600, 1200):
        people[n - 1] |= {"account": "gold"}
    lines(tmp_path / "in", "users", *people)
    said = club("import", str(tmp_path / "in"))
    named = [line.split(":")[0] for line in said.err.splitlines()[:-1]]
    assert named == ["users.jsonl line 3", "users.jsonl line 600", "users.jsonl line 1200"]
    assert rows("SELECT count(*) FROM person") == [(0,)]


def _with_picture(folder: Path, data: bytes) -> None:
    lines(folder, "users", PERSON)
    lines(folder, "images", {"id": 1, "user_id": 7, "type": "image", "filename": FILE, "authorised": "1"})
    (folder / "pictures").mkdir(exist_ok=True)
    (folder / "pictures" / FILE).write_bytes(data)


def test_pictures_keep_their_names_and_lose_what_else_is_in_them(club: Club, tmp_path: Path):
    _with_picture(tmp_path / "in", png() + b"trailing canary")
    assert club("import", str(tmp_path / "in")).code == 0
    kept = (tmp_path / "files" / "pictures" / FILE).read_bytes()
    assert kept.startswith(b"\x89PNG") and b"canary" not in kept


@pytest.mark.parametrize(("data", "said"), [(b"no picture", "neither PNG"), (portrait(), "holds a picture of another")])
def test_a_picture_that_is_none_is_named(
    data: bytes, said: str, club: Club, rows: Callable[[str], list[Any]], tmp_path: Path
):
    _with_picture(tmp_path / "in", data)
    answer = club("import", str(tmp_path / "in"))
    assert answer.code == 2 and answer.err.startswith(f"pictures/{FILE}: {said}"), answer.err
    assert rows("SELECT count(*) FROM person") == [(0,)]


def test_a_file_in_another_encoding_is_named_and_nothing_is_done(
    club: Club, rows: Callable[[str], list[Any]], tmp_path: Path
):
    lines(tmp_path / "in", "users", PERSON)
    (tmp_path / "in" / "likes.jsonl").write_bytes('{"id": "1", "image_id": "Café"}\n'.encode("latin-1"))
    said = club("import", "in")
    assert (said.code, said.err) == (2, "club: in/likes.jsonl is not UTF-8 (byte 28): save it as UTF-8\n")
    assert rows("SELECT count(*) FROM person") == [(0,)]


def test_pictures_that_are_not_there_are_counted(club: Club, tmp_path: Path):
    _with_picture(tmp_path / "in", png())
    (tmp_path / "in" / "pictures" / FILE).unlink()
    answer = club("import", str(tmp_path / "in"))
    assert answer.code == 0 and answer.err.startswith("1 pictures that rows name are not in")


def _refused(said: Said, words: str) -> None:
    assert said.code == 2 and words in said.err, said


def test_what_is_refused_at_once(club: Club, tmp_path: Path, rows: Callable[[str], list[Any]]):
    (tmp_path / "in").mkdir()
    _refused(club("import", str(tmp_path / "in")), "holds none of")
    lines(tmp_path / "in", "users", PERSON)
    lines(tmp_path / "in", "usres", PERSON)
    _refused(club("import", str(tmp_path / "in")), "can't be taken over: usres.jsonl")
    (tmp_path / "in" / "usres.jsonl").unlink()
    assert club("import", str(tmp_path / "in")).code == 0
    _refused(club("import", str(tmp_path / "in")), "There are people in this database")
    _refused(club("export", str(tmp_path / "in")), "is there already")

"""Tokens: ours are read, and nothing that merely looks like one."""

import base64
import hashlib
import hmac
import json
import random
import re
import string
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from freelancerclub.adapters.tokens import LIFE, LONGEST, REFRESHABLE, SKEW, Claims, Forged, Tokens

KEY, OLD, OTHER = b"k" * 64, b"the original's short key", b"o" * 64
NOW = datetime(2026, 5, 23, 14, 57, 26, tzinfo=UTC)
IAT = int(NOW.timestamp())
WEEK = 604_800
TOKENS = Tokens(KEY, (OLD,))
HASHES = {"HS256": hashlib.sha256, "HS384": hashlib.sha384, "HS512": hashlib.sha512}
MUTATIONS = 50_000

# The original's keys may be short; the operator is told of it at the start.
pytestmark = pytest.mark.filterwarnings("ignore::jwt.warnings.InsecureKeyLengthWarning")


def b64(data: bytes | dict[str, Any]) -> str:
    raw = json.dumps(data).encode() if isinstance(data, dict) else data
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def token(*, key: bytes = KEY, alg: str = "HS512", header: Any = None, payload: Any = None, **claims: Any) -> str:
    """A token signed as told; a claim that is `...` is left out."""
    given = {"id": "1", "email": "ann@example.com", "iat": IAT, "exp": IAT + WEEK} | claims
    body = {name: value for name, value in given.items() if value is not ...} if payload is None else payload
    signed = f"{b64({'typ': 'JWT', 'alg': alg} if header is None else header)}.{b64(body)}"
    mark = b"" if alg == "none" else hmac.digest(key, signed.encode(), HASHES[alg])
    return f"{signed}.{b64(mark)}"


def issued(now: datetime = NOW) -> str:
    return TOKENS.issue(17, "ann@example.com", 3, since=now - timedelta(days=30), now=now)


# ── ours ──


def test_what_is_issued_is_read():
    assert TOKENS.read(issued(), NOW) == Claims(17, 3, NOW - timedelta(days=30), NOW, NOW + LIFE)


def test_the_claims_are_the_documented_ones_and_ours():
    header, body, _ = (
        json.loads(base64.urlsafe_b64decode(part + "==")) if part else None for part in [*issued().split(".")[:2], ""]
    )
    assert header == {"alg": "HS512", "typ": "JWT"}
    assert list(body) == ["id", "email", "iat", "exp", "epoch", "since", "jti"]
    assert (body["id"], body["email"], body["exp"] - body["iat"]) == ("17", "ann@example.com", WEEK)
    assert re.fullmatch("[0-9a-f]{16}", body["jti"]) and issued() != issued()


def test_a_token_of_the_original_has_no_epoch_and_began_when_it_was_issued():
    for key in (KEY, OLD):
        assert TOKENS.read(token(key=key), NOW) == Claims(1, 0, NOW, NOW, NOW + LIFE)


def test_old_keys_verify_but_never_sign():
    assert Tokens(KEY).read(issued(), NOW).person_id == 17, "signed under the current key"
    with pytest.raises(Forged):
        Tokens(OTHER, (OLD,)).read(issued(), NOW)
    assert Tokens(OTHER, (KEY,)).read(issued(), NOW).person_id == 17


def test_an_expired_token_is_read_and_its_end_told():
    later = NOW + timedelta(days=400)
    assert TOKENS.read(issued(), later).expires == NOW + LIFE < later


def test_a_clock_that_is_a_little_ahead_is_forgiven():
    assert TOKENS.read(token(iat=IAT + SKEW, exp=IAT + SKEW + WEEK), NOW).person_id == 1


def test_a_token_from_the_future_is_forged_until_then():
    early = token(iat=IAT + SKEW + 1, exp=IAT + SKEW + 2)
    with pytest.raises(Forged):
        TOKENS.read(early, NOW)
    assert TOKENS.read(early, NOW + timedelta(seconds=1)).person_id == 1


def test_the_same_token_is_looked_at_anew_each_time():
    early = NOW - timedelta(seconds=SKEW + 1)
    assert TOKENS.read(issued(), NOW).person_id == 17
    with pytest.raises(Forged):
        TOKENS.read(issued(), early)


@pytest.mark.parametrize("person_id", [1, 17, 2**63 - 1])
def test_an_id_is_a_decimal_string(person_id: int):
    assert TOKENS.read(token(id=str(person_id)), NOW).person_id == person_id


def test_the_documented_limits():
    assert (timedelta(days=7), timedelta(days=14)) == (LIFE, REFRESHABLE)
    assert (SKEW, LONGEST) == (60, 4_096)


@pytest.mark.parametrize("length", range(40))
def test_a_token_is_read_whatever_its_length(length: int):
    """Each part lacks as much of its padding as its length says."""
    assert TOKENS.read(token(email="x" * length), NOW).person_id == 1


def of_length(length: int) -> str:
    """A token of ours that has so many letters."""
    for kid in ("", "x", "xx"):
        header = {"alg": "HS512", "typ": "JWT", "kid": kid}
        for email in range(length // 2, length):
            if len(made := token(header=header, email="x" * email)) >= length:
                break
        if len(made) == length:
            return made
    raise AssertionError(length)


def test_a_token_has_at_most_4096_letters():
    assert TOKENS.read(of_length(4_096), NOW).person_id == 1
    with pytest.raises(Forged, match="shape"):
        TOKENS.read(of_length(4_097), NOW)


def test_a_token_may_end_as_it_begins():
    assert TOKENS.read(token(exp=IAT), NOW).expires == NOW


def test_moments_end_in_the_year_6325():
    last = (1 << 37) - 1
    assert TOKENS.read(token(since=last), NOW).since.year == 6325
    with pytest.raises(Forged, match="times"):
        TOKENS.read(token(since=last + 1), NOW)


@pytest.mark.parametrize("now", [NOW - timedelta(days=9_999), NOW, NOW + timedelta(days=99_999)])
def test_the_clock_that_is_asked_is_the_one_handed_over(now: datetime):
    """Not that of the library."""
    assert TOKENS.read(issued(now), now).issued == now


@pytest.mark.parametrize(
    "others", [{"nbf": 1 << 36}, {"nbf": "soon"}, {"aud": "us"}, {"iss": 5}, {"sub": 5}, {"jti": 5}], ids=str
)
def test_claims_that_are_none_of_ours_are_not_heeded(others: dict[str, Any]):
    assert TOKENS.read(token(**others), NOW).person_id == 1


# ── not ours ──


def respelt() -> list[str]:
    """Other spellings of a right token's bytes."""
    right = token()
    head, body, mark = right.split(".")
    last = mark[-1]
    # 64 bytes make 86 marks, of which the last carries two bits only: sixteen marks say the same.
    alphabet = string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_"
    twins = [
        mark[:-1] + other
        for other in alphabet
        if other != last and alphabet.index(other) // 16 == alphabet.index(last) // 16
    ]
    assert len(twins) == 15
    padded = [f"{head}.{body}.{mark}==", f"{head}=.{body}.{mark}", f"{head}.{body}=.{mark}", right + "="]
    spaced = [
        f" {right}",
        f"{right} ",
        f"{right}\n",
        f"{head}. {body}.{mark}",
        f"{head}.{body}\n.{mark}",
        f"{head}.{body}.{mark[:5]}\t{mark[5:]}",
    ]
    others = [
        right.replace(".", "..", 1),
        "." + right,
        right + ".",
        right + ".x",
        f"{head}.{body}",
        f"{head}.{body}.",
        right.replace(".", "\u2024"),
    ]
    foreign = [
        right.translate(str.maketrans("-_", "+/")),
        "\ufeff" + right,
        right + "\x00",
        right + "é",
        f"{head}.{body}.{mark}!",
        right * 2,
    ]
    changed = [text for text in foreign if text != right]
    return [f"{head}.{body}.{twin}" for twin in twins] + padded + spaced + others + changed


FORGERIES: dict[str, Any] = {
    "nothing": "",
    "dots": "..",
    "words": "a.b.c",
    "no signature, alg none": token(alg="none"),
    "alg None": token(alg="none", header={"alg": "None", "typ": "JWT"}),
    "alg none with our signature": token(header={"alg": "none", "typ": "JWT"}),
    "HS256 under our key": token(alg="HS256"),
    "HS384 under our key": token(alg="HS384"),
    "HS256 under an old key": token(alg="HS256", key=OLD),
    "HS256 that calls itself HS512": token(alg="HS256", header={"alg": "HS512", "typ": "JWT"}),
    "HS512 that calls itself HS256": token(header={"alg": "HS256", "typ": "JWT"}),
    "RS256": token(header={"alg": "RS256", "typ": "JWT"}),
    "small letters": token(header={"alg": "hs512", "typ": "JWT"}),
    "no alg": token(header={"typ": "JWT"}),
    "a list of alg": token(header={"alg": ["HS512"]}),
    "unencoded payload": token(header={"alg": "HS512", "b64": False, "crit": ["b64"]}),
    "something critical": token(header={"alg": "HS512", "crit": ["exp"]}),
    "a key of its own": token(header={"alg": "HS512", "kid": 5}),
    "another key": token(key=OTHER),
    "no key": token(key=b"\x00"),
    "half the key": token(key=KEY[:32]),
    "a header that is no object": token(header=b"[]"),
    "a header that is no JSON": token(header=b"\xff\xfe"),
    "a deep header": token(header=b"[" * 2_000),
    "a payload that is no object": token(payload=b'["id"]'),
    "a payload that is no JSON": token(payload=b"{"),
    "a payload of null": token(payload=b"null"),
    "too long": token(email="x" * LONGEST),
    "lives too long": token(exp=IAT + WEEK + 1),
    "lives for ever": token(exp=1 << 36),
    "lives no time": token(exp=IAT - 1),
    "from the far future": token(iat=1 << 36, exp=(1 << 36) + 1),
    "past all calendars": token(iat=1 << 39, exp=(1 << 39) + 1),
    "a huge time": token(iat=10**30, exp=10**30 + 1),
    "a negative time": token(iat=-WEEK, exp=0),
    "a session from past all calendars": token(since=1 << 39),
    "a negative epoch": token(epoch=-1),
    "a null epoch": token(epoch=None),
}
for name in ("iat", "exp", "epoch", "since"):
    value = {"iat": IAT, "exp": IAT + 60, "epoch": 1, "since": IAT}[name]
    for kind, wrong in {
        "float": float(value),
        "string": str(value),
        "bool": True,
        "list": [value],
        "object": {"x": value},
    }.items():
        FORGERIES[f"{name} is a {kind}"] = token(**{name: wrong})
for name in ("id", "iat", "exp"):
    FORGERIES[f"no {name}"] = token(**{name: ...})
    FORGERIES[f"{name} is null"] = token(**{name: None})
for person in (
    1,
    1.0,
    True,
    "01",
    "0",
    "-1",
    "+1",
    " 1",
    "1 ",
    "1\n",
    "１",
    "1.0",
    "1e1",
    "0x1",
    "",
    "ann",
    str(2**63),
    "9" * 19,
    "9" * 400,
    ["1"],
    {"id": "1"},
):
    FORGERIES[f"id is {str(person)[:25]!r} ({type(person).__name__})"] = token(id=person)
for number, spelling in enumerate(respelt()):
    FORGERIES[f"spelling {number}"] = spelling


@pytest.mark.parametrize("forged", FORGERIES.values(), ids=FORGERIES.keys())
def test_a_forgery_is_forged_and_nothing_else(forged: str):
    for now in (NOW, NOW + timedelta(days=400), NOW - timedelta(days=400)):
        with pytest.raises(Forged):
            TOKENS.read(forged, now)


@pytest.mark.parametrize(
    ("forged", "why"),
    [
        ("too long", "shape"),
        ("words", "shape"),
        ("from the future", "life"),
        ("another key", "signature"),
        ("no id", "id"),
        ("no iat", "times"),
        ("lives too long", "life"),
        ("lives no time", "life"),
    ],
)
def test_what_is_wrong_with_it(forged: str, why: str):
    """For whoever has the error before them; callers are not told."""
    early = {"from the future": token(iat=IAT + SKEW + 1, exp=IAT + WEEK)}
    with pytest.raises(Forged) as no:
        TOKENS.read((FORGERIES | early)[forged], NOW)
    assert str(no.value) == why


def test_an_expired_forgery_is_forged_not_expired():
    """Only a right signature may be told from a wrong one by its end."""
    for forged in (
        token(key=OTHER, iat=IAT - 2 * WEEK, exp=IAT - WEEK),
        token(alg="HS256", iat=IAT - 2 * WEEK, exp=IAT - WEEK),
    ):
        with pytest.raises(Forged):
            TOKENS.read(forged, NOW)
    assert TOKENS.read(token(iat=IAT - 2 * WEEK, exp=IAT - WEEK), NOW).expires < NOW


def mutated(right: str, dice: random.Random) -> str:
    """One to three small changes of a token."""
    marks = list(right)
    for _ in range(dice.choice((1, 1, 1, 2, 3))):
        place = dice.randrange(len(marks))
        mark = dice.choice(string.ascii_letters + string.digits + "-_.=+/ \n\x00é")
        match dice.randrange(6):
            case 0:
                marks[place] = mark
            case 1:
                marks.insert(place, mark)
            case 2:
                del marks[place]
            case 3:
                marks[place] = marks[place].swapcase()
            case 4:
                other = dice.randrange(len(marks))
                marks[place], marks[other] = marks[other], marks[place]
            case 5:
                marks = marks[:place] + marks[place:] * 2 if dice.random() < 0.5 else marks[: place + 1]
    return "".join(marks)


def test_no_mutation_of_a_token_is_a_token():
    dice, right, tokens = random.Random(20260523), issued(), Tokens(KEY)
    claims, read = tokens.read(right, NOW), 0
    for _ in range(MUTATIONS):
        other = mutated(right, dice)
        try:
            found = tokens.read(other, NOW)
        except Forged:
            continue
        assert other == right and found == claims, other
        read += 1
    assert read < MUTATIONS // 10, "most changes change something"

"""Boundaries of multipart bodies: the declared one where it is there, else the first line's; what may stand around."""

import pytest

from freelancerclub.wire.decode import decode

PART = b'Content-Disposition: form-data; name="a"\r\n\r\n1\r\n'
DECLARED = "multipart/form-data; boundary=x"


@pytest.mark.parametrize("label", [DECLARED, "multipart/form-data", "application/x-www-form-urlencoded", None])
def test_blanks_may_follow_a_boundary(label: str | None):
    assert decode(b"--x \r\n" + PART + b"--x\t \r\n" + PART + b"--x-- \r\n", label) == {"a": ["1", "1"]}


@pytest.mark.parametrize(
    "before", [b"For who reads no multipart\r\n", b"\r\n-- \r\n--xy\r\n", b"--y\r\n" + PART, b"\n", b"--x--\r\n"]
)
def test_what_stands_before_the_declared_one_is_nothing(before: bytes):
    assert decode(before + b"--x\r\n" + PART + b"--x--", DECLARED) == {"a": ["1"]}


@pytest.mark.parametrize("label", [DECLARED, "multipart/form-data", "multipart/form-data; boundary=", "text/plain"])
@pytest.mark.parametrize("value", [b"Yours\r\n-- \r\nMia", b"--xy", b"--\r\nx"])
def test_without_it_the_first_line_counts(value: bytes, label: str):
    """Mails are signed with `-- `, which is no boundary."""
    assert decode(b"--y\r\n" + PART.replace(b"1", value) + b"--y--", label) == {"a": [value.decode()]}

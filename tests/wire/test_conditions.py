"""Tags of answers, without a request."""

import pytest

from freelancerclub.wire.conditions import NO_BODY, Condition, Unchanged, is_known

SALT = b"s" * 32


def tag(*parts: object, name: str = "json", salt: bytes = SALT) -> str:
    condition = Condition(None, name, salt)
    condition.made_of(*parts)
    assert condition.tag is not None
    return condition.tag


def test_a_tag_is_weak_and_of_all_its_parts():
    tags = {tag(1, 2), tag(1, 3), tag(1), tag("1", 2), tag(1, 2, name="xml"), tag(1, 2, salt=b"t" * 32)}
    assert len(tags) == 6
    assert all(one.startswith('W/"') and one.endswith('"') and len(one.strip('W/"')) >= 20 for one in tags)
    assert tag(1, 2, name="xml") == f'{tag(1, 2)[:-1]}-xml"' and len(tag(1)) == len('W/""') + 20


def test_a_tag_of_bytes_unless_there_is_one():
    plain, other = (Condition(None, "json", SALT).written(body) for body in (b"a", b"b"))
    assert plain != other
    known = Condition(None, "json", SALT)
    known.made_of(1)
    assert known.written(b"a") == known.tag == tag(1)


def test_whoever_has_it_is_told():
    with pytest.raises(Unchanged) as known:
        Condition(tag(1), "json", SALT).made_of(1)
    assert known.value.tag == tag(1)
    with pytest.raises(Unchanged):
        Condition("*", "json", SALT).written(b"")
    assert NO_BODY == 304
    other = Condition(tag(2), "json", SALT)
    other.made_of(1)
    assert other.tag == tag(1)


@pytest.mark.parametrize(
    ("sent", "known"),
    [
        ('W/"a"', True), ('"a"', True), ('"x", W/"a"', True), ('"a","x"', True), (" * ", True),
        ('W/"b"', False), ("", False), ("a", False), ('*, "x"', False), ('W/"A"', False), ('"a, b"', False),
    ],
)  # fmt: skip
def test_what_a_client_may_have(sent: str, known: bool):
    assert is_known(sent, 'W/"a"') is known

"""What can be reported, without a database."""

from freelancerclub.features.reports.rules import KINDS, NOT_FOUND


def test_each_kind_has_its_words():
    assert KINDS == ("person", "picture", "comment", "job", "message")
    assert {no.status for no in NOT_FOUND.values()} == {404}
    assert {kind: no.message for kind, no in NOT_FOUND.items()} == {
        "person": "Sorry that freelancer was not found.",
        "picture": "Sorry that Image was not found.",
        "comment": "Sorry that comment was not found.",
        "job": "Sorry that job was not found.",
        "message": "Sorry that message was not found.",
    }

"""The outer shapes, byte for byte as the reference prints them."""

import json

import pytest

from freelancerclub.wire.envelopes import Data, Done, Meta, Page, Stretch, Token, written


@pytest.mark.parametrize(
    ("answer", "body"),
    [
        (Data({"id": "1"}), b'{"data":{"id":"1"}}'),
        (Data([]), b'{"data":[]}'),
        (Data(False), b'{"data":false}'),
        (Page(Meta(107, 20, 0), ["a"]), b'{"meta":{"total":107,"limit":20,"offset":0},"data":["a"]}'),
        (Page(Meta(0, "2", "0"), []), b'{"meta":{"total":0,"limit":"2","offset":"0"},"data":[]}'),
        (Stretch(True, [1]), b'{"hasmore":true,"data":[1]}'),
        (Done(message="Updated User Succesfully"), b'{"status":"200","message":"Updated User Succesfully"}'),
        (Token("ey.J.0", {"id": "1"}), b'{"token":"ey.J.0","data":{"id":"1"}}'),
    ],
)
def test_an_envelope_prints_its_keys_in_order(answer: object, body: bytes):
    assert written(answer) == body


def test_text_is_written_as_it_is():
    text = 'é "quoted" </script> \u2028 😀'
    assert json.loads(written(Done(message=text)))["message"] == text

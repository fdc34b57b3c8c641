"""What a field that passes is worth, at the very limits."""

from decimal import Decimal
from io import BytesIO
from typing import Annotated

import pytest
from pydantic import Field, ValidationError
from pydantic_core import PydanticCustomError

from freelancerclub.errors import InvalidInput
from freelancerclub.wire.decode import LongText, Upload, Value
from freelancerclub.wire.validate import (
    LARGEST_ID,
    LIST,
    MOST_ENTRIES,
    NOBODY,
    AnyText,
    Fault,
    Flag,
    Id,
    Inputs,
    Link,
    RequiredText,
    Switch,
    Text,
    comma_list,
    confirms,
    id_of,
    longest,
    number_between,
    one_of,
    wrong,
)


class Form(Inputs):
    name: Annotated[Text, longest(5)] = Field("", title="Name")
    link: Link = Field("", title="Link")
    id: Id = Field(0, title="Id")
    rate: Annotated[Decimal | None, number_between(1, 10, 2)] = Field(None, title="Rate")
    pace: Annotated[str | None, one_of("daily", "never")] = Field(None, title="Pace")
    tags: Annotated[tuple[str, ...], comma_list(3, 2), LIST] = Field((), title="Tags")
    flag: Flag = Field(None, title="Flag")
    switch: Switch = Field(None, title="Switch")
    word: RequiredText = Field("x", title="Word")
    again: Annotated[Text, confirms("word", "Word")] = Field("x", title="Again")
    picture: AnyText = Field("", title="Picture")


def read(**sent: Value) -> Form:
    return Form.read({name: [value] for name, value in sent.items()}, Fault.THERE)


def many(**sent: list[Value]) -> str:
    with pytest.raises(InvalidInput) as said:
        Form.read(sent, Fault.THERE)
    return str(said.value.errors)


def fault(**sent: Value) -> str:
    with pytest.raises(InvalidInput) as no:
        read(**sent)
    assert no.value.errors is not None
    return no.value.errors


def test_the_largest_id_is_that_of_the_database():
    assert LARGEST_ID == 9_223_372_036_854_775_807
    assert id_of(" 9223372036854775807 ") == LARGEST_ID == read(id="9223372036854775807").id
    assert id_of("9223372036854775808") == id_of("1" * 30) == NOBODY < 0
    assert id_of("0" * 40 + "7") == 7 and id_of("0") == id_of("000") == 0
    assert id_of("") is id_of("-1") is id_of("1_0") is id_of("１２") is id_of("1.0") is None
    with pytest.raises(PydanticCustomError):
        id_of(b"1")
    assert fault(id="x") == '"The Id field must contain an integer.\\n"'


def test_texts_are_as_they_were_sent():
    assert read(name="12345").name == "12345"
    assert "The Name field cannot exceed 5 characters in length." in fault(name="123456")
    assert read(link="https://example.com/a").link == "https://example.com/a"
    assert len(read(link="x" * 500).link) == 500
    assert "cannot exceed 500 characters" in fault(link="x" * 501)
    assert read(word=" a ", again=" a ").word == " a "
    assert "The Word field is required." in fault(word=" ")
    assert read(word="a", again="a").again == "a"
    assert "The Again field does not match the Word field." in fault(word="a", again="b")


def test_only_a_picture_may_be_as_long_as_one_is():
    long, file = LongText(BytesIO(b"aGVsbG8=")), Upload("a.png", "image/png", b"1")
    assert read(picture=long).picture is long and read(picture="aGVsbG8=").picture == "aGVsbG8="
    assert fault(name=long) == '"The Name field is too long.\\n"'
    assert fault(picture=file) == '"The Picture field must be text, not a file.\\n"'


def test_numbers_at_their_limits():
    assert read(rate="1").rate == 1 and read(rate="10").rate == 10
    assert read(rate="1.005").rate == Decimal("1.01") and read(rate="2.344").rate == Decimal("2.34"), "as on a till"
    assert read(rate=" ").rate is None
    assert "greater than or equal to 1." in fault(rate="0.99")
    assert "less than or equal to 10." in fault(rate="10.01")
    assert read(rate="2." + "0" * 38).rate == 2
    assert "must contain only numeric characters." in fault(rate="2." + "0" * 39)
    assert read(rate="+.2e1").rate == 2 and read(rate="10e-0").rate == 10
    assert "numeric" in fault(rate="1e100")


def test_words_lists_and_switches():
    assert read(pace=" DAILY ").pace == "daily" and read(pace="").pace is None
    assert "must be one of: daily,never." in fault(pace="weekly")
    assert read(tags=" a,, b ,a").tags == ("a", "b") and read(tags="abc").tags == ("abc",)
    assert read(tags="aXb").tags == ("aXb",) and read(tags="[a]").tags == ("[a]",), "only a comma ends an entry"
    assert "cannot exceed 3 characters" in fault(tags="abcd")
    assert "cannot have more than 2 entries." in fault(tags="a,b,c")
    assert read(tags="," * (MOST_ENTRIES - 1)).tags == ()
    assert "cannot have more than 2 entries." in fault(tags="," * MOST_ENTRIES), "not taken apart"
    assert "cannot have more than 2 entries." in many(tags=["a"] * (MOST_ENTRIES + 1))
    assert [read(flag=word).flag for word in ("", "0", "1", " 1 ")] == [None, False, True, True]
    assert "The Flag field must be one of: 0,1." in fault(flag="yes")
    assert [read(switch=word).switch for word in ("YES", "off", "dns", "on", "no", "")] == [
        True, False, False, True, False, None,
    ]  # fmt: skip
    assert "The Switch field must be one of: 0,1." in fault(switch="maybe")


def test_a_model_is_read_only_and_heeds_no_other_field():
    form = Form.read({"name": ["a", "b"], "other": ["c"]}, None)
    assert form.name == "b" and not hasattr(form, "other")
    with pytest.raises(ValidationError):
        form.name = "c"  # type: ignore[misc]
    with pytest.raises(InvalidInput) as no:
        Form.read({"id": ["x"]}, None)
    assert no.value.message == Fault.THERE.value


def test_braces_are_no_template():
    assert wrong("{x} {sentence}").message() == "{x} {sentence}"
    assert wrong("x").type == "field"

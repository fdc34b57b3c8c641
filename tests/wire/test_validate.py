"""Fields: each fault in the words of the original's framework."""

from decimal import Decimal
from typing import Annotated, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import AfterValidator, Field

from freelancerclub.errors import InvalidInput
from freelancerclub.wire.decode import Upload
from freelancerclub.wire.validate import (
    JOINED,
    LIST,
    Fault,
    Flag,
    Inputs,
    Link,
    RequiredText,
    Switch,
    Text,
    are_too_many,
    comma_list,
    confirms,
    invalid,
    longest,
    number_between,
    one_of,
    visible,
    wrong,
)

FILE = Upload("a.png", "image/png", b"x")


def _no_braces(value: str) -> str:
    if value == "{sentence}":
        raise wrong(f"does not hold {value}.")
    return value


class Form(Inputs):
    """A field of each kind."""

    password: RequiredText = Field("x", title="Password")
    pass_confirm: Annotated[Text, confirms("password", "Password")] = Field("x", title="Password Confirmation")
    comment: Annotated[Text, longest(5)] = Field("", title="Comment")
    website: Link = Field("", title="Website")
    hidetel: Flag = Field(None, title="Hide Telephone")
    testing: Switch = Field(None, title="Testing")
    rate: Annotated[Decimal | None, number_between(0, Decimal("999.99"), 2)] = Field(
        None, title="Mentorship Hourly Rate"
    )
    latitude: Annotated[Decimal | None, number_between(-90, 90, 5)] = Field(None, title="Latitude")
    mood: Annotated[str | None, one_of("instant", "never")] = Field(None, title="Notifications")
    names: Annotated[tuple[str, ...], comma_list(5, 3, separators=",\t"), LIST] = Field((), title="Discipline")
    fancy: Annotated[Text, AfterValidator(_no_braces)] = Field("", title="Fancy")
    image_file: Text = Field("", title="Image", alias="image-file")


class Needed(Inputs):
    email: RequiredText = Field(title="Email Address")
    names: Annotated[tuple[str, ...], comma_list(5, 3), LIST] = Field(title="Discipline")
    city: RequiredText = Field(title="City")


def read(**sent: Any) -> Form:
    return Form.read(
        {name.replace("__", "-"): value if isinstance(value, list) else [value] for name, value in sent.items()},
        Fault.THRE,
    )


def faults(form: type[Inputs] = Form, **sent: Any) -> list[str]:
    """The sentences about what was sent, out of their JSON inside JSON."""
    with pytest.raises(InvalidInput) as said:
        form.read({name: value if isinstance(value, list) else [value] for name, value in sent.items()}, Fault.THRE)
    assert said.value.errors is not None and said.value.errors.startswith('"') and said.value.errors.endswith('\\n"')
    return said.value.errors[1:-3].split("\\n")


# ── the sentences (R15) ──


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"password": ""}, "The Password field is required."),
        ({"password": " \t\n"}, "The Password field is required."),
        ({"password": "a", "pass_confirm": "b"}, "The Password Confirmation field does not match the Password field."),
        ({"comment": "123456"}, "The Comment field cannot exceed 5 characters in length."),
        ({"website": "ftp://x"}, "The Website field must contain a valid URL."),
        ({"website": "h" * 501}, "The Website field cannot exceed 500 characters in length."),
        ({"hidetel": "2"}, "The Hide Telephone field must be one of: 0,1."),
        ({"hidetel": "yes"}, "The Hide Telephone field must be one of: 0,1."),
        ({"testing": "maybe"}, "The Testing field must be one of: 0,1."),
        ({"rate": "fifty"}, "The Mentorship Hourly Rate field must contain only numeric characters."),
        ({"rate": "-5"}, "The Mentorship Hourly Rate field must contain a number greater than or equal to 0."),
        ({"rate": "1000"}, "The Mentorship Hourly Rate field must contain a number less than or equal to 999.99."),
        ({"latitude": "-90.00001"}, "The Latitude field must contain a number greater than or equal to -90."),
        ({"mood": "weekly"}, "The Notifications field must be one of: instant,never."),
        ({"names": "a,bcdefg"}, "The Discipline field cannot exceed 5 characters in length."),
        ({"names": "a,b,c,d"}, "The Discipline field cannot have more than 3 entries."),
        ({"fancy": "{sentence}"}, "The Fancy field does not hold {sentence}."),
        ({"image-file": FILE}, "The Image field must be text, not a file."),
    ],
)
def test_each_fault_has_its_sentence(sent: dict[str, Any], sentence: str):
    assert faults(**sent) == [sentence]


@pytest.mark.parametrize("name", ["password", "comment", "website", "hidetel", "testing", "rate", "mood", "names"])
def test_a_file_where_text_is_expected_is_a_fault(name: str):
    (sentence,) = faults(**{name: FILE})
    assert sentence.endswith("field must be text, not a file.")
    if name == "names":
        assert faults(names=["a", FILE]) == ["The Discipline field must be text, not a file."]


def test_what_is_missing_is_required():
    assert faults(Needed, email="ann@example.com") == [
        "The Discipline field is required.",
        "The City field is required.",
    ]


def test_several_faults_stand_in_one_string_in_the_order_of_the_fields():
    with pytest.raises(InvalidInput) as said:
        Form.read({"rate": ["x"], "comment": ["123456"], "password": [""]}, Fault.THRE)
    assert said.value.errors == (
        '"The Password field is required.\\n'
        "The Comment field cannot exceed 5 characters in length.\\n"
        'The Mentorship Hourly Rate field must contain only numeric characters.\\n"'
    )
    assert faults(Needed, city="", names="toolong") == [
        "The Email Address field is required.",
        "The Discipline field cannot exceed 5 characters in length.",
        "The City field is required.",
    ]


def test_errors_are_json_inside_json():
    """The documented value, byte for byte (L919)."""
    sentence = "The Mentorship Hourly Rate field must contain only numeric characters."
    assert invalid([sentence], Fault.THRE).errors == f'"{sentence}\\n"'
    assert invalid(['The "X" field é.'], Fault.THERE).errors == '"The \\"X\\" field é.\\n"'


@pytest.mark.parametrize("fault", Fault)
def test_both_spellings_of_the_message(fault: Fault):
    with pytest.raises(InvalidInput) as said:
        Needed.read({}, fault)
    assert said.value.message == fault.value and said.value.status == 400


def test_a_confirmation_is_silent_while_the_password_is_at_fault():
    assert faults(password="", pass_confirm="b") == ["The Password field is required."]


# ── what is taken ──


def test_what_is_not_sent_is_not_set():
    assert read(comment="a").model_fields_set == {"comment"}
    assert read(comment="", names="").model_fields_set == {"comment", "names"}


def test_unknown_fields_are_ignored_and_the_last_of_repeated_ones_counts():
    assert read(role_id="1", comment=["a", "b"]).comment == "b"
    assert not hasattr(read(role_id="1"), "role_id")


def test_a_field_may_have_a_name_that_is_no_identifier():
    assert read(image__file="x").image_file == "x"


@pytest.mark.parametrize(
    ("sent", "number"),
    [("12", "12"), (" 12 ", "12"), ("12.5", "12.5"), ("12.345", "12.35"), ("12.", "12"), (".5", "0.5"), ("+7", "7"),
     ("007", "7"),
     ("1e2", "100"), ("5e-05", "0"), ("999.99", "999.99"), ("0", "0"), ("-0", "0"), ("0" * 40, "0")],
)  # fmt: skip
def test_numbers_as_the_original_took_them(sent: str, number: str):
    assert read(rate=sent).rate == Decimal(number)


@pytest.mark.parametrize("sent", ["", " ", "\t"])
def test_an_empty_number_clears_the_value(sent: str):
    assert read(rate=sent).rate is None


@pytest.mark.parametrize(
    "sent",
    [
        "1_000",
        "１２",
        "٣",
        "1,000",
        "1 000",
        "0x1F",
        "£5",
        "5%",
        "NaN",
        "Infinity",
        "-",
        ".",
        "e5",
        "1e",
        "1e999",
        "--5",
        "1.2.3",
        "5\n6",
        "0" * 41,
        "9" * 9_000,
    ],
)
def test_what_is_no_number(sent: str):
    assert faults(rate=sent) == ["The Mentorship Hourly Rate field must contain only numeric characters."]


def test_a_huge_number_is_too_large():
    assert faults(rate="1e99") == faults(rate="9" * 40) == faults(rate="1000")


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("0", False),
        ("1", True),
        ("yes", True),
        ("no", False),
        ("dns", False),
        ("on", True),
        ("off", False),
        ("ON", True),
        (" 1 ", True),
        ("", None),
    ],
)
def test_the_three_vocabularies_of_a_switch(word: str, value: bool | None):
    assert read(testing=word).testing is value


def test_a_word_is_taken_in_any_case():
    assert read(mood=" NEVER ").mood == "never"
    assert read(mood="").mood is None


@pytest.mark.parametrize(
    ("sent", "items"),
    [
        ("a,b", ("a", "b")),
        ("a\tb", ("a", "b")),
        (" a , b\t", ("a", "b")),
        (",,a,,", ("a",)),
        ("a,a,b,a", ("a", "b")),
        (["a,b", "c"], ("a", "b", "c")),
        (["a", "a"], ("a",)),
        ("", ()),
        (" , \t", ()),
    ],
)
def test_a_delimited_list(sent: Any, items: tuple[str, ...]):
    assert read(names=sent).names == items


def test_a_list_of_very_many_entries_is_not_taken_apart():
    """Repeats count: it is their number that takes the time."""
    assert read(names="a," * 4_999 + "a").names == ("a",)
    for many in ("a," * 5_000 + "a", "a\t" * 5_000 + "a", ["a"] * 5_001, ["a," * 2_500 + "a"] * 2):
        assert faults(names=many) == ["The Discipline field cannot have more than 3 entries."]
    assert not are_too_many(["X," * 4_999 + "X\t"]) and are_too_many([",", "," * 4_998, ""])


def test_repeated_values_are_one_text_with_commas():
    class Joined(Inputs):
        tags: Annotated[str, JOINED, LIST] = Field("", title="Tags")

    assert [Joined.read({"tags": sent}, None).tags for sent in (["a"], ["a,b", "c"])] == ["a", "a,b,c"]
    assert Joined.model_validate({"tags": "a,b"}).tags == "a,b"


# ── links (R94) ──


@pytest.mark.parametrize(
    "link",
    ["", "http://example.com", "HTTPS://example.com/a?b=c:d", "http://not a website", "example.com",
     "example.com:8080/x", "www.example.com:80",
     "example.com:8080", "a-b.example.com:1?x", "/path", "#x", "@ann", "ann", "111", "example.com/javascript:x",
     "x/y:z", "http:", "ann?a=b:c"],
)  # fmt: skip
def test_links_that_are_taken(link: str):
    assert read(website=link).website == link


@pytest.mark.parametrize(
    "link",
    ["javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "java\tscript:alert(1)",
     "java\nscript:alert(1)", "java\r\nscript:x",
     "\x01javascript:x", "javascript\t:x", "\u00a0javascript:x", "\ufeffjavascript:x", "\u2028javascript:x",
     "\u200bjavascript:x",
     "\u3000javascript:x", "\x85javascript:x", "\x7fjavascript:x", "\x1fdata:text/html,x", "data:text/html;base64,x",
     "vbscript:x", "ftp://x",
     "file:///etc/passwd", "mailto:a@b.c", "tel:123", "javascript:1", "javascript:80/x", "intent://x",
     "blob:https://x", "view-source:http://x",
     "javascript:example.com:80/x", "x+y-z.1:z", "localhost:javascript"],
)  # fmt: skip
def test_links_with_another_scheme_are_refused(link: str):
    assert faults(website=link) == ["The Website field must contain a valid URL."]


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(["\t", "\n", "\r", " ", "\x00", "\x0b", "\x1f", "\ufeff", "\u00a0", "\u2029"]),
        min_size=10,
        max_size=10,
    )
)
def test_nothing_that_a_reader_skips_hides_a_scheme(blanks: list[str]):
    hidden = "".join(blank + letter for blank, letter in zip(blanks, "javascript", strict=True)) + ":x"
    assert faults(website=hidden) == ["The Website field must contain a valid URL."]


@settings(deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(sorted(Form.model_fields)),
        st.lists(st.one_of(st.text(max_size=30), st.just(FILE)), min_size=1, max_size=3),
    )
)
def test_any_form_is_read_or_refused(form: dict[str, list[Any]]):
    try:
        assert isinstance(Form.read(form, None), Form)
    except InvalidInput as said:
        assert said.errors is not None and said.message == "There are errors with the data submitted"


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("a", "a"),
        (" a ", "a"),
        ("\u200b\u200b", ""),
        ("\u2060 \u200d\ufeff", ""),
        ("\u200ba\u200b", "a"),
        ("\ue000", "\ue000"),
    ],
)
def test_what_is_seen_of_a_text(text: str, seen: str):
    assert visible(text) == seen


def test_what_nothing_is_seen_of_is_not_there():
    class Named(Inputs):
        name: RequiredText = Field("", title="Name")

    assert Named.read({"name": ["e\u0301\u200d"]}, Fault.THRE).name == "e\u0301\u200d", "and kept as it was sent"
    with pytest.raises(InvalidInput):
        Named.read({"name": ["\u200b \u2060"]}, Fault.THRE)

"""What an upload may be, how its files are named, without a database."""

import base64
from io import BytesIO

import pytest

from freelancerclub.adapters.pictures import Size
from freelancerclub.features.images import rules
from freelancerclub.features.images.inputs import PictureFile
from freelancerclub.features.images.rules import PictureRefused, PictureTooLarge, UploadRefused, UploadTooLarge
from freelancerclub.wire.decode import Upload

FILE = "3cfa348997f2b8e08f1432e54f1013b7.jpg"
DATA = bytes(range(256))
TEXT = base64.b64encode(DATA).decode()


def sent(file: object = None, text: str = "") -> PictureFile:
    return PictureFile.model_validate({"image-file": file, "image-base64": text})


def bytes_of(picture: PictureFile) -> bytes:
    with rules.open_file(picture) as file:
        return file.read()


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        f"data:image/png;base64,{TEXT}",
        f" data:image/png;base64,{TEXT}\r\n",
        TEXT.replace("+", " "),
        TEXT.replace("+", "-").replace("/", "_"),
        TEXT.rstrip("="),
        f"{TEXT[:40]}\n\t{TEXT[40:]}",
    ],
)
def test_base64_in_many_spellings(text: str):
    assert bytes_of(sent(text=text)) == DATA


def test_padding_is_what_is_missing_and_no_letter_is_taken_for_it():
    assert bytes_of(sent(text="AAAX")) == b"\x00\x00\x17"
    for text in ("AAA", "AAA=", "AAAAAAA"):
        whole = text.rstrip("=") + "="
        assert bytes_of(sent(text=text)) == base64.b64decode(whole)


def test_a_file_goes_before_base64_unless_it_is_empty():
    assert bytes_of(sent(Upload("a.png", "image/png", b"file"), TEXT)) == b"file"
    assert bytes_of(sent(Upload("a.png", "image/png", b""), TEXT)) == DATA


@pytest.mark.parametrize("nothing", [sent(), sent("a text"), sent(text=" "), sent(Upload("a", "", b""))])
def test_nothing_was_sent(nothing: PictureFile):
    with pytest.raises(UploadRefused) as no:
        bytes_of(nothing)
    assert (no.value.message, no.value.sentence) == (
        "Error: You did not select a file to upload.",
        "You did not select a file to upload.",
    )


@pytest.mark.parametrize("text", ["a", "ä", "data:,%%%%", "====", "AAAA=AAA"])
def test_what_is_no_base64(text: str):
    with pytest.raises(UploadRefused) as no:
        bytes_of(sent(text=text))
    assert no.value.sentence in (rules.NOT_ALLOWED, rules.NO_FILE)


def test_no_base64_has_its_sentence():
    with pytest.raises(UploadRefused) as no:
        bytes_of(sent(text="AAA$"))
    assert no.value.message == "Error: The filetype you are attempting to upload is not allowed."


def test_a_data_address_is_taken_off_once_and_from_the_beginning_only():
    text = base64.b64encode(b"data").decode()
    with pytest.raises(UploadRefused):
        bytes_of(sent(text=f"data:a,data:b,{text}"))
    with pytest.raises(UploadRefused):
        bytes_of(sent(text=f"data:{'x' * 201},{text}"))
    assert bytes_of(sent(text=f"data:{'x' * 200},{text}")) == b"data"


def test_eight_megabytes_and_no_more():
    most = b"x" * 8_388_608
    assert bytes_of(sent(Upload("a", "", most))) == most
    with pytest.raises(UploadTooLarge) as no:
        bytes_of(sent(Upload("a", "", most + b"x")))
    assert no.value.message == "Error: The file you are attempting to upload is larger than the permitted size."
    assert rules.LARGEST_BODY == 16 * 1024 * 1024


@pytest.mark.parametrize(
    ("data", "named"),
    [
        (b"\0\0\0\x18ftypheic\0", "HEIC"),
        (b"\0\0\0\x18ftypmif1\0", "HEIC"),
        (b"\0\0\0\x18ftypavif\0", "AVIF"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "WebP"),
        (b"WEBP", None),
        (b"ftypheic", None),
        (b"GIF", None),
    ],
)
def test_what_can_not_be_used_is_named(data: bytes, named: str | None):
    said = rules.why_not(BytesIO(data))
    whole = f"{rules.NOT_ALLOWED} {named} pictures can't be used here: please send a gif, jpg, jpeg or png."
    assert said == (whole if named else rules.NOT_ALLOWED)


def test_titles():
    assert rules.check_title("  ab ") == "ab"
    assert rules.check_title("x" * 299) == "x" * 299
    for title in ("a", " a ", "", "x" * 300):
        with pytest.raises(PictureRefused):
            rules.check_title(title)
    assert PictureTooLarge.errors == rules.TOO_LARGE


def test_names_and_addresses():
    assert rules.stored_name(FILE) == f"pictures/{FILE}"
    assert rules.stored_name(FILE, "portfoliocrop/253/199") == f"sizes/1/portfoliocrop-253-199/{FILE}"
    assert rules.file_of(rules.stored_name(FILE, "profile/120")) == FILE
    assert rules.address_of("profile/120", FILE) == f"/images/profile/120/{FILE}"
    assert rules.address_of("portfoliocrop/253/199", FILE, 7) == f"/images/portfoliocrop/7/253/199/{FILE}"
    assert rules.FILE.match(FILE) and not rules.FILE.match(f"{FILE}\n") and not rules.FILE.match(f"x{FILE}")


def test_a_new_name_is_that_of_a_file_and_never_the_same():
    names = {rules.new_name("png") for _ in range(100)}
    assert len(names) == 100 and all(rules.FILE.match(name) and name.endswith(".png") for name in names)


def test_the_sizes_there_are():
    assert {
        "profile/120": Size(120, 120, True),
        "portfolio/775": Size(1378, 775, False),
        "portfoliocrop/253/199": Size(253, 199, True),
        "companycrop/150/150": Size(150, 150, True),
        "companycovercrop/1366/442": Size(1366, 442, True),
    } == rules.SIZES

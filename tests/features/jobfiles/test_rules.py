"""What a file of a job is called and what it may be, without a database."""

import unicodedata
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from freelancerclub.features.jobfiles import rules
from freelancerclub.features.jobfiles.inputs import NewJobFile
from freelancerclub.wire.decode import Upload


def name_of(called: str, extension: str = "pdf") -> str:
    return rules.name_of(sent(Upload(called, "", b"data")), extension)


def sent(file: Any = None, file_name: str = "") -> NewJobFile:
    return NewJobFile.model_validate({"jobid": "1", "file": file, "base64": "ZGF0YQ==", "file_name": file_name})


@pytest.mark.parametrize(
    ("called", "name"),
    [
        ("plan.pdf", "plan.pdf"),
        ("Offer.PDF", "Offer.PDF"),
        ("Xmas list (2), final!.pdf", "Xmas_list_2_final_.pdf"),
        ("a _ b-c.d.pdf", "a___b-c.d.pdf"),
        ("__init__.pdf", "init__.pdf"),
        ("two\r\nlines\0.pdf", "two_lines_.pdf"),
        ("100% & <more>?.pdf", "100_more_.pdf"),
    ],
)
def test_a_name_can_stand_in_an_address(called: str, name: str):
    assert name_of(called) == name


@pytest.mark.parametrize(
    "called", ["сме та.pdf", "見積 書.pdf", "ทีม งาน.pdf", "हिन्दी २.pdf", "مَرحبا ١.pdf", "שָׁלוֹם.pdf", "葛\U000e0100.pdf"]
)
def test_letters_marks_and_digits_of_every_script_stay(called: str):
    assert name_of(called) == unicodedata.normalize("NFC", called).replace(" ", "_")


def test_a_letter_in_two_parts_is_the_letter():
    """As some systems send names: an A and two dots."""
    assert name_of("A\u0308rger.pdf") == "Ärger.pdf"


@pytest.mark.parametrize("called", ["I \u2764\ufe0f it.pdf", "I \u2764\ufe00 it.pdf", "I \u2764 it.pdf", "I 🎨 it.pdf"])
def test_of_a_pictograph_nothing_invisible_is_left(called: str):
    assert name_of(called) == "I_it.pdf"


@pytest.mark.parametrize(
    ("called", "name"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        (r"C:\Users\Ann\plan.pdf", "plan.pdf"),
        ("folder/plan.pdf", "plan.pdf"),
        (r"one/two\plan.pdf", "plan.pdf"),
        ("folder.pdf/", "file.pdf"),
    ],
)
def test_folders_are_left_out(called: str, name: str):
    assert name_of(called) == name


@pytest.mark.parametrize("called", ["", "...", "?", "._.", "🎨"])
def test_what_has_no_name_is_a_file(called: str):
    assert name_of(called) == "file.pdf"


@pytest.mark.parametrize(
    ("called", "extension", "name"),
    [
        ("a.jpg", "jpg", "a.jpg"),
        ("a.JPEG", "jpg", "a.JPEG"),
        ("a.jpeg", "png", "a.jpeg.png"),
        ("a.png", "jpg", "a.png.jpg"),
        ("x.pdf", "png", "x.pdf.png"),
        ("evil.html", "gif", "evil.html.gif"),
        ("pdf", "pdf", "pdf.pdf"),
        (".pdf", "pdf", "pdf.pdf"),
    ],
)
def test_the_extension_is_that_of_what_it_is(called: str, extension: str, name: str):
    assert name_of(called, extension) == name


def test_a_name_has_a_hundred_and_twenty_letters_before_its_extension():
    for length in (119, 120, 121, 300):
        shortened = "x" * min(length, 120) + ".pdf"
        assert name_of("x" * length + ".pdf") == name_of("x" * length) == shortened


def test_a_file_in_base64_says_its_name_beside_it():
    assert rules.name_of(sent(file_name="Offer.pdf"), "pdf") == "Offer.pdf"
    assert rules.name_of(sent(), "pdf") == "file.pdf"
    for nothing in ("text", Upload("a.pdf", "", b"")):
        assert rules.name_of(sent(nothing, "Offer.pdf"), "pdf") == "Offer.pdf"
    assert rules.name_of(sent(Upload("a.pdf", "", b"data"), "Offer.pdf"), "pdf") == "a.pdf"


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200) | st.text("aé\u0301\ufe0f._-/\\ ", max_size=200))
def test_whatever_it_is_called(called: str):
    name = name_of(called)
    assert name.lower().endswith(".pdf")
    assert 5 <= len(name) <= 124 and name[0] not in "._"
    assert not any(one.isspace() or one in "/\\?#%&<>\"'" or unicodedata.category(one)[0] == "C" for one in name)
    assert name_of(name) == name, "sent again it is the same"


@pytest.mark.parametrize(
    ("data", "is_it"), [(b"%PDF-1.7\n", True), (b"%PDF-", True), (b"%PDF", False), (b" %PDF-1.7", False), (b"", False)]
)
def test_a_pdf_begins_like_one_and_is_read_from_its_beginning_afterwards(data: bytes, is_it: bool):
    file = BytesIO(data)
    assert rules.is_pdf(file) is is_it
    assert file.read() == data


def test_files_of_jobs_are_kept_by_themselves():
    assert rules.stored_name("3cfa.pdf") == "jobs/3cfa.pdf"


def test_a_job_has_twenty_files():
    assert (rules.MOST_FILES, rules.TOO_MANY) == (20, "A job can have at most 20 files.")


def test_whoever_reaches_for_somebody_elses_is_told_that_it_was_noted():
    for refused in (rules.ForeignJob, rules.ForeignFile):
        assert refused.status == 403
        assert refused.message.startswith("Forbidden: ") and refused.message.endswith(" This has been logged.")
    assert (rules.FileNotFound.status, rules.FileNotFound.message) == (404, "File not found")

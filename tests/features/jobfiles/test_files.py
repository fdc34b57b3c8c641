"""Files of jobs: what is taken, who may read it and how it is served, who may remove it, and what is noted."""

import asyncio
import base64
import os
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from PIL import Image
from structlog.testing import capture_logs

from freelancerclub.adapters import files
from freelancerclub.config import Settings
from support.api import Answer, Api, running
from support.jobs import job_of
from support.make import Make, Person
from support.pictures import animation, png, portrait, upload

PDF = b"%PDF-1.4\n1 0 obj <</Type/Catalog>> endobj <script>alert(1)</script>\n%%EOF\n"
NO_FILE = "Error: You did not select a file to upload."
NOT_ALLOWED = "Error: The filetype you are attempting to upload is not allowed."
TOO_LARGE = "Error: The file you are attempting to upload is larger than the permitted size."
UPLOADING = "Forbidden: You are not allowed to upload images to someone elses job. This has been logged."
REMOVING = "Forbidden: You are not allowed to delete files of someone elses job. This has been logged."


async def add(api: Api, person: Person, job: int, data: bytes, name: str = "Plan of the hall.pdf") -> Answer:
    sent: dict[str, Any] = {"files": {"file": (name, data, "application/pdf")}, "data": {"jobid": str(job)}}
    return await api.as_(person).post("/jobs/file", **sent)


async def url_of(api: Api, person: Person, job: int) -> str:
    """The address of its first file, as a client reads and encodes it."""
    return "/" + quote((await api.as_(person).get(f"/jobs/{job}")).json["data"]["files"][0]["url"])


async def test_a_pdf_is_kept_as_it_came_and_served_to_be_saved(api: Api, make: Make, tmp_path: Path):
    ann, ben = await make.person(), await make.person()
    job = await job_of(make, ann)
    answer = await add(api, ann, job, PDF)
    file = answer.json["filename"]
    assert answer.json == {"status": "200", "message": "File updated successfully", "filename": file, "file_id": 1}
    assert (tmp_path / "files" / "jobs" / file).read_bytes() == PDF
    (shown,) = (await api.as_(ben).get(f"/jobs/{job}")).json["data"]["files"]
    expected = {"file_name": "Plan_of_the_hall.pdf", "encrypted_filename": file, "user_id": str(ann.id)}
    assert {name: shown[name] for name in expected} == expected
    assert shown["url"] == f"files/job/{job}{shown['id']}Plan_of_the_hall.pdf"

    for path in ("/" + shown["url"], "/" + shown["url"].replace(".", "%2E")):
        served = await api.as_(ben).get(path)
        assert (served.status, served.body) == (200, PDF)
    assert served.headers["content-type"] == "application/pdf"
    assert served.headers["content-disposition"] == "attachment; filename*=UTF-8''Plan_of_the_hall.pdf"
    assert served.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert (served.headers["x-content-type-options"], served.headers["cache-control"]) == (
        "nosniff",
        "private, no-store",
    )
    head = await api.as_(ben).ask("HEAD", path)
    assert head.status == 200 and head.headers["content-length"] == str(len(PDF))


@pytest.mark.parametrize(
    ("data", "name", "kind", "called"),
    [
        (png(), "a.png", "image/png", "a.png"),
        (portrait(), "Ärger mit Fotos.JPEG", "image/jpeg", "Ärger_mit_Fotos.JPEG"),
        (animation(), "../../etc/passwd", "image/gif", "passwd.gif"),
        (png(), "x.pdf", "image/png", "x.pdf.png"),
        (PDF, "сме та?#&.pdf", "application/pdf", "сме_та_.pdf"),
        (PDF, "A\u0308rger, ทีม.pdf", "application/pdf", "Ärger_ทีม.pdf"),
        (PDF, "...", "application/pdf", "file.pdf"),
        (PDF, "x" * 300 + ".pdf", "application/pdf", "x" * 120 + ".pdf"),
    ],
)
async def test_what_it_is_decides_not_what_it_is_called(
    data: bytes, name: str, kind: str, called: str, api: Api, make: Make
):
    ann = await make.person()
    job = await job_of(make, ann)
    assert (await add(api, ann, job, data, name)).status == 200
    assert await make.rows("SELECT name FROM job_file") == [(called,)]
    served = await api.as_(ann).get(await url_of(api, ann, job))
    assert (served.status, served.headers["content-type"]) == (200, kind)
    assert quote(called, safe="") in served.headers["content-disposition"]
    if kind.startswith("image/"):
        assert b"canary" not in served.body and not Image.open(BytesIO(served.body)).getexif()


@pytest.mark.parametrize("before", ["", "data:application/pdf;base64,"])
async def test_in_base64_with_a_name(before: str, api: Api, make: Make):
    ann = await make.person()
    job = await job_of(make, ann)
    text = before + base64.b64encode(PDF).decode()
    for name, expected in (("Offer.PDF", "Offer.PDF"), ("", "file.pdf")):
        sent = {"jobid": str(job), "base64": text, "file_name": name}
        assert (await api.as_(ann).post("/jobs/file", sent)).status == 200
        assert (await make.rows("SELECT name FROM job_file ORDER BY id DESC LIMIT 1")) == [(expected,)]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", NO_FILE),
        (b"MZ" + bytes(99), NOT_ALLOWED),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", NOT_ALLOWED),
        (b" %PDF-1.4", NOT_ALLOWED),
        (png()[:60], NOT_ALLOWED),
        (b"%PDF-" + bytes((8 << 20) - 4), TOO_LARGE),
        (b"%PDF-" + bytes(10 << 20), TOO_LARGE),
    ],
)
async def test_what_is_not_taken(data: bytes, sentence: str, api: Api, make: Make, tmp_path: Path):
    ann = await make.person()
    job = await job_of(make, ann)
    answer = await add(api, ann, job, data)
    assert (answer.status, answer.message) == (400, sentence)
    assert await make.count("job_file") == 0 and not list((tmp_path / "files").rglob("*.*"))


async def test_a_job_holds_twenty(api: Api, make: Make, tmp_path: Path):
    ann = await make.person()
    job = await job_of(make, ann)
    for number in range(20):
        await make.row("job_file", job_id=job, owner_id=ann.id, file=f"{number}", name="x", size=1)
    answer = await add(api, ann, job, PDF)
    assert (answer.status, answer.message) == (400, "Error: A job can have at most 20 files.")
    assert not list((tmp_path / "files").rglob("*.*"))


async def test_of_several_at_once_that_do_not_all_fit_the_others_leave_nothing(api: Api, make: Make, tmp_path: Path):
    ann = await make.person()
    job = await job_of(make, ann)
    for number in range(18):
        await make.row("job_file", job_id=job, owner_id=ann.id, file=f"{number}", name="x", size=1)
    answers = await asyncio.gather(*(add(api, ann, job, PDF) for _ in range(6)))
    assert sorted(answer.status for answer in answers) == [200] * 2 + [400] * 4
    assert len(list((tmp_path / "files").rglob("*.*"))) == 2


async def test_a_disk_that_is_nearly_full_takes_no_files(settings: Settings, dsn: str, make: Make):
    ann = await make.person()
    job = await job_of(make, ann)
    async with running(settings.model_copy(update={"disk_free": 10**9}), dsn) as api:
        assert (await add(api, ann, job, PDF)).status == 503
        picture = await api.as_(ann).post(f"/users/{ann.id}/images", **upload(png(), title="A title"))
        assert picture.status == 503


async def test_which_job_has_to_be_said(api: Api, make: Make):
    ann = await make.person()
    for sent, sentence in (
        ({}, "The Job field is required."),
        ({"jobid": "x"}, "The Job field must contain an integer."),
    ):
        answer = await api.as_(ann).post("/jobs/file", sent)
        assert answer.status == 400 and sentence in answer.sentences


async def test_whoever_may_see_the_job_may_read_its_files(api: Api, make: Make):
    ann, ben, eva, boss = [await make.person() for _ in range(3)] + [await make.administrator()]
    job = await job_of(make, ann)
    await add(api, ann, job, PDF)
    path = await url_of(api, ann, job)

    async def statuses() -> list[int]:
        return [(await api.as_(person).get(path)).status for person in (None, ann, ben, eva, boss)]

    assert await statuses() == [403, 200, 200, 200, 200]
    await make.rows("UPDATE job SET public = false")
    await make.row("invite", job_id=job, person_id=ben.id)
    assert await statuses() == [403, 200, 200, 404, 200]
    await make.row("block", blocker_id=ann.id, blocked_id=ben.id)
    assert await statuses() == [403, 200, 404, 404, 200]
    await make.rows("UPDATE job SET deleted_at = now()")
    assert await statuses() == [403, 404, 404, 404, 404]
    nobody = await api.nobody().get(path)
    assert nobody.json == {"status": "error", "message": "token_not_provided"}
    missing = await api.as_(ann).get("/files/job/11nothing.pdf")
    assert (missing.status, missing.json) == (404, {"status": "404", "message": "File not found"})


async def test_strange_addresses_are_found_nowhere(api: Api, make: Make):
    ann = await make.person()
    for path in ("", "%00", "%ff%fe", "..%2f..%2fetc%2fpasswd", "1", "é" * 900, "%F0%9F%98%80"):
        assert (await api.as_(ann).get(f"/files/job/{path}")).status == 404, path
    assert (await api.as_(ann).post("/files/job/x")).status == 404


async def test_two_files_with_one_address_are_each_their_jobs(api: Api, make: Make, tmp_path: Path):
    """20 + 719 and 207 + 19 begin alike."""
    ann, ben = await make.person(), await make.person()
    await make.rows("UPDATE person SET account = 'pro'")
    for owner, job, file, text in ((ann, 20, 719, b"a"), (ben, 207, 19, b"b")):
        await job_of(make, owner, id=job, public=False)
        await make.row("job_file", id=file, job_id=job, owner_id=owner.id, file=f"{job}.pdf", name="x.pdf", size=1)
        (tmp_path / "files" / "jobs").mkdir(parents=True, exist_ok=True)
        (tmp_path / "files" / "jobs" / f"{job}.pdf").write_bytes(text)
    found = [(await api.as_(person).get("/files/job/20719x.pdf")).body for person in (ann, ben)]
    assert found == [b"a", b"b"]


async def test_reaching_for_somebody_elses_is_noted(api: Api, make: Make):
    ann, ben = await make.person(), await make.person()
    job = await job_of(make, ann)
    await add(api, ann, job, PDF)
    with capture_logs() as logs:
        upload = await add(api, ben, job, PDF)
        removal = await api.as_(ben).ask("DELETE", "/jobs/file/1")
    assert (upload.status, upload.json) == (403, {"status": "403", "message": UPLOADING})
    assert (removal.status, removal.json) == (403, {"status": "403", "message": REMOVING})
    noted = [entry for entry in logs if entry["event"] == "forbidden"]
    assert [(entry["log_level"], entry["tried"], entry["caller"], entry["client"]) for entry in noted] == [
        ("warning", "upload to a foreign job", ben.id, "127.0.0.1"),
        ("warning", "removal of a foreign file", ben.id, "127.0.0.1"),
    ]
    assert (noted[0]["job"], noted[1]["file"]) == (job, 1)
    assert await make.count("job_file") == 1


async def test_a_removed_file_is_nobodys_and_the_clock_takes_it_away(api: Api, make: Make, tmp_path: Path):
    ann = await make.person()
    jobs = [await job_of(make, ann) for _ in range(3)]
    for job in jobs:
        await add(api, ann, job, PDF)
    path = await url_of(api, ann, jobs[0])
    answer = await api.as_(ann).ask("DELETE", "/jobs/file/1")
    assert answer.json == {"status": "200", "message": "File removed successfully"}
    again = await api.as_(ann).ask("DELETE", "/jobs/file/1")
    assert (again.status, again.message) == (404, "File not found")
    assert (await api.as_(ann).get(path)).status == 404
    await api.as_(ann).ask("DELETE", f"/jobs/{jobs[1]}")
    folder = tmp_path / "files" / "jobs"
    for file in folder.iterdir():
        os.utime(file, (1, 1))
    await make.row("procrastinate_jobs", queue_name="default", task_name="images.sweep", args="{}")
    await api.run_tasks()
    left = await make.rows("SELECT file FROM job_file WHERE job_id = %s", [jobs[2]])
    assert [(file.name,) for file in folder.iterdir()] == left


async def test_a_full_disk_is_said_and_leaves_no_row(api: Api, make: Make, monkeypatch: pytest.MonkeyPatch):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    ann = await make.person()
    job = await job_of(make, ann)
    monkeypatch.setattr(files.FolderFiles, "_write", full)
    answer = await add(api, ann, job, PDF)
    assert answer.status == 503 and answer.headers["retry-after"]
    assert await make.count("job_file") == 0

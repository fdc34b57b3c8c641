"""Every documented error sentence that no example of the reference shows, and the request that it answers.

Ln is a line of the reference, En an endpoint and Rn a reading of the contract (tests/contract).
"""

import asyncio
from datetime import timedelta
from typing import Any

from contract.worlds import WORLDS
from contract.worlds.request import Request
from replay.cases import HEADER, PARAMETER, Case
from replay.clients import Sent
from replay.rows import OTHER_FILE, Change, auth, errors, form, framework, plain, row, sql
from support.make import Make

FREELANCER, IMAGE = plain(404, "Sorry that freelancer was not found."), plain(404, "That image does not exist.")
JOB, PORTFOLIO = plain(404, "Sorry that job was not found."), plain(400, "Please provide a valid portfolio_id")
BAD_LIMIT = plain(400, "The limit parameter should be a positive integer between 1 and 500")
BAD_OFFSET = plain(400, "The offset parameter should be a positive integer")
NOT_ACCEPTABLE = plain(406, "Not Acceptable -- You requested an invalid format")
THRE = "Thre are errors with the data submitted"
NOT_ALLOWED = "The filetype you are attempting to upload is not allowed."
FOREIGN_FILE = "Forbidden: You are not allowed to delete files of someone elses job. This has been logged."
TEMPORARILY = "Service Unavailable -- We're temporarially offline for maintanance. Please try again later."
BROKEN = "Internal Server Error -- We had a problem with our server. Try again later."
NEWCOMER = {
    "email": "newcomer@example.com", "password": "abcd1234", "pass_confirm": "abcd1234", "display_name": "API User",
    "discipline": "Photographer", "city": "Leeds, United Kingdom", "country": "United Kingdom",
}  # fmt: skip
DELETED = "0123456789abcdef0123456789abcdef.png"  # its address has no suffix and no parameter
OBEYED = 1.5  # seconds
LABELS = {
    "email": "Email Address", "password": "Password", "pass_confirm": "Password Confirmation",
    "display_name": "Display Name", "discipline": "Discipline", "city": "City", "country": "Country",
}  # fmt: skip


async def somebody(api: Any, make: Make) -> Request:
    return Request(token=(await make.person()).token)


async def expired(api: Any, make: Make) -> Request:
    return Request(token=(await make.person()).token, days_later=7.1)


async def forged(api: Any, make: Make) -> Request:
    return Request(token=(await make.person()).token[:-6] + "AAAAAA")


async def suspended(api: Any, make: Make) -> Request:
    await WORLDS["auth.login"](api, make)
    await make.rows("UPDATE person SET suspended_at = now()")
    return Request()


async def by_starter(api: Any, make: Make) -> Request:
    request = await WORLDS["jobs.apply"](api, make)
    await make.rows("UPDATE person SET account = 'starter' WHERE id = 2")
    return request


async def applied(api: Any, make: Make) -> Request:
    request = await WORLDS["jobs.apply"](api, make)
    await make.row("application", job_id=174, person_id=2)
    return request


async def of_owner(api: Any, make: Make) -> Request:
    await WORLDS["jobs.apply"](api, make)
    return Request(token=make.token(1))


async def closed(api: Any, make: Make) -> Request:
    request = await WORLDS["jobs.apply"](api, make)
    day = api.clock() - timedelta(days=3)
    await make.rows("UPDATE job SET expires_on = %s", [day.date()])
    return request


async def file_of_another(api: Any, make: Make) -> Request:
    await WORLDS["jobs.file.delete"](api, make)
    return Request(token=(await make.person(id=2)).token)


def switched(on: str) -> Change:
    """All processes obey it within a second."""

    async def change(make: Make) -> None:
        await make.rows(f"UPDATE service_state SET maintenance = {on}, maintenance_since = now()")
        await asyncio.sleep(OBEYED)

    return change


TOKENS = [
    row(f"L166 {path}", world, f"GET {path}", 403, auth(message), is_anonymous=is_anonymous)
    for path in ("/users/me", "/skills", "/companies/1", "/jobs")
    for world, message, is_anonymous in (
        (somebody, "token_not_provided", True),
        (expired, "token_expired", False),
        (forged, "token_invalid", False),
    )
]
WORDS_OF_STATUSES = [
    row("L38 no API key", somebody, "GET /usage", 401, auth("No valid API key provided"), is_anonymous=True,
        sent=Sent("GET", "/usage", (("Freelancerclub-API-KEY", "0" * 40),))),
    row("L41 method", somebody, "PUT /skills", 405, framework("Unknown method")),
    row("L40 path", somebody, "GET /nothing", 404, framework("Unknown path")),
    row("L42 suffix", somebody, "GET /usage.foo", 406, NOT_ACCEPTABLE, way=PARAMETER),
    row("L42 parameter", somebody, "GET /usage?format=foo", 406, NOT_ACCEPTABLE, way=HEADER),
    row("L43 gone", "auth.login", f"GET /images/portfolio/1/775/{DELETED}", 410,
        plain(410, "Gone -- The resource requested has been removed from our servers"), formats=("json",),
        change=sql(f"INSERT INTO picture (owner_id, file, deleted_at) VALUES (1, '{DELETED}', now())")),
    row("L45 an error of ours", somebody, "GET /skills", 500, plain(500, BROKEN),
        change=sql("ALTER TABLE skill RENAME TO skill_away"), undo=sql("ALTER TABLE skill_away RENAME TO skill")),
    row("L45 maintenance", somebody, "GET /skills", 503, plain(503, TEMPORARILY),
        change=switched("true"), undo=switched("false")),
]  # fmt: skip
ACCOUNTS = [
    row("E2 wrong password", "auth.login", "POST /auth/login", 401, auth("Invalid email or password"),
        email="mia.norton@example.com", password="wrong password"),
    row("E2 unknown address", "auth.login", "POST /auth/login", 401, auth("Invalid email or password"),
        email="nobody@example.com", password="abcd1234"),
    row("R99 suspended", suspended, "POST /auth/login", 403, auth("This account has been suspended"),
        email="mia.norton@example.com", password="abcd1234"),
    row("R96 log-in without fields", "auth.login", "POST /auth/login", 400,
        form("The Email Address field is required.", "The Password field is required.")),
    row("R96 forgot without email", somebody, "POST /users/forgot", 400, form("The Email Address field is required.",
        message=THRE)),
    row("R94 unknown discipline", somebody, "POST /users", 400,
        form("The Discipline field must contain valid disciplines.", message=THRE),
        **NEWCOMER | {"discipline": "Astronaut"}),
    row("R15 address", somebody, "POST /users", 400,
        form("The Email Address field must contain a valid email address.", message=THRE),
        **NEWCOMER | {"email": "nowhere"}),
    row("R15 matches", somebody, "POST /users", 400,
        form("The Password Confirmation field does not match the Password field.", message=THRE),
        **NEWCOMER | {"pass_confirm": "abcd1235"}),
    row("E11 taken", "users.register.taken", "POST /clients", 400,
        errors("The value in &quot;Email Address&quot; is already being used.", THRE),
        email="newcomer@example.com", password="abcd1234", display_name="API User"),
    *(row(f"R15 without {name}", somebody, "POST /users", 400,
          form(f"The {LABELS[name]} field is required.", message=THRE),
          **{key: value for key, value in NEWCOMER.items() if key != name}) for name in NEWCOMER),
    row("R98 too long", "users.update", "POST /users/578", 400,
        form("The Display Name field cannot exceed 100 characters in length.", message=THRE), display_name="x" * 101),
]  # fmt: skip
PICTURES = [
    row("R15 not a picture", "users.profile_image", "POST /users/1/profile", 400, plain(400, f"Error: {NOT_ALLOWED}"),
        image__file=OTHER_FILE),
    row("R96 not a picture", "users.images.add", "POST /users/1/images", 400, errors(NOT_ALLOWED), title="A title",
        image__file=OTHER_FILE),
    row("R90 profile of another", somebody, "POST /users/9/profile", 404, FREELANCER),
    row("R90 pictures of another", somebody, "POST /users/9/images", 404, FREELANCER, title="A title"),
    row("R90 videos of another", somebody, "POST /users/9/videos", 404, FREELANCER, video_url="youtu.be/HXdWzEAvgGg"),
    row("R90 picture of another", somebody, "DELETE /users/9/images/1", 404, IMAGE),
    row("E29 limit", somebody, "GET /images?limit=0", 400, BAD_LIMIT),
    row("E31 limit", "images.comments", "GET /images/11/comments?limit=dave", 400, BAD_LIMIT),
    row("R6 offset", somebody, "GET /companies?offset=-1", 400, BAD_OFFSET),
    row("R90 comments of nothing", somebody, "GET /images/9/comments", 404, IMAGE),
    row("R90 comment on nothing", somebody, "POST /images/9/comments", 404, IMAGE, comment="Nice"),
    row("R90 like of nothing", somebody, "PUT /images/9/like", 404, IMAGE),
    row("R45 like of a blocker", "images.like", "PUT /images/27/like", 404, IMAGE,
        change=sql("INSERT INTO block (blocker_id, blocked_id) VALUES (2, 1)")),
]  # fmt: skip
PORTFOLIOS = [
    row("R96 no discipline", somebody, "POST /users/portfolios", 400, plain(400, "Discipline is required"), title="A"),
    row("R96 long title", somebody, "POST /users/portfolios", 400, plain(400, "Title cannot exceed 15 characters"),
        title="x" * 16, discipline="Photographer"),
    row("R90 portfolio", somebody, "GET /users/1/portfolios/9", 404, plain(404, "Sorry that portfolio was not found.")),
    row("R90 attach to nothing", somebody, "PUT /users/portfolios/9/images/1", 400, PORTFOLIO),
    row("R90 detach from nothing", somebody, "DELETE /users/portfolios/9/images/1", 400, PORTFOLIO),
    row("R90 arrange nothing", somebody, "POST /users/portfolios/9/images", 400, PORTFOLIO, **{"images[]": "1"}),
    row("R35 four defaults", "portfolios.arrange", "POST /users/portfolios/1/images", 400,
        plain(400, "A maximum of 3 defaults can be passed through"),
        sent=Sent("POST", "", form=tuple([("images[]", str(n)) for n in (1, 4, 62)]
                                         + [("defaults[]", str(n)) for n in (1, 4, 62, 63)]))),
]  # fmt: skip
JOBS = [
    row("L2813 starter", by_starter, "POST /jobs/174/apply", 400, plain(400, "Apire members can't apply to paid jobs"),
        jobquote="50"),
    row("R46 own job", of_owner, "POST /jobs/174/apply", 400, plain(400, "You cannot apply for your own job."),
        jobquote="50"),
    row("R60 twice", applied, "POST /jobs/174/apply", 400, plain(400, "You have already applied for this job."),
        jobquote="50"),
    row("R46 expired", closed, "POST /jobs/174/apply", 400, plain(400, "This job is closed."), jobquote="50"),
    row("R60 deleted", "jobs.apply", "POST /jobs/174/apply", 404, JOB, jobquote="50",
        change=sql("UPDATE job SET deleted_at = now()")),
    row("E41 without a type", somebody, "POST /jobs", 400,
        plain(400, "Unable to create job. The Type field is required.")),
    row("R90 recommended for another's", somebody, "GET /jobs/9/recommended", 404, JOB),
    row("R90 invite to another's", somebody, "POST /jobs/9/invite", 404, JOB, userids="1"),
    row("R90 applicants of another's", somebody, "GET /applicants/9", 404, JOB),
    row("R90 decide of another's", somebody, "PUT /applicants/9", 404, JOB, ids="1", status="shortlist"),
    row("R90 file of another", file_of_another, "DELETE /jobs/file/46", 403, plain(403, FOREIGN_FILE)),
    row("R15 no file", "jobs.file.add", "POST /jobs/file", 400,
        plain(400, "Error: You did not select a file to upload."), jobid="225"),
    row("R96 ids", "applicants.update", "PUT /applicants/174", 400,
        plain(400, "Please provide valid application ids"), status="unsuccessful", ids="x"),
    row("R96 status", "applicants.update", "PUT /applicants/174", 400,
        plain(400, "Please provide a valid status"), status="maybe", ids="57"),
    row("E48 message", "applicants.update", "PUT /applicants/174", 400,
        plain(400, "Please provide a message"), status="successful", ids="57"),
]  # fmt: skip
TALK = [
    row("E52 no device", somebody, "POST /notifications/register", 400, form("The Device Id field is required.")),
    row("R69 no message", "messages.create", "POST /messages", 400, form("The Message field is required."), ids="2"),
    row("R96 recipients", somebody, "POST /messages", 400,
        plain(400, "A message can have at most 50 recipients"), message="Hello", ids=",".join(map(str, range(2, 60)))),
    row("R90 delete of nothing", somebody, "DELETE /messages/9", 404, plain(404, "Sorry that message was not found.")),
    row("R90 reply to nothing", somebody, "POST /messages/9/reply", 404,
        plain(404, "Sorry that message was not found."), message="Hello there"),
    row("R90 reply of a stranger", "messages.get.foreign", "POST /messages/88/reply", 403,
        plain(403, "You do not have access to this message"), message="Hello there"),
    row("R91 to oneself", of_owner, "POST /messages/job/174", 400,
        plain(400, "Need at least one valid recipient."), message="Hello there"),
]  # fmt: skip

SENTENCES: list[Case] = [*TOKENS, *WORDS_OF_STATUSES, *ACCOUNTS, *PICTURES, *PORTFOLIOS, *JOBS, *TALK]

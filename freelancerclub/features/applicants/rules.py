"""What an application has to say, what may become of it, and whom the owner of a job looks at."""

from collections.abc import Iterator, Sequence

from freelancerclub.errors import Refusal
from freelancerclub.features.applicants.inputs import NewApplication
from freelancerclub.features.jobs.rules import TEST
from freelancerclub.wire.validate import id_of

NEW, SHORTLIST, SUCCESSFUL, UNSUCCESSFUL = "new", "shortlist", "successful", "unsuccessful"
STATUSES = (UNSUCCESSFUL, SUCCESSFUL, SHORTLIST, NEW)
ALL = "all"
TOLD = {status: f"application.{status}" for status in (SHORTLIST, SUCCESSFUL, UNSUCCESSFUL)}  # of the rest nobody is
MOST = 500  # applications of one change


class NotApplied(Refusal):
    status, message = 404, "You have not applied for this job."


class GivenAlready(Refusal):
    message = "You have been given this job. Please tell its owner if you cannot do it."


class DecidedAlready(Refusal):
    message = "Your application was not successful. It cannot be withdrawn any more."


class BadType(Refusal):
    message = "Please provide a valid type"


class BadApplications(Refusal):
    message = "Please provide valid application ids"


class BadStatus(Refusal):
    message = "Please provide a valid status"


class NoMessage(Refusal):
    message = "Please provide a message"


def missing(kind: str, questions: Sequence[str | None], sent: NewApplication) -> Iterator[str]:
    """The sentences for what this job asks for and nobody said."""
    for number, (question, answer) in enumerate(zip(questions, sent.answers, strict=True), 1):
        if (question or "").strip() and not answer.strip():
            yield f"The Question {number} field is required."
    if kind != TEST and sent.jobquote is None:
        yield "The Job Quote field is required."


def filter_of(sent: str) -> str:
    """Whom to show: `all`, or those of one status. Raises BadType."""
    wanted = sent.strip().lower() or ALL
    if wanted not in (ALL, *STATUSES):
        raise BadType
    return wanted


def ids_of(sent: Sequence[str]) -> list[int]:
    """Raises BadApplications for none, too many, and what is no id."""
    ids = {id_of(item) for item in sent}
    if not ids or None in ids or len(ids) > MOST:
        raise BadApplications
    return sorted(id_ for id_ in ids if id_ is not None)


def status_of(sent: str) -> str:
    """Raises BadStatus."""
    wanted = sent.strip().lower()
    if wanted not in STATUSES:
        raise BadStatus
    return wanted


def message_of(status: str, sent: str) -> str | None:
    """What the owner writes along, required with the job itself. Raises NoMessage."""
    message = sent.strip()
    if status == SUCCESSFUL and not message:
        raise NoMessage
    return message or None

"""Who may apply for a job: one table, in the order in which reasons are given (R46), and when a job is open."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from freelancerclub.errors import Refusal

FREE, STARTER = "free", "starter"
NORMAL, TEST = "normal", "test"


class JobNotFound(Refusal):
    status, message = 404, "Sorry that job was not found."


class OwnJob(Refusal):
    message = "You cannot apply for your own job."


class NotPaying(Refusal):
    message = "Only paid members can apply for jobs."


class StarterToPaid(Refusal):
    """The tier is called Aspire; the sentence is the reference's (L2813)."""

    message = "Apire members can't apply to paid jobs"


class AlreadyApplied(Refusal):
    message = "You have already applied for this job."


class JobClosed(Refusal):
    message = "This job is closed."


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands between a person and a job.

    account: the person's tier. kind: the job's, `normal` jobs are paid (R49). is_open: it has not expired.
    """

    account: str
    is_own: bool
    kind: str
    has_applied: bool
    is_open: bool


# The first that holds is the reason.
REASONS: tuple[tuple[Callable[[Standing], bool], type[Refusal]], ...] = (
    (lambda one: one.is_own, OwnJob),
    (lambda one: one.account == FREE, NotPaying),
    (lambda one: one.account == STARTER and one.kind != TEST, StarterToPaid),
    (lambda one: one.has_applied, AlreadyApplied),
    (lambda one: not one.is_open, JobClosed),
)
WHY_NOT = tuple(refusal for _, refusal in REASONS)


def why_not(standing: Standing) -> type[Refusal] | None:
    """What an application would be refused with; None where it would be taken."""
    return next((refusal for holds, refusal in REASONS if holds(standing)), None)


def may_apply(standing: Standing) -> tuple[int, str]:
    """What lists show of it: `can_apply`, and why not as `apply_message`."""
    refusal = why_not(standing)
    return (1, "") if refusal is None else (0, refusal.message)


def check_may_apply(standing: Standing) -> None:
    """Raises one of WHY_NOT."""
    refusal = why_not(standing)
    if refusal is not None:
        raise refusal


def is_open(expires_on: date | None, on: date) -> bool:
    return expires_on is None or expires_on >= on

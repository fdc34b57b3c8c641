"""Asking people to apply."""

from freelancerclub.callers import in_person, member
from freelancerclub.context import Context
from freelancerclub.features.invites import actions
from freelancerclub.features.invites.inputs import Guests
from freelancerclub.features.invites.rules import JobNotOpen
from freelancerclub.features.jobs.rules import JobNotFound
from freelancerclub.shapes.hiring import Invited
from freelancerclub.wire.endpoint import Router
from freelancerclub.wire.envelopes import Data
from freelancerclub.wire.validate import Fault

router = Router()
PATH, REFUSES = "/jobs/{job_id}/invite", [JobNotFound, JobNotOpen]


@router.post(PATH, allow=member, takes=Guests, faults=Fault.THERE, out=Data[Invited], refuses=REFUSES)
async def invite(ctx: Context, job_id: int, sent: Guests) -> Data[Invited]:
    """Asks people to apply for a job of one's own, each once; `notes` tell what became of each. How many a day depends
    on how old the account is: 10 in the first week, 50 in the first month, then 200. (L3443)"""
    return await _invited(ctx, job_id, sent)


@router.get(
    PATH,
    allow=in_person,
    asks=Guests,
    faults=Fault.THERE,
    out=Data[Invited],
    refuses=REFUSES,
    writes=True,
    deprecated=True,
)
async def former_invite(ctx: Context, job_id: int, asked: Guests) -> Data[Invited]:
    """As the POST, for clients that read the reference by its letter; it needs a token and has no HEAD. (L3443)"""
    return await _invited(ctx, job_id, asked)


async def _invited(ctx: Context, job_id: int, guests: Guests) -> Data[Invited]:
    """What became of each. (L3443)"""
    notes = await actions.do_invite(ctx, job_id, guests.userids)
    return Data(Invited(message="List of users processed", job_id=str(job_id), notes=notes))

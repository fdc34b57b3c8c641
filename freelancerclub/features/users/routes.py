"""Registering, one's own page, changing it, and leaving."""

from typing import Any

from freelancerclub.callers import anyone, in_person, member, member_along, oneself
from freelancerclub.context import Context
from freelancerclub.errors import InvalidInput, TooManyRequests
from freelancerclub.features.auth.actions import WrongPassword
from freelancerclub.features.users import actions, queries
from freelancerclub.features.users.actions import EmailTaken
from freelancerclub.features.users.inputs import Client, Freelancer, Leaving, Profile
from freelancerclub.features.users.queries import PersonNotFound
from freelancerclub.shapes.people import Held, UserMe
from freelancerclub.wire.endpoint import Router
from freelancerclub.wire.envelopes import Data, Done
from freelancerclub.wire.validate import Fault

router = Router()


@router.get("/users/me", allow=member_along, out=Data[UserMe])
async def me(ctx: Context) -> Data[UserMe]:
    """The person of the token. (L417)"""
    if ctx.is_conditional:  # a version is read for less than half of what the page costs
        ctx.made_of(await queries.access_my_version(ctx.db, ctx.claimant))
    version, page = await queries.access_me(ctx.db, ctx.claimant)
    ctx.made_of(version)
    return Data(page)


@router.save(
    "/users/{user_id}",
    allow=oneself(otherwise=PersonNotFound),
    takes=Profile,
    out=Done,
    faults=Fault.THRE,
    refuses=[PersonNotFound, InvalidInput],
)
async def update(ctx: Context, user_id: int, sent: Profile) -> Done:
    """Changes one's own profile; what isn't sent stays. (L926)"""
    await actions.do_update_profile(ctx, user_id, sent)
    return Done(message="Updated User Succesfully")


@router.post("/users", allow=anyone, takes=Freelancer, out=Done, faults=Fault.THRE, refuses=[InvalidInput, EmailTaken])
async def register(ctx: Context, sent: Freelancer) -> Done:
    """Registers a freelancer. (L1006)"""
    await actions.do_register_freelancer(ctx, sent)
    return Done(message="Created user successfully")


@router.post("/clients", allow=anyone, takes=Client, out=Done, faults=Fault.THRE, refuses=[InvalidInput, EmailTaken])
async def register_client(ctx: Context, sent: Client) -> Done:
    """Registers a client, who hires. (L1061)"""
    await actions.do_register_client(ctx, sent)
    return Done(message="Created user successfully")


@router.delete(
    "/users/me",
    allow=in_person,
    takes=Leaving,
    out=Done,
    faults=Fault.THERE,
    refuses=[WrongPassword, TooManyRequests],
)
async def leave(ctx: Context, sent: Leaving) -> Done:
    """Deletes one's account: unseen at once, every token and key ended, erased after 30 days. (ours)"""
    await actions.do_leave(ctx, sent)
    return Done(message="Account deleted")


@router.get("/users/me/export", allow=member, out=Data[Held], private=True)
async def export(ctx: Context) -> Data[Any]:
    """All that is held about oneself, to be kept as a file: a list of rows for each table. (ours)"""
    ctx.headers["Content-Disposition"] = "attachment"  # its name is the last part of the address, with the format
    return Data(await queries.get_held(ctx.db, ctx.me.id))

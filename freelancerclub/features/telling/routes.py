"""Stopping mail: by the link of a mail, and by the mail provider."""

import hmac

from freelancerclub.callers import anyone
from freelancerclub.config import token_key
from freelancerclub.context import Context
from freelancerclub.errors import Refusal, UnknownPath
from freelancerclub.features.auth.actions import do_stop_mail
from freelancerclub.features.telling import actions
from freelancerclub.features.telling.inputs import LONGEST_ADDRESS, Bounced, HookSecret, Unsubscribing
from freelancerclub.features.telling.rules import read_unsubscribe_token
from freelancerclub.wire.endpoint import Router
from freelancerclub.wire.envelopes import Done
from freelancerclub.wire.validate import Fault, invalid

router = Router()


class LinkInvalid(Refusal):
    message = "The unsubscribe link is invalid."


class HookForbidden(Refusal):
    status, message = 403, "The secret is wrong."


@router.get("/unsubscribe", allow=anyone, asks=Unsubscribing, faults=Fault.THERE, out=Done, refuses=[LinkInvalid])
async def look_at_link(ctx: Context, asked: Unsubscribing) -> Done:
    """What the link of a mail would do; it is done by a POST to the same address. People are led to a page with a
    button, /unsubscribe/confirm. (ours)"""
    _read(ctx, asked)
    return Done(message="Send a POST request to this address to get no more mails of this kind.")


@router.post(
    "/unsubscribe",
    allow=anyone,
    asks=Unsubscribing,
    asks_body=True,
    faults=Fault.THERE,
    out=Done,
    refuses=[LinkInvalid],
)
async def unsubscribe(ctx: Context, asked: Unsubscribing) -> Done:
    """Stops the mails of the kind that the link came with; no log-in is needed (RFC 8058). (ours)"""
    person_id, topics = _read(ctx, asked)
    await actions.do_unsubscribe(ctx.db, person_id, topics)
    return Done(message="You will get no more mails of this kind.")


@router.post(
    "/hooks/bounce",
    allow=anyone,
    asks=HookSecret,
    takes=Bounced,
    faults=Fault.THERE,
    out=Done,
    refuses=[UnknownPath, HookForbidden],
)
async def bounced(ctx: Context, asked: HookSecret, sent: Bounced) -> Done:
    """Stops mail to an address, for the mail provider; the secret stands in the query. (ours)"""
    _check_secret(ctx, asked.secret)
    email = sent.email.strip()
    if "@" not in email or len(email) > LONGEST_ADDRESS:
        raise invalid(["The Email field must contain a valid email address."], Fault.THERE)
    await do_stop_mail(ctx.db, email, sent.reason or "bounce", sent.detail[:500], ctx.now)
    return Done(message="Noted")


def _read(ctx: Context, asked: Unsubscribing) -> tuple[int, list[str]]:
    """Raises LinkInvalid. Links signed with a former key still work."""
    old = (key.get_secret_value().encode() for key in ctx.settings.token_old_keys)
    found = read_unsubscribe_token((token_key(ctx.settings), *old), asked.token)
    if found is None:
        raise LinkInvalid
    return found


def _check_secret(ctx: Context, secret: str) -> None:
    """Raises UnknownPath where there is no hook, HookForbidden."""
    expected = ctx.settings.bounce_secret
    if expected is None:
        raise UnknownPath
    if not hmac.compare_digest(expected.get_secret_value().encode(), secret.encode()):
        raise HookForbidden

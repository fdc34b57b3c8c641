"""Log-in, the life of tokens, forgotten and changed passwords and addresses, API keys."""

from freelancerclub.callers import anyone, in_person, in_person_along, refresher
from freelancerclub.context import Context
from freelancerclub.errors import TooManyRequests
from freelancerclub.features.auth import actions, queries
from freelancerclub.features.auth.actions import (
    AccountSuspended,
    ConfirmTokenInvalid,
    InvalidLogin,
    KeyNotFound,
    ResetTokenInvalid,
    TooManyKeys,
    WrongPassword,
)
from freelancerclub.features.auth.inputs import (
    EmailChange,
    EmailConfirmation,
    Forgotten,
    KeyWanted,
    Login,
    PasswordChange,
    Reset,
)
from freelancerclub.features.auth.rules import LONGEST_ADDRESS, TooOldToRefresh, address_to_find
from freelancerclub.features.auth.tasks import SEND_RESET
from freelancerclub.shapes.people import ApiKey, LoginUser, NewApiKey
from freelancerclub.wire.endpoint import Router
from freelancerclub.wire.envelopes import Data, Done, Token
from freelancerclub.wire.validate import Fault

router = Router()


@router.post(
    "/auth/login",
    allow=anyone,
    takes=Login,
    out=Token[LoginUser],
    faults=Fault.THERE,
    refuses=[InvalidLogin, AccountSuspended, TooManyRequests],
    writes=False,
    private=True,
)
async def login(ctx: Context, sent: Login) -> Token[LoginUser]:
    """A token for an e-mail address and its password. (L126)"""
    account = await actions.do_log_in(ctx, sent.email, sent.password)
    token = ctx.tokens.issue(account.id, account.email, account.epoch, since=ctx.now, now=ctx.now)
    return Token(token, account.user)


@router.get("/auth/refresh", allow=refresher, out=Token[LoginUser], refuses=[TooOldToRefresh], private=True)
async def refresh(ctx: Context) -> Token[LoginUser]:
    """A new token for one that is valid or ended at most two weeks ago. (L207)"""
    user = await queries.get_login_user(ctx.db, ctx.me.id)
    claims = ctx.tokens.read(ctx.bearer or "", ctx.now)
    token = ctx.tokens.issue(ctx.me.id, user.email, claims.epoch, since=claims.since, now=ctx.now)
    return Token(token, user)


@router.post("/users/forgot", allow=anyone, takes=Forgotten, out=Done, faults=Fault.THRE, refuses=[TooManyRequests])
async def forgot(ctx: Context, sent: Forgotten) -> Done:
    """Asks for the mail with a reset link; the answer is the same whether or not the address is known. (L1074)"""
    address = address_to_find(sent.email)
    await actions.do_count_forgotten(ctx, address)
    if len(address) <= LONGEST_ADDRESS:
        await ctx.later(SEND_RESET, email=address, asked_at=ctx.now.isoformat())
    return Done(message="If that email address is known to us, a link to reset the password is on its way.")


@router.post("/auth/reset", allow=anyone, takes=Reset, out=Done, faults=Fault.THERE, refuses=[ResetTokenInvalid])
async def reset(ctx: Context, sent: Reset) -> Done:
    """Sets a new password with the token of the mail, and ends every older token. (ours)"""
    await actions.do_reset_password(ctx, sent)
    return Done(message="Password updated successfully")


@router.post(
    "/auth/password",
    allow=in_person,
    takes=PasswordChange,
    out=Token[LoginUser],
    faults=Fault.THERE,
    refuses=[WrongPassword, TooManyRequests],
    private=True,
)
async def change_password(ctx: Context, sent: PasswordChange) -> Token[LoginUser]:
    """Changes the password, ends every token issued so far, and gives a new one. (ours)"""
    epoch = await actions.do_change_password(ctx, sent)
    user = await queries.get_login_user(ctx.db, ctx.me.id)
    return Token(ctx.tokens.issue(ctx.me.id, user.email, epoch, since=ctx.now, now=ctx.now), user)


@router.post("/auth/logout", allow=in_person, out=Done)
async def log_out(ctx: Context) -> Done:
    """Ends the token that was sent; other tokens of the person stay. (ours)"""
    await actions.do_end_token(ctx)
    return Done(message="Logged out")


@router.post("/auth/logout/all", allow=in_person, out=Done)
async def log_out_everywhere(ctx: Context) -> Done:
    """Ends every token of the person, refreshable ones too. (ours)"""
    await actions.do_end_tokens(ctx.db, ctx.me.id)
    return Done(message="Logged out everywhere")


@router.post(
    "/auth/email",
    allow=in_person,
    takes=EmailChange,
    out=Done,
    faults=Fault.THERE,
    refuses=[WrongPassword, TooManyRequests],
)
async def change_email(ctx: Context, sent: EmailChange) -> Done:
    """Sends a code to the new address, which becomes the account's once the code is confirmed. (ours)"""
    await actions.do_ask_email_change(ctx, sent)
    return Done(message="A code to confirm the new address is on its way.")


@router.post(
    "/auth/email/confirm",
    allow=anyone,
    takes=EmailConfirmation,
    out=Done,
    faults=Fault.THERE,
    refuses=[ConfirmTokenInvalid],
)
async def confirm_email(ctx: Context, sent: EmailConfirmation) -> Done:
    """Makes the confirmed address the account's; the old one is told. (ours)"""
    await actions.do_confirm_email(ctx, sent.token)
    return Done(message="Email address updated successfully")


@router.get("/auth/keys", allow=in_person_along, out=Data[list[ApiKey]], pairs=True)
async def api_keys(ctx: Context) -> Data[list[ApiKey]]:
    """One's own API keys, newest first; of a key itself only its making shows more than its label. (ours)"""
    ctx.made_of(ctx.claimant.id, await queries.access_api_keys_state(ctx.db, ctx.claimant))
    return Data(await queries.find_api_keys(ctx.db, ctx.claimant.id))


@router.post(
    "/auth/keys",
    allow=in_person,
    takes=KeyWanted,
    out=Data[NewApiKey],
    faults=Fault.THERE,
    refuses=[TooManyKeys],
    private=True,
)
async def make_api_key(ctx: Context, sent: KeyWanted) -> Data[NewApiKey]:
    """Makes an API key; it is shown this once. (ours)"""
    return Data(await actions.do_make_key(ctx.db, ctx.me.id, sent.label, ctx.now))


@router.delete("/auth/keys/{key_id}", allow=in_person, out=Done, refuses=[KeyNotFound])
async def revoke_api_key(ctx: Context, key_id: int) -> Done:
    """Revokes an API key at once. (ours)"""
    await actions.do_revoke_key(ctx.db, ctx.me.id, key_id, ctx.now)
    return Done(message="API key revoked")

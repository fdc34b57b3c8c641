"""Finds the person whom a command names."""

from freelancerclub.cli.failing import Stop
from freelancerclub.context import Context
from freelancerclub.features.auth.queries import Account, find_account
from freelancerclub.features.users.queries import find_deleted


async def person_of(ctx: Context, email: str) -> Account:
    """Raises Stop for an address that nobody here has."""
    account = await find_account(ctx.db, email)
    if account is None and await find_deleted(ctx.db, email) is not None:
        raise Stop(f"{email} is deleted: `club user restore {email}` brings the account back until it is erased")
    if account is None:
        raise Stop(f"Nobody here has the address {email}: check it, or make an account with `club user create`")
    return account


async def active_person_of(ctx: Context, email: str) -> Account:
    """As `person_of`, of those who aren't shut out. Raises Stop."""
    account = await person_of(ctx, email)
    if account.is_suspended:
        raise Stop(f"{account.email} is suspended: `club user restore {account.email}` lets them in again")
    return account

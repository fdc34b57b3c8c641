"""The probes of portfolios."""

from contract.blocks.probe import Asked, Probe
from support.make import Make, Person


async def _portfolio(make: Make, owner: Person) -> int:
    return await make.row("portfolio", owner_id=owner.id, place=1, title="Weddings", discipline="Photographer")


async def portfolios(make: Make, me: Person, other: Person) -> Asked:
    await _portfolio(make, other)
    return Asked(f"/users/{other.id}/portfolios")


async def portfolio(make: Make, me: Person, other: Person) -> Asked:
    return Asked(f"/users/{other.id}/portfolios/{await _portfolio(make, other)}")


PROBES: dict[tuple[str, str], Probe] = {
    ("GET /users/{user_id}/portfolios", "their portfolios"): portfolios,
    ("GET /users/{user_id}/portfolios/{portfolio_id}", "their portfolio"): portfolio,
}

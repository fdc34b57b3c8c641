"""Who may ask: the values of `allow=`, and the caller they let through."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from freelancerclub.errors import Refusal

ADMINISTRATOR = 1
MEMBER = 4


@dataclass(frozen=True, slots=True)
class Claim:
    """What a rightly signed token still has to be compared with: the person's epoch, the tokens that were ended.

    expires: when it ends by itself, for whoever goes on after that.
    """

    epoch: int
    digest: bytes
    expires: datetime | None = None


@dataclass(frozen=True, slots=True)
class Caller:
    """The person whose token came with the request.

    claim: not compared with the database yet, so neither is the role known; see `Allow.along`.
    proven: the same once it was compared.
    """

    id: int
    role: int
    key_id: int | None = None  # the API key it came with instead of a token
    claim: Claim | None = None
    proven: Claim | None = None

    @property
    def is_administrator(self) -> bool:
        return self.role == ADMINISTRATOR


@dataclass(frozen=True)
class Allow:
    """What an endpoint asks of its caller.

    token: `none` (any token there is ignored, R21), `valid`, or `refreshable` (may have expired, L169).
    keys: an API key is as good as a token here (R78).
    self_or: the first id of the path must be the caller's own, else this refusal; administrators pass (R12, R90).
    along: the handler's own statement asks whether the token still counts (`STILL_COUNTS` in auth), which saves
        one; its handler finds the caller as `ctx.claimant`, while `ctx.me` refuses to vouch for a mere claim.
    """

    name: str
    token: Literal["none", "valid", "refreshable"] = "valid"
    keys: bool = True
    self_or: type[Refusal] | None = None
    along: bool = False

    def check(self, me: Caller, ids: tuple[int | str, ...]) -> None:
        """Raises the refusal for somebody else's id."""
        if self.self_or is not None and not me.is_administrator and ids[0] != me.id:
            raise self.self_or


anyone = Allow("anyone", token="none")
member = Allow("member")
member_along = Allow("member", along=True)
in_person = Allow("in person", keys=False)
in_person_along = Allow("in person", keys=False, along=True)
refresher = Allow("refresher", token="refreshable", keys=False)


def oneself(otherwise: type[Refusal]) -> Allow:
    return Allow("oneself", self_or=otherwise)

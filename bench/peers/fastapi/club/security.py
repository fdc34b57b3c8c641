"""Tokens by PyJWT and passwords by pwdlib, as FastAPI's documentation has them; the same claims and parameters."""

import os
import secrets
import time
from typing import Annotated, Any

import jwt
from fastapi import Depends, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import select

from club.database import SessionDep
from club.models import Person, PersonVersion

KEY = os.environ["PEER_KEY"]
ALGORITHM = "HS512"
WEEK = 7 * 24 * 3600  # seconds
ADMINISTRATOR = 1

passwords = PasswordHash((Argon2Hasher(time_cost=2, memory_cost=19 * 1024, parallelism=1),))
bearer = HTTPBearer()


def issue(person):
    now = int(time.time())
    claims = {
        "id": str(person.id),
        "email": person.email,
        "iat": now,
        "exp": now + WEEK,
        "epoch": person.version.token_epoch,
        "since": now,
        "jti": secrets.token_hex(8),
    }
    return jwt.encode(claims, KEY, ALGORITHM)


async def get_me(session: SessionDep, sent: Annotated[HTTPAuthorizationCredentials, Depends(bearer)]):
    """Whose token it is: not expired, and of the person's present epoch."""
    try:
        claims = jwt.decode(sent.credentials, KEY, [ALGORITHM])
        person_id, epoch = int(claims["id"]), claims.get("epoch", 0)
    except (jwt.PyJWTError, KeyError, ValueError):
        raise HTTPException(401) from None
    found = await session.execute(
        select(Person.id, Person.role, Person.account, Person.created_at)
        .join(PersonVersion)
        .where(
            Person.id == person_id,
            Person.deleted_at.is_(None),
            Person.suspended_at.is_(None),
            PersonVersion.token_epoch == epoch,
        )
    )
    me = found.one_or_none()
    if me is None:
        raise HTTPException(401)
    return me


Me = Annotated[Any, Depends(get_me)]

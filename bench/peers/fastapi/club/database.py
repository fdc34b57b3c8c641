"""The engine, and a session a request: the dependency that FastAPI's documentation has, in SQLAlchemy's async form."""

import os
from typing import Annotated

from fastapi import Depends
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

URL = make_url(os.environ["PEER_DATABASE_URL"]).set(drivername="postgresql+asyncpg")

engine = create_async_engine(URL, pool_size=8, max_overflow=0)
Session = async_sessionmaker(engine, expire_on_commit=False)


async def get_session():
    async with Session() as session:
        yield session


SessionDep = Annotated[AsyncSession, Depends(get_session)]

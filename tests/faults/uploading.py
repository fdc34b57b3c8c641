"""A process that uploads and is killed at a named step: `python -m faults.uploading DATA_DIR DSN TOKEN ID STEP TIMES`.

It forks before anything is opened, a child an upload, so that all is loaded once.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2

from freelancerclub.adapters.files import FolderFiles
from freelancerclub.adapters.pictures import ChildPictures
from freelancerclub.app import create_app
from freelancerclub.config import read_settings
from freelancerclub.db.pool import Transaction
from support.pictures import png, upload


def die(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def before(owner: Any, name: str) -> None:
    async def instead(*_: object, **__: object) -> None:
        die()

    setattr(owner, name, instead)


def after(owner: Any, name: str) -> None:
    done = getattr(owner, name)

    async def instead(*arguments: object, **named: object) -> None:
        await done(*arguments, **named)
        die()

    setattr(owner, name, instead)


def within(owner: Any, name: str) -> None:
    """A little after it has begun."""
    done = getattr(owner, name)

    async def instead(*arguments: object, **named: object) -> Any:
        asyncio.get_running_loop().call_later(0.0005, die)
        return await done(*arguments, **named)

    setattr(owner, name, instead)


def before_file_is_named() -> None:
    """Its bytes are in a draft."""
    setattr(Path, "rename", die)  # noqa: B010  — mypy holds methods for constants


STEPS: dict[str, Callable[[], None]] = {
    "while it is decoded": lambda: within(ChildPictures, "_child"),
    "before the file": lambda: before(FolderFiles, "save"),
    "while the file is written": lambda: before_file_is_named(),
    "after the file": lambda: after(FolderFiles, "save"),
    "before the commit": lambda: before(Transaction, "commit"),
    "after the commit": lambda: after(Transaction, "commit"),
}


async def send(data_dir: str, dsn: str, token: str, person_id: str, number: int) -> None:
    settings = read_settings(_env_file=None, data_dir=Path(data_dir), token_key="test-key-" * 8)
    app = create_app(settings, dsn)
    async with app.router.lifespan_context(app):
        client = httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://testserver")
        path = "images" if number % 2 else "profile"
        sent = upload(png(200 + number, 200), title="A title")
        await client.post(f"/users/{person_id}/{path}", headers={"Authorization": f"Bearer {token}"}, **sent)


def main() -> None:
    """Prints how each child ended."""
    *given, step, times = sys.argv[1:]
    for number in range(int(times)):
        child = os.fork()
        if child == 0:
            STEPS[step]()
            asyncio.run(send(*given, number))
            os._exit(0)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


if __name__ == "__main__":
    main()

"""Pictures for the demo, which has no photographers: drawn by a child from the names of their files."""

import asyncio
import os
import sys
from collections.abc import AsyncGenerator, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

CHILD = "freelancerclub.adapters.sketching"


@dataclass(frozen=True, slots=True)
class Sketch:
    """kind: picture, profile, logo or cover; width and height in pixels."""

    file: str
    kind: str
    width: int
    height: int


async def draw(asked: Iterable[Sketch]) -> AsyncGenerator[tuple[str, Path]]:
    """The name of each and where it lies, until the next is asked for."""
    with TemporaryDirectory(prefix="club-sketches-") as folder:
        child = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", CHILD, folder),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            env={"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
            start_new_session=True,  # a Ctrl-C is for the worker, who ends it; without one its input ends
        )
        assert child.stdin is not None and child.stdout is not None
        try:
            for one in asked:
                child.stdin.write(msgspec.json.encode(one) + b"\n")
                if not await child.stdout.readline():
                    raise RuntimeError(f"{one.file} was not drawn")
                path = Path(folder) / one.file
                yield one.file, path
                path.unlink()
        finally:
            with suppress(ProcessLookupError):
                child.kill()
            await child.wait()

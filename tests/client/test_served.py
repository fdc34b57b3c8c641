"""Against `club serve` on the demo town: every sample of the guide, and the stream of events of a real server."""

import asyncio
import contextlib
import io
import re
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from client.either import DOORS, Either, either
from client.test_endpoints import CALLED, NAMES, URLS
from support.serving import Serving, free_port

ROOT = Path(__file__).parents[2]
PAGES = {name: (ROOT / name).read_text() for name in ("docs/guide/library.md", "client/README.md")}
SAMPLE = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PRINTED = re.compile(r"^ *print\(.*\)  # (.+)$", re.MULTILINE)
ADDRESS = "http://127.0.0.1:8000"
HAS_EVENTS = "GET /events" in NAMES
MIA, ZOE = ("mia.norton@example.com", "abcd1234"), ("zoe@example.com", "a fine password")


def is_there(sample: str) -> bool:
    """Whether the service has every endpoint that a sample calls; samples of others begin to run with them."""
    names = re.findall(r"\b(\w+\.\w+)\(", sample)
    asked = [CALLED[name] for name in names if name in CALLED and name != "files.read"]
    nodes = [(method, URLS.match(path).node) for method, path in asked]
    has_all = all(node is not None and method in node.endpoints for method, node in nodes)
    return has_all and (HAS_EVENTS or ".events(" not in sample)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    folder = Path(tempfile.mkdtemp(prefix="club-library-"))  # pytest's own is closed to the database's user
    folder.chmod(0o755)
    serving = Serving(folder, free_port(), "--demo")
    serving.ready()
    yield f"http://127.0.0.1:{serving.port}"
    serving.end(signal.SIGTERM)
    shutil.rmtree(folder, ignore_errors=True)


def test_the_samples_are_found():
    for page in PAGES.values():
        samples = SAMPLE.findall(page)
        assert len(samples) == page.count("```python") > 0
    assert sum(map(is_there, SAMPLE.findall(PAGES["docs/guide/library.md"]))) >= 8


@pytest.mark.parametrize("page", PAGES)
def test_every_sample_prints_what_it_says(page: str, address: str):
    world: dict[str, object] = {}
    for number, sample in enumerate(filter(is_there, SAMPLE.findall(PAGES[page])), 1):
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            exec(compile(sample.replace(ADDRESS, address), f"sample {number}", "exec"), world)
        printed = out.getvalue().splitlines()
        expected = PRINTED.findall(sample)
        assert [line for line in printed if line in expected] == expected, (sample, [line[:200] for line in printed])


async def hear(club: Either, many: int, after: str = "") -> list[Any]:
    heard = []
    async with asyncio.timeout(60):
        async for event in club.events(after):
            heard.append(event)
            if len(heard) == many:
                break
    return heard


if HAS_EVENTS:

    @pytest.mark.parametrize("door", DOORS)
    async def test_events_are_heard_and_gone_on_from(door: str, address: str):
        mia, zoe = either(door, address), either(door, address)
        await mia.auth.login(*MIA)
        with contextlib.suppress(Exception):  # the other door has registered her already
            await zoe.users.register(ZOE[0], ZOE[1], "Zoe", "Photographer", "Leeds", "United Kingdom")
        my_id = (await zoe.auth.login(*ZOE)).id
        (ready,) = await hear(zoe, 1)
        assert ready.kind == "ready"

        for words in ("The first", "The second"):
            await mia.messages.start([my_id], words)
        first = await hear(zoe, 2, after=ready.id)
        assert [event.kind for event in first] == ["ready", "message"]
        assert first[1].data.message == "The first"
        later = await hear(zoe, 2, after=first[1].id)
        assert [event.data.message for event in later if event.kind == "message"] == ["The second"]
        await mia.close()
        await zoe.close()

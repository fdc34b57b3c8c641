"""The guide of the library: every sample is run on the demo town, and prints what stands beside it."""

import contextlib
import io
import re
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from client.test_endpoints import CALLED, NAMES, URLS
from support.serving import Serving, free_port

GUIDE = (Path(__file__).parents[2] / "docs/guide/library.md").read_text()
SAMPLES = re.findall(r"^```python\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
PRINTED = re.compile(r"^ *print\(.*\)  # (.+)$", re.MULTILINE)
ADDRESS = "http://127.0.0.1:8000"


def is_there(sample: str) -> bool:
    """Whether the service has every endpoint that a sample calls; samples of others begin to run with them."""
    names = re.findall(r"\b(\w+\.\w+)\(", sample)
    asked = [CALLED[name.removeprefix("club.")] for name in names if name in CALLED]
    nodes = [(method, URLS.match(path).node) for method, path in asked]
    has_events = "GET /events" in NAMES or ".events(" not in sample
    return has_events and all(node is not None and method in node.endpoints for method, node in nodes)


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
    assert len(SAMPLES) == GUIDE.count("```python") > 8
    assert sum(map(is_there, SAMPLES)) >= 7
    assert not is_there("club.nothing.at_all(), club.events()") or "GET /events" in NAMES


def test_every_sample_prints_what_it_says(address: str):
    world: dict[str, object] = {}
    for number, sample in enumerate(filter(is_there, SAMPLES), 1):
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            exec(compile(sample.replace(ADDRESS, address), f"sample {number}", "exec"), world)
        printed = out.getvalue().splitlines()
        expected = PRINTED.findall(sample)
        assert [line for line in printed if line in expected] == expected, (sample, [line[:200] for line in printed])

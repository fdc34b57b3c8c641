"""Two programs written from the published reference alone, by people who never saw the code, against `club serve`.

They are kept as they were written but for the readings that the project has chosen where the reference is silent.
"""

import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.limits import UNLIMITED
from support.serving import Serving, free_port

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def club() -> Iterator[Serving]:
    folder = Path(tempfile.mkdtemp(prefix="club-clients-"))  # pytest's own is closed to the database's user
    folder.chmod(0o755)
    (folder / ".env").write_text("".join(f"CLUB_{name.upper()}={limit}\n" for name, limit in UNLIMITED.items()))
    serving = Serving(folder, free_port(), "--demo")
    serving.ready()
    yield serving
    serving.end(signal.SIGTERM)
    shutil.rmtree(folder, ignore_errors=True)


NEEDS_CURL = pytest.mark.skipif(shutil.which("curl") is None, reason="no cURL on this machine")


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(["bash", "client.sh"], id="shell", marks=NEEDS_CURL),
        pytest.param([sys.executable, "client.py"], id="python"),
    ],
)
def test_a_client_of_the_reference_passes(command: list[str], club: Serving):
    program = [*command[:-1], str(HERE / command[-1])]
    said = subprocess.run(
        [*program, f"http://127.0.0.1:{club.port}", str(club.data_dir / "mail")],
        capture_output=True,
        text=True,
        timeout=300,
    )
    failures = [line for line in said.stdout.splitlines() if line.startswith("FAIL")]
    assert said.returncode == 0 and not failures, "\n".join(failures) or said.stdout[-2000:] + said.stderr[-2000:]

"""A whole S3 protocol server, moto, in an environment of its own: it wants another dateutil than procrastinate.

It is installed from its lock (`tests/peers/moto`) into `build`, the first time in a minute, and runs on this machine
only.
"""

import hashlib
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from support.serving import free_port

ROOT = Path(__file__).parents[2]
LOCK = ROOT / "tests" / "peers" / "moto" / "requirements.txt"
PATIENCE = 300  # seconds for pip
PROGRAM = """
import sys
from moto.server import ThreadedMotoServer
server = ThreadedMotoServer(ip_address="127.0.0.1", port=int(sys.argv[1]), verbose=False)
server.start()
print("ready", flush=True)
sys.stdin.read()
"""


class NotInstalled(Exception):
    """The registry of packages can't be reached."""


def python() -> Path:
    """Raises NotInstalled."""
    made = ROOT / "build" / f"moto-{hashlib.sha256(LOCK.read_bytes()).hexdigest()[:8]}"
    binary, ready = made / "bin" / "python", made / "ready"
    if not ready.exists():
        made.parent.mkdir(exist_ok=True)
        options = ("--disable-pip-version-check", "--quiet", "--root-user-action=ignore", "--require-hashes")
        for command in (
            (sys.executable, "-m", "venv", "--clear", str(made)),
            (str(binary), "-m", "pip", "install", *options, "-r", str(LOCK)),
        ):
            done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)
            if done.returncode:
                raise NotInstalled(done.stderr[-500:])
        ready.touch()
    return binary


@contextmanager
def moto(bucket: str) -> Iterator[str]:
    """Its address; the bucket is there. Raises NotInstalled."""
    port = free_port()
    command = [str(python()), "-c", PROGRAM, str(port)]
    address = f"http://127.0.0.1:{port}"
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        try:
            assert server.stdout is not None
            while (line := server.stdout.readline()) != "ready\n":
                assert line, "moto ended"
            with urllib.request.urlopen(urllib.request.Request(f"{address}/{bucket}", method="PUT")):
                yield address
        finally:
            server.kill()

"""Granian workers on one core: `python serve.py PORT CORE [WORKERS]`, beside the same server of ours."""

import os
import sys

from granian.constants import HTTPModes, Interfaces, Loops
from granian.log import LogLevels
from granian.server import MPServer as Granian


def main(port, core, workers="1"):
    if core != "-":
        os.sched_setaffinity(0, {int(core)})
    server = Granian(
        "club.main:app",
        address="127.0.0.1",
        port=int(port),
        interface=Interfaces.ASGI,
        workers=int(workers),
        loop=Loops.uvloop,
        http=HTTPModes.http1,
        websockets=False,
        workers_kill_timeout=5,
        log_level=LogLevels.warning,
    )
    server.serve()


if __name__ == "__main__":
    main(*sys.argv[1:])

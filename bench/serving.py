"""Granian workers on one core, as `club serve` runs them: `python -m bench.serving api|static PORT CORE [WORKERS]`."""

import os
import sys
from collections.abc import Callable
from typing import Any

from granian.constants import HTTPModes, Interfaces, Loops
from granian.log import LogLevels
from granian.server import MPServer as Granian

from bench.cases import HOST
from bench.static import create_static
from freelancerclub.app import from_environment
from freelancerclub.cli.children import prepare_to_fork

APPS: dict[str, Callable[[], Any]] = {"api": from_environment, "static": create_static}


def main(kind: str, port: str, core: str, workers: str = "1") -> None:
    if core != "-":
        os.sched_setaffinity(0, {int(core)})
    server = Granian(
        f"bench.{kind}",
        address=HOST,
        port=int(port),
        interface=Interfaces.ASGI,
        workers=int(workers),
        loop=Loops.uvloop,
        http=HTTPModes.http1,
        websockets=False,
        workers_kill_timeout=5,
        log_level=LogLevels.warning,
    )
    prepare_to_fork()
    server.serve(target_loader=lambda _: APPS[kind]())


if __name__ == "__main__":
    main(*sys.argv[1:])

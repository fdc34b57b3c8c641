"""Granian workers of one thread each: `python serve.py PORT CORE [WORKERS]`, beside the same server of ours."""

import os
import sys

from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server import MPServer as Granian

os.environ["DJANGO_SETTINGS_MODULE"] = "club.settings"


def load(_):
    from django.core.wsgi import get_wsgi_application  # noqa: PLC0415  — in the worker

    return get_wsgi_application()


def main(port, core, workers="1"):
    if core != "-":
        os.sched_setaffinity(0, {int(core)})
    server = Granian(
        "peer",
        address="127.0.0.1",
        port=int(port),
        interface=Interfaces.WSGI,
        workers=int(workers),
        blocking_threads=1,
        http=HTTPModes.http1,
        websockets=False,
        workers_kill_timeout=5,
        log_level=LogLevels.warning,
    )
    server.serve(target_loader=load)


if __name__ == "__main__":
    main(*sys.argv[1:])

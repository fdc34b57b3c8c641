"""How an API process hears that it shall stop, and closes its door: also before it has begun to serve."""

import os
import select
import socket
import subprocess
import sys
import textwrap

from freelancerclub.cli.draining import GRACE, NOBODYS, close

# What granian does with what it is given, in its order; the two runs of the loop are where signals used to be lost.
PROCESS = """
    import os, signal, socket, sys, time
    import uvloop
    from granian import _signals
    from freelancerclub.cli import draining

    class Told:
        def set(self):
            print("told", round(time.monotonic() - begun, 1), flush=True)
            loop.stop()

    async def started():
        pass

    draining.WorkerSignal = Told
    door = socket.create_server(("127.0.0.1", 0))
    draining.drain_at_signals(door, lambda: print("streams end", flush=True))
    loop, begun = uvloop.new_event_loop(), time.monotonic()
    _signals.set_loop_signals(loop)
    when = sys.argv[1]
    for moment in ("before", "between", "twice"):
        if moment == when or when == "twice":
            os.kill(os.getpid(), signal.SIGTERM)
        if moment == "before":
            loop.run_until_complete(started())
    loop.run_forever()
"""


def test_a_signal_is_heard_whenever_it_comes():
    for when in ("before", "between", "twice"):
        process = subprocess.run(
            [sys.executable, "-c", textwrap.dedent(PROCESS), when], capture_output=True, text=True, timeout=30
        )
        assert (process.returncode, process.stderr) == (0, "")
        ended, told = process.stdout.splitlines()
        assert ended == "streams end" and float(told.removeprefix("told ")) >= GRACE


def test_a_closed_door_lets_nobody_in_here_and_stays_open_elsewhere():
    with socket.create_server(("127.0.0.1", 0)) as door:
        address = door.getsockname()
        ending = os.fork()
        if ending == 0:  # an API process that ends, and has not begun to serve
            close(door)
            socket.create_connection(address).close()
            let_in = select.select([door], [], [], 0.2)[0]
            os._exit(1 if let_in or door.getsockname()[0] != NOBODYS else 0)
        assert os.waitstatus_to_exitcode(os.waitpid(ending, 0)[1]) == 0
        door.settimeout(5)
        door.accept()[0].close()

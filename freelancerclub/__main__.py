"""The entry: `club`, or `python -m freelancerclub`."""

import atexit
import importlib
import os
import signal
import sys
from contextlib import suppress


def main() -> None:
    # Loading takes a moment, in which Ctrl-C has nothing to undo and should print no traceback.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        importlib.import_module("freelancerclub.cli.program").run()
    except SystemExit as ended:
        if not isinstance(ended.code, int):
            raise
        _leave(ended.code)


def _leave(code: int) -> None:
    """Ends the process without taking the interpreter down.

    Threads of the file store's library may still be handing back what is done, and abort the process when they find
    the interpreter on its way out: a backup that is whole would end as if it had failed.
    https://github.com/PyO3/pyo3-async-runtimes/issues/40
    """
    atexit._run_exitfuncs()
    with suppress(BrokenPipeError):  # `club config | head`
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    main()

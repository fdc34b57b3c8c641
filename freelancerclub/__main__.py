"""The entry: `club`, or `python -m freelancerclub`."""

import importlib
import signal


def main() -> None:
    # Loading takes a moment, in which Ctrl-C has nothing to undo and should print no traceback.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    importlib.import_module("freelancerclub.cli.program").run()


if __name__ == "__main__":
    main()

"""php-fpm behind nginx on one core: `python serve.py PORT CORE [WORKERS]`; both end with it, on SIGTERM."""

import getpass
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

FOLDER = Path(__file__).resolve().parent
WHERE = os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/sbin", "/usr/local/sbin"))
FPM = ("php-fpm", *(f"php-fpm{version}" for version in ("8.5", "8.4", "8.3", "8.2", "8.1")))
NEEDED = {"PDO", "pdo_pgsql", "Zend OPcache"}
START, STOP = 10, 10  # seconds
STATIC = ("-d", "opcache.enable=1", "-d", "opcache.validate_timestamps=0")  # as PHP's manual has it for production


def program(*names):
    return next(filter(None, (shutil.which(name, path=WHERE) for name in names)), None)


def why_not():
    """Why it can't run on this machine, in a few words; '' where it can."""
    fpm = program(*FPM)
    if fpm is None or program("nginx") is None:
        return f"this machine has no {'php-fpm' if fpm is None else 'nginx'}"
    modules = subprocess.run([fpm, "-m"], capture_output=True, text=True, check=False).stdout.splitlines()  # noqa: S603
    missing = sorted(NEEDED.difference(modules))
    return f"PHP has no {' and no '.join(missing)}" if missing else ""


def pdo_of(address):
    """What PDO calls the database of a postgresql:// address."""
    parts = urlsplit(address)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    found = {
        "host": query.get("host", parts.hostname),
        "port": query.get("port", parts.port),
        "dbname": unquote(parts.path.lstrip("/")),
        "user": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "options": "-c timezone=UTC",
    }
    return "pgsql:" + ";".join(f"{name}='{value}'" for name, value in found.items() if value)


def written(folder, name, values):
    """The file of that name with `@word@` replaced, as a file of its own."""
    text = (FOLDER / name).read_text()
    for word, value in values.items():
        text = text.replace(f"@{word}@", str(value))
    made = folder / name
    made.write_text(text)
    return str(made)


def main(port, core, workers="1"):
    reason = why_not()
    if reason:
        raise SystemExit(reason)
    if core != "-":
        os.sched_setaffinity(0, {int(core)})
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: sys.exit())
    folder = Path(tempfile.mkdtemp(prefix="peer-php-"))
    running = []
    try:
        serve(folder, port, workers, running)
    finally:
        for process in reversed(running):
            process.terminate()
        for process in running:
            try:
                process.wait(STOP)
            except subprocess.TimeoutExpired:
                process.kill()
        shutil.rmtree(folder, ignore_errors=True)


def serve(folder, port, workers, running):
    """Starts both and returns when one of them ends."""
    is_root, name = os.getuid() == 0, getpass.getuser()
    values = {"folder": folder, "here": FOLDER, "port": int(port), "workers": int(workers)}
    fpm_conf = written(folder, "php-fpm.conf", values | {"user": f"user = {name}" if is_root else ""})
    nginx_conf = written(folder, "nginx.conf", values | {"user": f"user {name};" if is_root else ""})
    environment = os.environ | {"PEER_PDO": pdo_of(os.environ["PEER_DATABASE_URL"])}
    as_root = ["--allow-to-run-as-root"] if is_root else []
    fpm = [program(*FPM), "--nodaemonize", "--force-stderr", *as_root, *STATIC, "--fpm-config", fpm_conf]
    running.append(subprocess.Popen(fpm, env=environment))  # noqa: S603
    deadline = time.monotonic() + START
    while not (folder / "fpm.sock").exists():
        if time.monotonic() > deadline or running[0].poll() is not None:
            raise SystemExit("php-fpm does not start")
        time.sleep(0.02)
    nginx = [program("nginx"), "-e", "stderr", "-p", str(folder), "-c", nginx_conf]
    running.append(subprocess.Popen(nginx))  # noqa: S603
    while all(process.poll() is None for process in running):
        time.sleep(0.5)
    raise SystemExit("php-fpm or nginx has ended")


if __name__ == "__main__":
    main(*sys.argv[1:])

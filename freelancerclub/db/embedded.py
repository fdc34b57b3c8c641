"""Starts or joins the embedded PostgreSQL of a data folder, and stops it with its last user.

Why this calls the server's programs itself instead of the library's class: docs/decisions/0002.
"""

import fcntl
import hashlib
import os
import pwd
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from urllib.parse import quote

import psycopg

from freelancerclub.db.errors import EmbeddedFailed, first_line
from freelancerclub.db.installed import MAJOR, closed_folder, installation, server_user

CLUSTER = "postgres"  # the folder in the data folder
DATABASE = "club"
PATIENCE = 30.0  # seconds for a server that is starting, stopping or repairing itself
LONGEST_SOCKET = 100  # bytes of a socket's path; Linux allows 107, others 103
SOCKET = ".s.PGSQL.5432"
PLAIN = re.compile(r"[\w/. +-]+", re.ASCII)  # what needs no quoting in a shell's quotes and a list of folders
SHELLS_OWN = set('"$`\\\n')  # pg_ctl starts the server through a shell and lets these through
STARTUP_LOG = "startup.log"
PID_FILE = "postmaster.pid"
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
NO_PROCESS = "2147483646"  # above any process number
# What a start says while children of a killed server still hold its memory, or when another start was faster.
PASSING = ("shared memory block", "lock file")

# Written into postgresql.conf once, when the data folder is made: from then on the file is the operator's.
SETTINGS = {
    "listen_addresses": "",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "effective_cache_size": "1GB",
    "random_page_cost": "1.1",
    "wal_compression": "on",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "idle_in_transaction_session_timeout": "60s",
    "logging_collector": "on",  # data_dir/postgres/log, a file a weekday, each overwritten a week later
    "log_directory": "log",
    "log_filename": "postgresql-%a.log",
    "log_truncate_on_rotation": "on",
    "log_rotation_age": "1d",
    "log_rotation_size": "0",
    "log_error_verbosity": "terse",  # a DETAIL would write people's addresses into the log
}
# For tests only: a crash of the machine may then cost everything.
HASTE = ("-c fsync=off", "-c synchronous_commit=off", "-c full_page_writes=off")


@dataclass
class Embedded:
    """A running server that stays at least until `stop`; leaving the `with` block stops too."""

    dsn: str
    _place: "_Place"
    _users: int  # the open file whose shared lock says that we use the server; it ends with the process

    def revive(self) -> bool:
        """Starts the server again where it was killed; whether it had to. Raises EmbeddedFailed."""
        if _read_pid_file(self._place.cluster).alive:
            return False
        with _locked(self._place.data_dir):
            self._place.serve()
        return True

    def stop(self) -> None:
        """Leaves the server; the last one to leave shuts it down (fast: clients are cut off, nothing is lost)."""
        if self._users < 0:
            return
        with _undisturbed(), _locked(self._place.data_dir):
            alone = True
            try:
                fcntl.flock(self._users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                alone = False
            os.close(self._users)
            self._users = -1
            if alone:
                self._place.stop()

    def __enter__(self) -> "Embedded":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def start(data_dir: Path, *, durable: bool = True) -> Embedded:
    """Starts the server in `data_dir/postgres`, making it if need be, or joins the one that runs there.

    Any number of processes may do this at once. Raises EmbeddedFailed.
    """
    with ExitStack() as stack:
        with _undisturbed():
            server = stack.enter_context(_started(data_dir.absolute(), durable))
        stack.pop_all()  # a signal that waited would have stopped it again
        return server


def _started(data_dir: Path, durable: bool) -> Embedded:
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        with _locked(data_dir):
            place = _Place(data_dir.resolve(), durable)
            dsn = _open_database(place.serve())
            users = os.open(data_dir / "postgres.users", os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o644)
            fcntl.flock(users, fcntl.LOCK_SH)
            return Embedded(dsn, place, users)
    except OSError as error:
        raise EmbeddedFailed(
            f"The data folder {data_dir} can't be used ({error.strerror or error}): "
            "make it writable, or choose another with CLUB_DATA_DIR"
        ) from error


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Signals wait: one between the start of a server and our knowing of it would leave a server that nobody stops."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _locked(data_dir: Path) -> Iterator[None]:
    """One start or stop at a time in this folder. The kernel forgets the lock of a killed process."""
    file = os.open(data_dir / "postgres.lock", os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
    finally:
        fcntl.flock(file, fcntl.LOCK_UN)  # closing is not enough: a process forked meanwhile has the file open too
        os.close(file)


class _Place:
    """The folder of one server and the user who runs it; its methods are called under the lock."""

    def __init__(self, data_dir: Path, durable: bool) -> None:
        self.data_dir = data_dir
        self.cluster = data_dir / CLUSTER
        self.durable = durable
        if SHELLS_OWN & set(str(data_dir)):
            raise EmbeddedFailed(f'The data folder {data_dir} may not have " $ ` or \\ in its name: choose another')
        self.user = server_user(self.cluster)
        if self.user is not None:
            self._let_pass(self.user)
        self.programs = installation(data_dir, self.user) / "bin"

    def _let_pass(self, user: pwd.struct_passwd) -> None:
        """Our own folder may be opened for passing through; folders above it are not ours to open."""
        if closed_folder(self.cluster, user) == self.data_dir:
            self.data_dir.chmod(self.data_dir.stat().st_mode | 0o011)
        closed = closed_folder(self.cluster, user)
        if closed is not None:
            raise EmbeddedFailed(
                f"PostgreSQL can't run as root, and the user {user.pw_name} may not enter {closed}: "
                "choose another CLUB_DATA_DIR (such as /var/lib/freelancerclub), or start as an ordinary user"
            )

    def serve(self) -> Path:
        """Joins the server that runs here or starts it. Returns the folder of its socket."""
        if not self.cluster.exists() or not any(self.cluster.iterdir()):
            self._make()
        self._check_version()
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            found = _read_pid_file(self.cluster)
            if found.socket_dir is not None and _answers(found.socket_dir):
                return found.socket_dir
            if not found.alive:
                self._launch(found)
            elif found.ready and found.socket_dir and not (found.socket_dir / SOCKET).exists():
                self.stop()  # its socket was swept away: nobody can reach it any more
            else:
                time.sleep(0.05)  # it is starting, stopping or repairing itself
        raise EmbeddedFailed(f"PostgreSQL does not answer: see {self.cluster / 'log'}, then start again")

    def _launch(self, found: "_Found") -> None:
        """Starts the server; returns without one when what a killed one left behind needs a moment to go."""
        socket_dir = self._socket_dir()
        if found.text:
            _disown(self.cluster / PID_FILE, found)
            (socket_dir / f"{SOCKET}.lock").unlink(missing_ok=True)
        log = self.cluster / STARTUP_LOG
        log.unlink(missing_ok=True)
        options = " ".join((f"-k '{socket_dir}'", *(() if self.durable else HASTE)))
        failure = self._run(
            *("pg_ctl", "start", "-w", "-s", "-t", str(int(PATIENCE)), "-D", str(self.cluster)),
            *("-l", str(log), "-o", options),
        )
        if failure is None:
            return
        reason = self._why(log) or failure
        if not any(passing in reason for passing in PASSING):
            raise EmbeddedFailed(f"PostgreSQL does not start in {self.cluster} ({reason}): see the log folder in there")
        time.sleep(0.1)

    def _why(self, startup_log: Path) -> str:
        """What stopped a start: said at once, or in the log folder once the server writes there."""
        if not startup_log.exists():
            return ""
        said = startup_log.read_text(errors="replace")
        if "FATAL" not in said:
            logs = sorted((self.cluster / SETTINGS["log_directory"]).glob("*.log"), key=lambda log: log.stat().st_mtime)
            said += "".join(log.read_text(errors="replace")[-4000:] for log in logs[-1:])
        return _reason(said)

    def stop(self) -> None:
        for mode in ("fast", "immediate"):  # immediate loses nothing either, the next start repairs
            if self._run("pg_ctl", "stop", "-w", "-s", "-m", mode, "-t", "20", "-D", str(self.cluster)) is None:
                with suppress(OSError):  # mostly it isn't there
                    self._short_dir().rmdir()
                return

    def _make(self) -> None:
        """Made aside and renamed, so that a folder that exists is whole, whatever was killed when."""
        aside = self.data_dir / "postgres.new"
        if aside.exists():
            shutil.rmtree(aside)
        aside.mkdir(mode=0o700)
        if self.user is not None:
            os.chown(aside, self.user.pw_uid, self.user.pw_gid)
        # The builtin locale is the same everywhere, and its lower() knows all of Unicode.
        options = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        # Trusting is safe: only whoever may enter a folder of mode 700 reaches the socket.
        options += ["--username=postgres", "--auth-local=trust", "--auth-host=reject"]
        options += [] if self.durable else ["--no-sync"]
        settings = [f"--set={name}={value}" for name, value in SETTINGS.items()]
        failure = self._run("initdb", *options, *settings, "-D", str(aside))
        if failure is not None:
            raise EmbeddedFailed(
                f"PostgreSQL can't make its files in {self.cluster} ({failure}): choose another CLUB_DATA_DIR"
            )
        aside.rename(self.cluster)

    def _check_version(self) -> None:
        file = self.cluster / "PG_VERSION"
        if not file.exists():
            raise EmbeddedFailed(
                f"{file} is missing, so {self.cluster} is no whole database: "
                "put it back, or choose another CLUB_DATA_DIR and restore a backup into it"
            )
        found = file.read_text().strip()
        if found != MAJOR:
            raise EmbeddedFailed(
                f"The data in {self.cluster} was made by PostgreSQL {found}, this program brings {MAJOR}: "
                "choose another CLUB_DATA_DIR and load a dump into it"
            )

    def _short_dir(self) -> Path:
        """Fixed, so that every process finds the same."""
        return Path("/tmp") / f"club-{hashlib.sha256(os.fsencode(self.cluster)).hexdigest()[:16]}"  # noqa: S108

    def _socket_dir(self) -> Path:
        """The server's own folder, closed to others; where its path is too long for a socket, a short one."""
        if len(os.fsencode(self.cluster / SOCKET)) <= LONGEST_SOCKET and PLAIN.fullmatch(str(self.cluster)):
            return self.cluster
        short = self._short_dir()
        owner = os.geteuid() if self.user is None else self.user.pw_uid
        with suppress(FileExistsError):
            short.mkdir(mode=0o700)
            if self.user is not None:
                os.chown(short, self.user.pw_uid, self.user.pw_gid)
        status = short.lstat()
        if status.st_uid != owner or status.st_mode & 0o077 or short.is_symlink():
            raise EmbeddedFailed(f"{short} belongs to somebody else: remove it, or choose a shorter CLUB_DATA_DIR")
        return short

    def _run(self, program: str, *arguments: str) -> str | None:
        """Runs one of the server's programs; None when it went well, else what it said, in one line."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        run_as: dict[str, object] = {}
        if self.user is not None:
            run_as = {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []}
        # A file, not a pipe: the server inherits it from pg_ctl, and a pipe would be read until the server ends.
        with tempfile.TemporaryFile() as said:
            done = subprocess.run(  # noqa: S603
                [str(self.programs / program), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                cwd=self.data_dir,
                env=environment | {"LC_ALL": "C"},
                check=False,
                start_new_session=True,  # a Ctrl-C that ended pg_ctl would leave a server that nobody knows of
                **run_as,  # type: ignore[call-overload]
            )
            if done.returncode == 0:
                return None
            said.seek(0)
            return _reason(said.read().decode(errors="replace")) or f"{program} failed"


@dataclass(frozen=True)
class _Found:
    """What a server wrote down about itself, line by line as it started; it may be long dead."""

    text: str = ""
    alive: bool = False
    socket_dir: Path | None = None
    ready: bool = False


def _read_pid_file(cluster: Path) -> _Found:
    try:
        text = (cluster / PID_FILE).read_text()
    except FileNotFoundError:
        return _Found()
    lines = [line.strip() for line in text.splitlines()]
    alive = bool(lines) and lines[0].isdigit() and _serves(int(lines[0]), cluster)
    socket_dir = Path(lines[4]) if len(lines) > 4 and lines[4] else None
    return _Found(text or " ", alive, socket_dir, "ready" in lines)


def _disown(file: Path, found: _Found) -> None:
    """Lets a start pass by the number of a dead server that some other process has by now.

    PostgreSQL would take that process for a server. The rest of the file stays: by it PostgreSQL sees whether
    children of the dead one still write to the data. A file that was cut short says nothing and goes.
    """
    lines = found.text.splitlines()
    if len(lines) > 4:
        file.write_text("\n".join((NO_PROCESS, *lines[1:], "")))
    else:
        file.unlink(missing_ok=True)


def _answers(socket_dir: Path) -> bool:
    with suppress(psycopg.OperationalError):
        psycopg.connect(_dsn(socket_dir, "postgres"), connect_timeout=5).close()
        return True
    return False


def _serves(pid: int, cluster: Path) -> bool:
    """Whether the process is a server of this folder: numbers are used again, after a restart at the latest."""
    if Path("/proc/self").exists():
        with suppress(OSError):
            arguments = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
            return any(Path(os.fsdecode(argument)).resolve() == cluster for argument in arguments if argument)
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _reason(said: str) -> str:
    """The last line that says why, else the first."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    telling = [line for line in lines if "FATAL" in line or "error:" in line]
    return telling[-1] if telling else " ".join(lines[:1])


def _dsn(socket_dir: Path, database: str) -> str:
    return f"postgresql://postgres@/{database}?host={quote(str(socket_dir))}"


def _open_database(socket_dir: Path) -> str:
    """Makes the database where it is missing; called under the lock, so only one process does."""
    try:
        with psycopg.connect(_dsn(socket_dir, "postgres"), autocommit=True) as connection:
            known = connection.execute("select 1 from pg_database where datname = %s", [DATABASE]).fetchone()
            if known is None:
                connection.execute(f"create database {DATABASE} template template0")
    except psycopg.Error as error:
        raise EmbeddedFailed(f"The database {DATABASE} can't be made ({first_line(error)})") from error
    return _dsn(socket_dir, DATABASE)

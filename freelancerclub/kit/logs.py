"""Logs: one JSON line an event on stderr, or coloured lines for eyes; nobody's address or secret in either."""

import logging
import re
import sys
import traceback
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import IO, Any

import msgspec
import structlog

# What must not be kept, wherever it comes from: the path of a mistaken request, what a library says. Each begins
# where nothing of its kind stands before and gives nothing back, so that the time grows with the length alone.
_ADDRESS = re.compile(r"(?<![^\s\"<>()\[\]{}/\\=&?,;:|@])[^\s\"<>()\[\]{}/\\=&?,;:|@]++@[^\s\"<>()\[\]{}/\\=&?,;:|@]*+")
_SECRET = re.compile(r"(?<![\w-])(?:eyJ[\w.-]*+|[\w-]{40,}+)|\$argon2\S*+", re.ASCII)
_SHORTEST_SECRET = 36  # marks: the first part of a token
_JSON = msgspec.json.Encoder(enc_hook=repr)
_HARMLESS = frozenset({int, float, bool, type(None)})
# The id of a request may be long: its sender chose it. The last two are the library's own.
_OURS = frozenset({"id", "level", "timestamp", "_record", "_from_structlog"})


def set_up_logs(format_name: str, level: str) -> None:
    """Our lines and those of the libraries go the same way; a line break in a value stays inside its line."""
    stamp: structlog.typing.Processor
    ours: structlog.typing.Processor
    theirs: structlog.typing.Processor
    factory: Callable[..., Any]
    if format_name == "json":
        factory = structlog.BytesLoggerFactory(_Patient(sys.stderr.buffer))  # type: ignore[arg-type]
        stamp, ours = _moment, _in_bytes  # every request has a line: text is made of it once, by the encoder
        theirs = structlog.processors.JSONRenderer(_written)
    else:
        factory = structlog.WriteLoggerFactory(_Patient(sys.stderr))  # type: ignore[arg-type]
        stamp = structlog.processors.TimeStamper(fmt="iso", utc=True)
        ours = theirs = structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    shared: list[structlog.typing.Processor] = [
        structlog.processors.add_log_level,
        stamp,
        structlog.processors.ExceptionRenderer(_told),
        scrub,
    ]
    lowest = getattr(logging, level.upper())
    structlog.configure(
        processors=[*shared, ours],
        wrapper_class=structlog.make_filtering_bound_logger(lowest),
        logger_factory=factory,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    stripped = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(foreign_pre_chain=[_first_line, *shared], processors=[stripped, theirs])
    )
    # The queue prints a failed task's arguments, addresses among them; the worker says what is fit to be kept.
    logging.getLogger("procrastinate").setLevel(logging.CRITICAL)
    logging.basicConfig(level=max(lowest, logging.WARNING), handlers=[handler], force=True)


def _moment(_logger: Any, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    event["timestamp"] = datetime.now(UTC)
    return event


def _in_bytes(_logger: Any, _method: str, event: structlog.typing.EventDict) -> bytes:
    return _JSON.encode(event)


def _written(event: structlog.typing.EventDict, **_: Any) -> str:
    return _JSON.encode(event).decode()


class _Patient:
    """A file on which a full disk or a broken pipe costs the line, and not the request that wanted to write it."""

    def __init__(self, file: IO[Any]) -> None:
        self._file = file

    def write(self, text: Any) -> None:
        try:  # noqa: SIM105 (suppress takes as long as the writing)
            self._file.write(text)
        except OSError:
            pass

    def flush(self) -> None:
        try:  # noqa: SIM105
            self._file.flush()
        except OSError:
            pass


def scrub(_logger: Any, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Without addresses and secrets; hardly a value looks like one, so that a line costs two microseconds."""
    for name, value in event.items():
        kind = type(value)
        if kind in _HARMLESS or name in _OURS:
            continue
        text = value if kind is str else repr(value)
        if "@" in text or "%40" in text:
            event[name] = text = _ADDRESS.sub("[address]", text.replace("%40", "@"))
        if len(text) >= _SHORTEST_SECRET:
            event[name] = _SECRET.sub("[secret]", text)
    return event


def _first_line(_logger: Any, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """A library's further lines quote objects, and with them whatever these hold."""
    event["event"] = str(event.get("event", "")).partition("\n")[0]
    return event


def _told(exc_info: Any) -> str:
    return "\n".join(_lines(exc_info[1]))


def _lines(error: BaseException | None) -> Iterator[str]:
    """Where an exception came from and of which kind it is, but not what it says: that quotes what was sent."""
    if error is None:
        return
    earlier = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    yield from _lines(earlier)
    for place in traceback.extract_tb(error.__traceback__):
        yield f"{place.filename}:{place.lineno} {place.name}: {place.line}"
    said = {name: getattr(error, name, None) for name in ("sqlstate", "errno", "code")}
    codes = [str(code) for name, code in said.items() if isinstance(code, int) or (name == "sqlstate" and code)]
    yield " ".join([f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins."), *codes])
    if isinstance(error, BaseExceptionGroup):
        for one in error.exceptions:
            yield from _lines(one)

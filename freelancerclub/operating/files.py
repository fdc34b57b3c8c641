"""The addresses of job files, beside the API: bytes for those who may see the job, through the gate of the API."""

from urllib.parse import quote, unquote

import structlog

from freelancerclub.adapters.files import FilesAway
from freelancerclub.adapters.pictures import MEDIA_TYPES
from freelancerclub.callers import Caller, member
from freelancerclub.context import Services
from freelancerclub.db.pool import DatabaseAway
from freelancerclub.errors import BadApiKey, InternalError, Refusal, ServiceUnavailable, TokenRefused
from freelancerclub.features.jobfiles.queries import access_file
from freelancerclub.features.jobfiles.rules import FileNotFound, stored_name
from freelancerclub.operating.answers import Answer, encoded, note, refused, send_held
from freelancerclub.wire.dispatch import Scope
from freelancerclub.wire.gate import Gate
from freelancerclub.wire.incoming import Incoming, Proxies, read_incoming
from freelancerclub.wire.outgoing import BUSY, Outgoing, Send
from freelancerclub.wire.receive import Receive

PREFIX = "/files/job/"
TYPES = MEDIA_TYPES | {"pdf": "application/pdf"}
POLICY = "default-src 'none'; sandbox"

log = structlog.get_logger("jobs")


class JobFilePages:
    """Stands before the API, and answers for all that begins with `/files/job/`: limited and metered as a request."""

    def __init__(self, services: Services, proxies: Proxies, gate: Gate, outgoing: Outgoing, api: object) -> None:
        self._services = services
        self._outgoing = outgoing
        self._proxies = proxies
        self._gate = gate
        self._api = api

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not scope["path"].startswith(PREFIX) or scope["method"] not in ("GET", "HEAD"):
            await self._api(scope, receive, send)  # type: ignore[operator]
            return
        incoming = read_incoming(scope, self._proxies)
        answer, caller = await self._answer(incoming)
        answer = await send_held(incoming, answer, send, self._outgoing)
        if caller is not None:
            self._gate.meter(caller.id, incoming.bytes_in, len(answer.body))
        note(incoming, answer, "job files", None if caller is None else caller.id)

    async def _answer(self, incoming: Incoming) -> tuple[Answer, Caller | None]:
        caller: Caller | None = None
        refusal: Refusal
        try:
            turn = self._gate.count(incoming)
            caller = await self._gate.pass_through(incoming, turn, member, ())
            assert caller is not None, "members come with a token or a key"
            return await self._served(caller, incoming), caller
        except Refusal as said:
            refusal = said
            if isinstance(said, TokenRefused | BadApiKey):
                self._gate.distrust(incoming)
        except (DatabaseAway, FilesAway) as away:
            log.error("file not served", id=incoming.id, reason=str(away))
            refusal = ServiceUnavailable(BUSY)
        except Exception:
            log.exception("failed", id=incoming.id)
            refusal = InternalError()
        return refused(incoming, refusal), caller

    async def _served(self, me: Caller, incoming: Incoming) -> Answer:
        """Raises FileNotFound."""
        address = unquote(incoming.path.removeprefix(PREFIX), errors="replace").replace("\x00", "\ufffd")
        kept = await access_file(self._services.database, me, address)
        body = await self._services.files.read(stored_name(kept.file))
        if body is None:
            log.error("kept file is gone", file=kept.file)
            raise FileNotFound
        headers = {
            "Content-Type": TYPES[kept.file.rpartition(".")[2]],
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(kept.name, safe='')}",
            "Content-Security-Policy": POLICY,
            "Cache-Control": "private, no-store",
            "Cross-Origin-Resource-Policy": "same-site",
        }
        return Answer(200, body, encoded(headers))

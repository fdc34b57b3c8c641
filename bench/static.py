"""The static handler: the same bytes behind the same token check under the same server, and nothing else."""

import base64
import json
import os
from datetime import UTC, datetime
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from freelancerclub.adapters.tokens import Forged, Tokens

ANSWERS = "BENCH_ANSWERS"  # the variable that names the file of answers
KEY = "BENCH_KEY"
REFUSED = "refused"
NOTHING = (404, "text/plain", b"")


def save(path: Path, answers: dict[str, tuple[int, str, bytes]]) -> None:
    """Writes what the static handler answers: status, content type and body by path and query."""
    written = {
        where: [status, kind, base64.b64encode(body).decode()] for where, (status, kind, body) in answers.items()
    }
    path.write_text(json.dumps(written))


def create_static() -> Starlette:
    """Answers 200 with the bytes of the API, or what it said about a forged token where the signature is wrong."""
    tokens = Tokens(os.environ[KEY].encode())
    written = json.loads(Path(os.environ[ANSWERS]).read_text())
    answers = {where: (status, kind, base64.b64decode(body)) for where, (status, kind, body) in written.items()}

    async def answer(request: Request) -> Response:
        bearer = request.headers.get("authorization")
        url = request.url
        where = f"{url.path}?{url.query}" if url.query else url.path
        if bearer is not None:
            try:
                tokens.read(bearer.removeprefix("Bearer "), datetime.now(UTC))
            except Forged:
                where = REFUSED
        status, kind, body = answers.get(where, NOTHING)
        return Response(body, status, headers={"Content-Type": kind})

    return Starlette(routes=[Route("/{rest:path}", answer, methods=["GET", "POST"])])

"""Api: drives the service over HTTP as a client would, and checks every answer against its declaration."""

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2

from freelancerclub.adapters.mail import RememberingMailer
from freelancerclub.adapters.push import RememberingPusher
from freelancerclub.adapters.video import RememberingVideos, Videos
from freelancerclub.app import create_app, create_worker
from freelancerclub.config import Settings
from freelancerclub.reference import ENDPOINTS
from freelancerclub.wire.urls import Urls
from support.shapes import check

SITE = "https://club.example.com"
URLS = Urls(ENDPOINTS)


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC).replace(microsecond=0)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class Answer:
    """A response, read."""

    status: int
    body: bytes
    headers: httpx2.Headers

    @property
    def json(self) -> Any:
        import json

        return json.loads(self.body)

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def message(self) -> str:
        return self.json["message"]

    @property
    def sentences(self) -> str:
        """The form-validation errors, out of their JSON inside JSON."""
        import json

        return json.loads(self.json["errors"])


@dataclass
class Api:
    """One client; `as_` gives another one that sends a person's token."""

    client: httpx2.AsyncClient
    clock: Clock
    mailer: RememberingMailer
    pusher: RememberingPusher
    videos: RememberingVideos
    run_tasks: Any
    close_books: Any
    settings: Settings
    app: Any
    token: str | None = None
    seen: list[Answer] = field(default_factory=list)

    def as_(self, person: Any) -> "Api":
        return replace(self, token=person if person is None or isinstance(person, str) else person.token)

    def nobody(self) -> "Api":
        return replace(self, token=None)

    async def get(self, path: str, **options: Any) -> Answer:
        return await self.ask("GET", path, **options)

    async def post(self, path: str, data: Any = None, **options: Any) -> Answer:
        return await self.ask("POST", path, data=data, **options)

    async def ask(self, method: str, path: str, *, headers: dict[str, str] | None = None, **options: Any) -> Answer:
        headers = dict(headers or {})
        if self.token is not None:
            headers.setdefault("Authorization", f"Bearer {self.token}")
        response = await self.client.request(method, path, headers=headers, **options)
        answer = Answer(response.status_code, response.content, response.headers)
        self._check(method, path, answer)
        return answer

    @staticmethod
    def _check(method: str, path: str, answer: Answer) -> None:
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-request-id"]
        if not answer.body or not answer.headers["content-type"].startswith("application/json"):
            return
        node = URLS.match(path.partition("?")[0]).node
        endpoint = node.endpoints.get(method) if node else None
        if answer.status == 200 and endpoint is not None:
            check(answer.json, endpoint.out)
        elif answer.status != 200:
            body = answer.json[0] if isinstance(answer.json, list) else answer.json
            assert list(body) in (["status", "message"], ["status", "message", "errors"]), body


@asynccontextmanager
async def running(settings: Settings, dsn: str, *, takes_turns: bool = False):
    """The application with its lifespan, a clock that stands still and a mailbox that remembers.

    What one person does many times at once meets in the database, as from many processes, unless it takes turns.
    Its books are closed when a test says so, or usage would change while somebody looks at it.
    """
    clock = Clock()
    mailer, pusher = RememberingMailer(settings.mail_from, clock), RememberingPusher()
    videos = RememberingVideos()
    app = create_app(settings, dsn, clock=clock, mail=mailer)
    if not takes_turns:
        app.state.doors.turn_of = lambda caller: None
    app.state.doors.keep_books = asyncio.Event().wait

    async def run_tasks(asked: Videos | None = None) -> None:
        worker = create_worker(settings, dsn, clock=clock, mail=mailer, push=pusher, videos=asked or videos)
        await worker.run_due()

    async with app.router.lifespan_context(app):
        transport = httpx2.ASGITransport(app, client=("127.0.0.1", 40000))
        async with httpx2.AsyncClient(transport=transport, base_url="http://testserver") as client:
            yield Api(client, clock, mailer, pusher, videos, run_tasks, app.state.doors.close_books, settings, app)

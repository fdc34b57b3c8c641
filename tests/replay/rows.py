"""Rows: a world of an example with another request in it, and the documented answer, as short as a line."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from contract.worlds import WORLDS
from contract.worlds.request import Request
from replay.cases import FORMATS, Case, Change, bearer, exactly
from replay.clients import File, Sent
from support.make import Make

Body = dict[str, Any] | list[Any]
OTHER_FILE = File("notes.txt", b"Not a picture")


def plain(status: int, message: str) -> Body:
    """What most endpoints say."""
    return {"status": str(status), "message": message}


def auth(message: str) -> Body:
    """What is said under /auth, and of every token (R2)."""
    return {"status": "error", "message": message}


def framework(message: str) -> Body:
    return {"status": False, "message": message}


def errors(text: str, message: str = "There are errors with the data submitted") -> Body:
    return plain(400, message) | {"errors": text}


def form(*sentences: str, message: str = "There are errors with the data submitted") -> Body:
    """Form-validation errors, which are JSON inside JSON (R14)."""
    return errors(json.dumps("".join(f"{sentence}\n" for sentence in sentences)), message)


def row(
    name: str,
    world: str | Callable[[Any, Make], Awaitable[Request]],
    asked: str,
    status: int,
    body: Body | Callable[[Any, Request], Any],
    /,
    *,
    change: Change | None = None,
    undo: Change | None = None,
    formats: tuple[str, ...] = FORMATS,
    way: int | None = None,
    is_anonymous: bool = False,
    sent: Sent | None = None,
    **more: Any,
) -> Case:
    """`asked` is `METHOD /path`; `more` are fields of the form, with `__` for `-` in their names.

    `sent` is what is otherwise sent with the world's token: headers, a body as it stands.
    """
    fields = tuple((each.replace("__", "-"), value) for each, value in more.items())
    method, _, path = asked.partition(" ")

    async def made(api: Any, make: Make) -> Request:
        request = await (WORLDS[world] if isinstance(world, str) else world)(api, make)
        if change:
            await change(make)
        return request

    def send(request: Request) -> Sent:
        like = sent or Sent(method, path)
        headers = () if is_anonymous else bearer(request)
        return replace(like, method=method, path=path, headers=like.headers + headers, form=like.form or fields)

    expect = body if callable(body) else exactly(body)
    return Case(name, made, send, status, expect, formats=formats, way=way, undo=undo)


def sql(statement: str) -> Change:
    return lambda make: make.rows(statement)

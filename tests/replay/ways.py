"""The documented ways of calling, the awkward ones included: how bodies are sent, slashes, pairs in paths, other names.

Each asks for the answer of an example, so that it is right only when it is the documented one.
"""

import base64
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from contract.test_examples import ALL as EXAMPLES
from contract.worlds import WORLDS
from contract.worlds.request import Request
from replay.cases import Case, bearer, documented
from replay.clients import Fields, File, Sent
from replay.rows import row

BOUNDARY = "----WebKitFormBoundary7MA4YWxkTrZu0gW"
MULTIPART = ("content-type", f"multipart/form-data; boundary={BOUNDARY}")
URLENCODED = ("Content-Type", "application/x-www-form-urlencoded")
JSON = ("content-type", "application/json")
BY_NAME = {example["name"]: example for example in EXAMPLES}
STALE = ("authorization", "Bearer eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzUxMiJ9.eyJpZCI6IjEifQ.msRKLMMfuClYY9Vg9y3mSR4")
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
Change = Callable[[Sent, Request], Sent]


def fields_of(request: Request) -> Fields:
    values = ((name, value if isinstance(value, list) else [value]) for name, value in request.data.items())
    return tuple((name, str(each)) for name, many in values for each in many)


def raw(fields: Fields) -> str:
    """A multipart text written by hand, as the Python samples hold it (L984)."""
    head = f"--{BOUNDARY}\r\nContent-Disposition: form-data; "
    return "".join(f'{head}name="{name}"\r\n\r\n{value}\r\n' for name, value in fields) + f"--{BOUNDARY}--"


def in_json(fields: Fields) -> str:
    """Repeated names are a list."""
    sent: dict[str, Any] = {}
    for name, value in fields:
        sent[name] = [*sent[name], value] if isinstance(sent.get(name), list) else value
        if name.endswith("[]") and not isinstance(sent[name], list):
            sent[name] = [sent[name]]
    return json.dumps(sent)


def way(name: str, example: str, change: Change, **more: Any) -> Case:
    """The request of an example, changed."""
    shown = BY_NAME[example]

    def send(request: Request) -> Sent:
        path = request.path or shown["path"]
        return change(Sent(shown["method"], path, bearer(request), fields_of(request)), request)

    return Case(f"{name}: {example}", WORLDS[example], send, shown["status"], documented(shown), **more)


def text(body: str | None, *headers: tuple[str, str]) -> Callable[[Sent], Sent]:
    return lambda sent: replace(sent, form=(), text=body, headers=sent.headers + headers)


# How a body may be sent: what the two clients do by themselves is how examples are replayed.
BODIES: dict[str, Callable[[Sent], Sent]] = {
    "JSON": lambda sent: text(in_json(sent.form), JSON)(sent),
    "JSON without a Content-Type": lambda sent: text(in_json(sent.form))(sent),
    "multipart text": lambda sent: text(raw(sent.form), MULTIPART)(sent),
    "multipart text without a Content-Type": lambda sent: text(raw(sent.form))(sent),
    "multipart text that says urlencoded": lambda sent: text(raw(sent.form), URLENCODED)(sent),
    "a form under another Content-Type": lambda sent: replace(sent, headers=(*sent.headers, URLENCODED)),
}
WITH_FIELDS = [
    example["name"] for example in EXAMPLES if example["method"] != "GET" and example["name"] not in ("users.forgot",)
]
WITHOUT_FIELDS = {  # what these answer doesn't depend on fields
    "multipart header, empty body": (MULTIPART, ""),
    "urlencoded header, empty body": (URLENCODED, ""),
    "JSON header, empty body": (JSON, ""),
    "a body that nobody reads": (URLENCODED, "display_name=Old&x=1"),
}


def _bodies() -> list[Case]:
    return [
        way(name, example, lambda sent, _, change=change: change(sent) if sent.form else sent)
        for example in WITH_FIELDS
        for name, change in BODIES.items()
    ]


def _empty_bodies() -> list[Case]:
    return [
        way(name, example["name"], lambda sent, _, header=header, body=body: text(body, header)(sent))
        for example in EXAMPLES
        if example["method"] in ("GET", "DELETE", "PUT") and example["name"] != "applicants.update"
        for name, (header, body) in WITHOUT_FIELDS.items()
    ]


def _slashes() -> list[Case]:
    def change(sent: Sent, _: Request) -> Sent:
        path, mark, query = sent.path.partition("?")
        return replace(sent, path=f"{path}/{mark}{query}")

    return [way("trailing slash", example["name"], change) for example in EXAMPLES]


def to(path: str) -> Change:
    return lambda sent, _: replace(sent, path=path)


def by(method: str, path: str | None = None, *headers: tuple[str, str], body: str | None = None) -> Change:
    def change(sent: Sent, _: Request) -> Sent:
        fields = () if method == "GET" or body is not None else sent.form
        return replace(
            sent, method=method, path=path or sent.path, headers=sent.headers + headers, form=fields, text=body
        )

    return change


def accepting(header: str) -> Change:
    return lambda sent, _: sent.with_headers(Accept=header)


def _uploaded(field: str, name: str) -> Change:
    """As a file, where the world has it in base64."""

    def change(sent: Sent, request: Request) -> Sent:
        kept = tuple(pair for pair in sent.form if "base64" not in pair[0])
        key = next(key for key in request.data if "base64" in key)
        return replace(sent, form=(*kept, (field, File(name, base64.b64decode(request.data[key])))))

    return change


def _data_uri(sent: Sent, request: Request) -> Sent:
    fields = tuple(
        (name, f"data:image/jpeg;base64,{value}" if "base64" in name else value) for name, value in sent.form
    )
    return replace(sent, form=fields)


def _numbered(sent: Sent, _: Request) -> Sent:
    fields = tuple((name.replace("[]", f"[{n}]"), value) for n, (name, value) in enumerate(sent.form))
    return replace(sent, form=fields)


def _unmarked(sent: Sent, _: Request) -> Sent:
    return replace(sent, form=tuple((name.replace("[]", ""), value) for name, value in sent.form))


def by_its_other_name(sent: Sent, _: Request) -> Sent:
    return replace(sent, path=sent.path.replace("/notification/", "/notifications/"))


def _far(meta: dict[str, Any]) -> Callable[[Any, Request], list[str]]:
    """Past the end of a list: the total stays."""

    def expect(plain: Any, _: Request) -> list[str]:
        said = plain["meta"] | {"total": plain["meta"]["total"] > 0}, plain["data"]
        return [] if said == ({"total": True} | meta, []) else [str(said)]

    return expect


DEVICE = "8s4s5f1fd2f1w2v15d10v"
JSON_ONLY = {"formats": ("json",)}  # they choose a format by themselves
AWKWARD = [
    way("pairs in the path", "usage.list", to("/usage/startdate/2015-07-05/enddate/2015-07-06/limit/2")),
    way("pairs in the path", "images.list", to("/images/offset/0/limit/20")),
    way("pairs in the path", "companies.list", to("/companies/limit/10")),
    way("pairs in the path", "companies.list.bad_limit", to("/companies/limit/dave")),
    way("pairs in the path", "images.list.bad_limit", to("/images/offset/10/limit/dave")),
    way("pairs in the path", "users.reviews", to("/users/2/reviews/offset/1/limit/1")),
    way("pairs in the path", "applicants.list", to("/applicants/174/type/new")),
    row("pairs in the path", "images.list", "GET /images/offset/10/limit/10", 200, _far({"limit": 10, "offset": 10})),
    row("pairs in the path", "companies.list", "GET /companies/offset/10/limit/10", 200,
        _far({"limit": "10", "offset": "10"})),
    way("an odd tail is ignored", "skills.list", to("/skills/offset/0/limit")),
    way("a suffix before pairs", "companies.list", to("/companies.json/limit/10"), **JSON_ONLY),
    way("a suffix after pairs", "companies.list", to("/companies/limit/10.json"), **JSON_ONLY),
    way("the query wins over a pair", "companies.list", to("/companies/limit/dave?limit=10")),
    way("another name", "users.disciplines", to("/users/disciplines")),
    way("another name", "images.list", to("/users/images")),
    way("another name", "notifications.list", to("/users/notifications")),
    way("another name", "notifications.get", by_its_other_name),
    way("POST unblocks", "users.unblock", by("POST")),
    way("GET invites", "jobs.invite", by("GET", "/jobs/174/invite?userids=180=")),
    way("GET registers", "notifications.register", by("GET", f"/notifications/register?device_id={DEVICE}")),
    way("PUT updates", "users.update", by("PUT")),
    way("_method", "images.like", by("POST", None, URLENCODED, body="_method=PUT")),
    way("X-HTTP-Method-Override", "images.unlike", by("POST", None, ("X-HTTP-Method-Override", "DELETE"))),
    way("X-HTTP-Method-Override", "applicants.update", by("POST", None, ("X-HTTP-Method-Override", "PUT"))),
    way("a stray =", "jobs.invite", lambda sent, _: text("userids=180=", URLENCODED)(sent)),
    way("a bad token where none is needed", "auth.login", lambda sent, _: replace(sent, headers=(STALE,))),
    way("a bad token where none is needed", "users.register", lambda sent, _: replace(sent, headers=(STALE,))),
    way("a bad token where none is needed", "auth.disciplines", lambda sent, _: replace(sent, headers=(STALE,))),
    way("numbered names", "portfolios.arrange", _numbered),
    way("repeated names", "portfolios.arrange", _unmarked),
    way("a file", "users.profile_image", _uploaded("image-file", "me.png")),
    way("a file", "users.images.add", _uploaded("image-file", "a picture.jpg")),
    way("a file", "jobs.file.add", _uploaded("file", "Webpage updates_contact form.pdf")),
    way("a data: address", "users.images.add", _data_uri),
    way("a header without a name", "messages.job", lambda sent, _: replace(sent, headers=((" ", ""), *sent.headers))),
    way("a browser's Accept", "skills.list", accepting(BROWSER), **JSON_ONLY),
    way("an Accept that nobody can give", "skills.list", accepting("image/webp"), **JSON_ONLY),
    way("several types", "skills.list", accepting("text/plain;q=0.9, application/json;q=0.8, */*;q=0.1"), **JSON_ONLY),
]  # fmt: skip

GENERATED = [*_bodies(), *_empty_bodies(), *_slashes()]

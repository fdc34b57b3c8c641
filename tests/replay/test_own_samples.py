"""Every cURL and Python sample of our own documentation is executed: the page of /docs, the guide, both READMEs.

Of the page's samples, server, token, ids and the values that name something are replaced by those of a world in which
the endpoint answers 200: the one of the table of permissions.
"""

import contextlib
import io
import re
import shutil
import signal
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from client.test_served import PAGES, PRINTED, SAMPLE, is_there
from contract.objects import object_of
from contract.permissions import ROWS
from contract.test_permissions import _caller, _sent
from freelancerclub.features.auth.rules import digest
from freelancerclub.features.telling.rules import TOPICS, unsubscribe_token
from freelancerclub.reference import ENDPOINTS
from freelancerclub.reference.samples import call_of, curl, python
from freelancerclub.wire.endpoint import Endpoint
from freelancerclub.wire.urls import Urls
from replay import counting
from replay.clients import CURL
from replay.shell import answers_of, blocks, reads_as, run, status_of
from support.make import Make
from support.pictures import png
from support.served import KEY, Served, served
from support.serving import Serving, free_port
from support.shapes import check

KIND = "samples of ours"
ROOT = Path(__file__).parents[2]
URLS = Urls(ENDPOINTS)
SECRET = "YOUR_BOUNCE_SECRET"
CALLERS = ("member", "client", "nobody", "administrator")  # the first of them who is answered with 200
WITH_CURL = ["README.md", "docs/guide/client.md", "docs/guide/hiring.md"]


@pytest.fixture(scope="module")
def services(server: str, template: str) -> Iterator[Served]:
    with served(server, template, bounce_secret=SECRET) as started:
        yield started


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the files lie that samples upload."""
    for name in ("picture.jpg", "mood-board.png"):
        (tmp_path / name).write_bytes(png())
    (tmp_path / "dances.pdf").write_bytes(b"%PDF-1.4\n" + b"%" * 900 + b"\n%%EOF\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


# ── the page of /docs ──


async def _reset_code(make: Make, table: str, **values: Any) -> dict[str, str]:
    person = await make.person()
    ends = make._clock() + timedelta(hours=1)
    await make.row(table, person_id=person.id, token_hash=digest("the code"), expires_at=ends, **values)
    return {"token": "the code"}


async def _link(make: Make) -> dict[str, str]:
    return {"token": unsubscribe_token(KEY.encode(), (await make.person()).id, list(TOPICS))}


async def _nothing(make: Make) -> dict[str, str]:
    await make.person()
    return {}


# What the table of permissions shows only refused: it needs a code that was mailed.
BY_CODE: dict[str, Callable[[Make], Awaitable[dict[str, str]]]] = {
    "POST /auth/reset": lambda make: _reset_code(make, "password_reset"),
    "POST /auth/email/confirm": lambda make: _reset_code(make, "email_change", email="new@example.com"),
    "GET /unsubscribe": _link,
    "POST /unsubscribe": _link,
    "POST /hooks/bounce": _nothing,
}


async def call_in_its_world(endpoint: Endpoint, services: Served) -> tuple[Any, str]:
    """The call of the sample with what it names, and the caller's token."""
    services.reset()
    make = services.make
    if endpoint.name in BY_CODE:
        values = await BY_CODE[endpoint.name](make)
        call = call_of(endpoint, values=values)
        return replace(call, query={name: values.get(name, value) for name, value in call.query.items()}), ""
    rows = ROWS[endpoint.name]
    cells = [(who, thing) for who in CALLERS for thing, one in rows.objects.items() if one[who] == 200]
    who, thing = cells[0]
    await make.person(email="known@example.com")
    person = await _caller(who, make, services)
    object_id = await object_of(rows.path, thing, person, make)
    path = rows.path.format(id=object_id).partition("?")[0]
    names = re.findall(r"\{(\w+)\}", endpoint.paths[0])
    values = {name.replace("[]", ""): value for name, value in (_sent(rows.data, object_id) or {}).items()}
    return call_of(endpoint, ids=dict(zip(names, URLS.match(path).ids, strict=True)), values=values), (
        person.token if person else ""
    )


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda endpoint: endpoint.name)
async def test_both_samples_of_an_endpoint_are_answered(endpoint: Endpoint, services: Served, folder: Path):
    counting.case(KIND)
    if CURL is None:
        counting.missing(KIND, 1)
    else:
        call, token = await call_in_its_world(endpoint, services)
        counting.count(KIND, "curl", "json")
        status, body = status_of(curl(call, services.address(), token or "YOUR_TOKEN"), folder)
        assert status == 200, body
    call, token = await call_in_its_world(endpoint, services)
    counting.count(KIND, "requests", "json")
    (answer,) = answers_of(python(call, services.address(), token or "YOUR_TOKEN"))
    assert answer.status_code == 200, answer.text
    if call.is_json:
        check(answer.json(), endpoint.out)


# ── the guide and the READMEs ──


@pytest.fixture(scope="module")
def town() -> Iterator[str]:
    """The demo town, where the samples are at home."""
    place = Path(tempfile.mkdtemp(prefix="club-samples-"))  # pytest's own is closed to the database's user
    place.chmod(0o755)
    serving = Serving(place, free_port(), "--demo")
    serving.ready()
    yield f"http://127.0.0.1:{serving.port}"
    serving.end(signal.SIGTERM)
    shutil.rmtree(place, ignore_errors=True)


def test_no_page_with_samples_is_left_out():
    pages = [*ROOT.glob("*.md"), *ROOT.glob("client/*.md"), *ROOT.glob("docs/guide/*.md")]
    texts = {str(page.relative_to(ROOT)): page.read_text() for page in pages}
    assert sorted(name for name, text in texts.items() if re.search(r"^    .*\bcurl ", text, re.MULTILINE)) == WITH_CURL
    assert sorted(name for name, text in texts.items() if "```python" in text) == sorted(PAGES)
    assert not [name for name, text in texts.items() if re.search(r"^    import requests", text, re.MULTILINE)]


@pytest.mark.parametrize("page", PAGES)
def test_the_programs_of_a_page_print_what_it_says(page: str, town: str):
    world: dict[str, object] = {}
    for number, sample in enumerate(SAMPLE.findall((ROOT / page).read_text()), 1):
        assert is_there(sample)
        counting.case(KIND)
        counting.count(KIND, "library", "json")
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            exec(compile(sample.replace("http://127.0.0.1:8000", town), f"sample {number}", "exec"), world)
        shown = PRINTED.findall(sample)
        assert [line for line in out.getvalue().splitlines() if line in shown] == shown, sample


def test_the_first_request_of_the_readme(town: str, folder: Path):
    text = next(block for block in blocks((ROOT / "README.md").read_text()) if block.startswith("TOKEN=$(curl"))
    printed = _shell(text.replace("http://127.0.0.1:8000", town), folder)
    assert '"display_name":"Mia Norton"' in printed and printed.rstrip().endswith("</xml>")


async def test_the_sample_of_a_repeat(services: Served, folder: Path):
    text = next(block for block in blocks((ROOT / "docs/guide/client.md").read_text()) if block.startswith("curl"))
    services.reset()
    person, owner = await services.make.person(), await services.make.person()
    await services.make.row("picture", id=7, owner_id=owner.id, file="x.png", authorised=True)
    text = text.replace("http://127.0.0.1:8000", services.address()).replace("YOUR_TOKEN", person.token)
    first, second = _shell(text, folder), _shell(text, folder)
    assert first == second == '[{"status":"200","message":"Comment Added Succesfully"}]'
    assert await services.make.count("picture_comment") == 1


def _shell(text: str, folder: Path, variables: dict[str, str] | None = None) -> str:
    """Each command of a block, counted."""
    many = len(re.findall(r"\bcurl ", text))
    for _ in range(many):
        counting.case(KIND)
        if CURL is None:
            counting.missing(KIND, 1)
        else:
            counting.count(KIND, "curl", "json")
    if CURL is None:
        pytest.skip("no cURL on this machine")
    return run(re.sub(r"\bcurl ", "curl -sS ", text), folder, variables)


def test_the_evening_in_the_guide(services: Served, folder: Path):
    """docs/guide/hiring.md from its first command to its last, with the answers that it shows."""
    services.reset()
    services.clock.set_back()
    known = {"S": services.address()}
    found, shown = blocks((ROOT / "docs/guide/hiring.md").read_text()), 0
    register, *rest = [block for block in found if block.startswith(("S=", "curl", "{"))]
    _shell(register.partition("\n")[2], folder, known)
    ben = register[register.index("curl $S/users") :].replace("ann@", "ben@").replace("Ann Lee", "Ben Ash")
    run(ben.replace("53.80", "53.90").replace("wedding, film", "film"), folder, known)
    for name in ("olive", "ann", "ben"):
        said = run(f"curl -sS $S/auth/login -F email={name}@example.com -F password=abcd1234", folder, known)
        known[name.upper()] = said.split('"')[3]
    printed = ""
    for block in rest:
        if block.startswith("{"):
            assert reads_as(block, printed), f"{block}\n{printed}"
            shown += 1
        else:
            printed = _shell(block, folder, known)
            printed = printed[printed.rindex('{"status"') :] if printed.count('{"status"') > 1 else printed
    assert shown == 11
    assert (folder / "12dances.pdf").read_bytes() == (folder / "dances.pdf").read_bytes()

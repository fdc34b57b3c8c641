"""The block matrix, every row of it over HTTP, for the blocker and for the blocked."""

import importlib.util
import re
from pathlib import Path
from typing import Any

import pytest

from contract.blocks import PROBES, Asked, Probe
from freelancerclub.features.blocks.rules import ALONE, MATRIX, Effect, Hidden, Refused, Row, Shown, Unaffected
from freelancerclub.reference import ENDPOINTS
from support.api import Answer, Api
from support.make import Make, Person
from support.streams import read

DOCS = Path(__file__).parents[2] / "docs"


def plain(name: str) -> str:
    """Whatever the ids of a path are called."""
    return re.sub(r"\{\w+\}", "{}", name)


BUILT = {plain(endpoint.name) for endpoint in ENDPOINTS}
ROWS = [pytest.param(row, id=f"{row.endpoint}-{row.thing}".replace(" ", "_")) for row in MATRIX]
FREE = [parameter for parameter, row in zip(ROWS, MATRIX, strict=True) if row.administrators]


def test_every_endpoint_has_its_row_or_concerns_nobody_else():
    rows, alone = {plain(row.endpoint) for row in MATRIX}, set(map(plain, ALONE))
    assert BUILT - rows - alone == set(), "add rows to features/blocks/rules.py, and their probes to contract/blocks"
    assert rows & alone == set()


def test_every_row_has_its_probe():
    assert [(row.endpoint, row.thing) for row in MATRIX] == list(dict.fromkeys((r.endpoint, r.thing) for r in MATRIX))
    assert {(row.endpoint, row.thing) for row in MATRIX} == PROBES.keys()


def test_the_guide_shows_the_matrix_there_is():
    spec = importlib.util.spec_from_file_location("blocks", DOCS / "blocks.py")
    assert spec is not None and spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    assert (DOCS / "guide" / "blocks.md").read_text("utf-8") == script.markdown(), "run: python docs/blocks.py"


@pytest.mark.parametrize("direction", ["blocker", "blocked"])
@pytest.mark.parametrize("row", ROWS)
async def test_row(row: Row, direction: str, api: Api, make: Make):
    effect: Effect = getattr(row, direction)
    before, after, asked = await answers(row, direction, api, make)
    assert before.status == 200, f"without a block: {before.text}"
    shown, total = asked.shown(said(before)), asked.total(said(before))
    if isinstance(effect, Refused):
        assert (after.status, body_of(after)["message"]) == (effect.status, effect.message)
    elif isinstance(effect, Hidden):
        assert shown > 0 and after.status == 200, after.text
        assert (asked.shown(said(after)), asked.total(said(after))) == (0, total - shown)
    elif isinstance(effect, Shown):
        assert shown == 0 and asked.shown(said(after)) > 0
    else:
        assert isinstance(effect, Unaffected) and after.status == 200, after.text
        assert (asked.shown(said(after)), asked.total(said(after))) == (shown, total)


def said(answer: Answer) -> Any:
    """What stands in it: the events of a stream, or JSON."""
    return read(answer.text) if answer.headers["content-type"].startswith("text/event-stream") else answer.json


@pytest.mark.parametrize("direction", ["blocker", "blocked"])
@pytest.mark.parametrize("row", FREE)
async def test_administrators_meet_no_block(row: Row, direction: str, api: Api, make: Make):
    before, after, _ = await answers(row, direction, api, make, role=1)
    assert before.status == after.status == 200, after.text


async def answers(row: Row, direction: str, api: Api, make: Make, **caller: Any) -> tuple[Answer, Answer, Asked]:
    """What the caller gets before there is a block and after; what writes is asked between two others before."""
    if plain(row.endpoint) not in BUILT:
        pytest.skip(f"{row.endpoint} isn't built yet")
    method, probe = row.endpoint.split(" ")[0], PROBES[row.endpoint, row.thing]
    me, other, asked = await met(probe, make, caller)
    before = await api.as_(me).ask(method, asked.path, data=asked.data or None)
    if method != "GET":
        me, other, asked = await met(probe, make, caller)
    one, two = (me, other) if direction == "blocker" else (other, me)
    await make.row("block", blocker_id=one.id, blocked_id=two.id)
    after = await api.as_(me).ask(method, asked.path, data=asked.data or None)
    return before, after, asked


async def met(probe: Probe, make: Make, caller: dict[str, Any]) -> tuple[Person, Person, Asked]:
    me, other = await make.person(**caller), await make.person()
    return me, other, await probe(make, me, other)


def body_of(answer: Answer) -> Any:
    """A few refusals are wrapped in a list (R44)."""
    return answer.json[0] if isinstance(answer.json, list) else answer.json

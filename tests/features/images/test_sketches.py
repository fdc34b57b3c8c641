"""The demo's pictures: drawn by the worker, kept as any other, and shown at their addresses."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from freelancerclub.adapters.sketching import sketch
from freelancerclub.db.demo.load import load_demo
from freelancerclub.features.images import tasks
from support.api import Api
from support.make import Make

SHOWN = {
    "profile": "SELECT picture FROM person WHERE picture IS NOT NULL AND deleted_at IS NULL AND suspended_at IS NULL",
    "companycrop": "SELECT logo FROM company WHERE logo IS NOT NULL AND deleted_at IS NULL AND authorised",
    "companycovercrop": "SELECT cover FROM company WHERE cover IS NOT NULL AND deleted_at IS NULL AND authorised",
}
SIZES = {"profile": (120, "120"), "companycrop": (150, "150/150"), "companycovercrop": (1366, "1366/442")}
WAITING = "SELECT id FROM procrastinate_jobs WHERE task_name = 'images.sketch'"
PICTURES = """SELECT owner_id, file FROM picture i JOIN person p ON p.id = i.owner_id WHERE i.kind = 'image'
    AND i.deleted_at IS NULL AND authorised AND p.deleted_at IS NULL AND p.suspended_at IS NULL ORDER BY i.id"""


async def test_the_pictures_of_the_demo_are_there(
    api: Api, make: Make, dsn: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    load_demo(dsn, 60, password_hash="x")
    monkeypatch.setattr(tasks, "SKETCHING", 0.3)  # so that it has to go on a few times
    monkeypatch.setattr(tasks, "MOST_SKETCHES", 40)
    await make.row("procrastinate_jobs", queue_name="q", task_name="images.sketch", args="{}")
    slices = 0
    while await make.rows(WAITING):
        await api.run_tasks()
        slices += 1

    names = {path.name for path in (tmp_path / "files" / "pictures").iterdir()}
    assert (len(names), slices > 1) == (40, True)
    seen = set()
    for kind, statement in SHOWN.items():
        width, size = SIZES[kind]
        for (file,) in [row for row in await make.rows(statement) if row[0] in names][:3]:
            answer = await api.nobody().get(f"/images/{kind}/{size}/{file}")
            assert (answer.status, Image.open(BytesIO(answer.body)).width) == (200, width)
            seen.add(kind)
    for owner, file in [row for row in await make.rows(PICTURES) if row[1] in names][:3]:
        answer = await api.nobody().get(f"/images/portfoliocrop/{owner}/253/199/{file}")
        assert (answer.status, Image.open(BytesIO(answer.body)).size) == (200, (253, 199))
        seen.add("portfoliocrop")
    assert seen == {"profile", "companycrop", "companycovercrop", "portfoliocrop"}


@pytest.mark.parametrize("kind", ["picture", "profile", "logo", "cover"])
@pytest.mark.parametrize("size", [(1200, 800), (3582, 4800), (40, 30), (3840, 1080), (60, 900)])
def test_a_sketch_is_the_same_each_time(kind: str, size: tuple[int, int]):
    one, same, other = (sketch(name, kind, *size) for name in ("a.png", "a.png", "b.png"))

    assert one.mode == "RGB" and one.tobytes() == same.tobytes()
    assert one.tobytes() != other.tobytes()
    assert abs(one.width / one.height - size[0] / size[1]) < 0.05

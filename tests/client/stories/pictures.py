"""Stories of pictures: uploading, looking, liking, commenting, arranging."""

import io
import tempfile
from pathlib import Path

import pytest

from client.either import every
from client.stage import Stage
from freelancerclub_client import Invalid, NotAllowed, NotFound
from support.pictures import png


async def uploading(stage: Stage) -> None:
    mia = await stage.make.person()
    club = stage.club(mia)
    assert await every(club.images.of(mia.id)) == [], "no pictures is no error"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "from a path.png"
        path.write_bytes(png(40, 30))
        sources = [path, str(path), png(40, 30), io.BytesIO(png(40, 30)), path.open("rb")]
        added = [await club.images.upload(mia.id, source, f"Picture {n}") for n, source in enumerate(sources)]
        sources[-1].close()
    assert [(each.width, each.height) for each in added] == [(40, 30)] * 5
    assert len({each.filename for each in added}) == 5
    mine = await every(club.images.of(mia.id, page_size=2))
    assert [each.title for each in mine] == [f"Picture {n}" for n in (4, 3, 2, 1, 0)]

    first = added[0].image_id
    await club.images.change(mia.id, first, title="Called otherwise", image_tags=["sea", "sky"], public=False)
    shown = await club.images.get(first)
    assert (shown.title, shown.public, shown.user.id) == ("Called otherwise", "0", str(mia.id))
    await club.images.delete(mia.id, first)
    with pytest.raises(NotFound):
        await club.images.get(first)
    with pytest.raises(Invalid) as refused:
        await club.images.upload(mia.id, b"no picture", "Nothing", name="nothing.png")
    assert refused.value.errors
    video = await club.images.add_video(mia.id, "https://youtu.be/dQw4w9WgXcQ", public=True)
    assert (await club.images.get(video.video_id)).type == "video"


async def looking(stage: Stage) -> None:
    mia, ann = await stage.make.person(), await stage.make.person(display_name="Ann")
    club, other = stage.club(mia), stage.club(ann)
    picture = (await club.images.upload(mia.id, png(), "The harbour")).image_id
    assert [each.title for each in await every(other.images.search("harbour"))] == ["The harbour"]
    with pytest.raises(Invalid, match="Unable to like own image"):
        await club.likes.add(picture)
    await other.likes.add(picture)
    assert [each.display_name for each in await every(club.likes.of(picture))] == ["Ann"]
    await other.likes.remove(picture)
    with pytest.raises(NotFound, match="There was no like to remove"):
        await other.likes.remove(picture)
    for number in range(5):
        await other.comments.add(picture, f"Words {number}")
    said = await every(club.comments.of(picture, page_size=2))
    assert [each.comment for each in said] == [f"Words {number}" for number in (4, 3, 2, 1, 0)]
    await club.comments.delete(picture, said[0].id)
    assert len(await every(club.comments.of(picture))) == 4
    with pytest.raises(Invalid) as refused:
        await other.comments.add(picture, "x" * 301)
    assert refused.value.errors == ("The Comment field cannot exceed 300 characters in length.",)


async def arranging(stage: Stage) -> None:
    mia = await stage.make.person()
    club = stage.club(mia)
    pictures = [(await club.images.upload(mia.id, png(), f"Picture {n}")).image_id for n in range(4)]
    made = (await club.portfolios.create("Best", "Photographer")).portfolio_id
    await club.portfolios.attach(made, pictures[0])
    await club.portfolios.detach(made, pictures[0])
    await club.portfolios.arrange(made, pictures, defaults=[pictures[2]])
    (shown,) = await club.portfolios.of(mia.id)
    assert (shown.title, shown.img_count, shown.images[0].id) == ("Best", "4", str(pictures[2]))
    assert shown.images[0].default == "1"
    await club.portfolios.arrange(made, pictures[2:], defaults=[])
    await club.portfolios.change(made, title="Better")
    whole = await club.portfolios.get(mia.id, made)
    assert (whole.title, {each.default for each in whole.images}) == ("Better", {"0"})
    assert len(await every(club.images.of(mia.id, made))) == 2
    assert (await club.portfolios.delete(made)).portfolio_id == str(made)
    for title in ("One", "Two", "Three"):
        await club.portfolios.create(title, "Photographer")
    with pytest.raises(NotAllowed, match="limit reached"):
        await club.portfolios.create("Four", "Photographer")


STORIES = [uploading, looking, arranging]

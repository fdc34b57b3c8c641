"""`club company`: companies and their offers to members, with their pictures."""

from pathlib import Path
from typing import Annotated

import typer

from freelancerclub.adapters.files import FilesAway
from freelancerclub.adapters.pictures import PicturesBusy
from freelancerclub.cli.failing import Stop
from freelancerclub.cli.kept import Kept
from freelancerclub.cli.lists import Commands, Pairs, Which, app_of
from freelancerclub.context import Context
from freelancerclub.features.companies import actions, queries
from freelancerclub.features.companies.inputs import CompanyEntry
from freelancerclub.features.images.actions import do_take_in
from freelancerclub.features.images.inputs import PictureFile
from freelancerclub.features.images.rules import UploadRefused
from freelancerclub.wire.decode import Upload

COMPANIES = Kept(
    noun="company",
    model=CompanyEntry,
    columns=("id", "name", "slug", "owner", "category", "city", "country", "authorised"),
    find=queries.find_company_entries,
    add=actions.do_add_company,
    change=actions.do_change_company,
    remove=actions.do_remove_company,
)

Logo = Annotated[Path | None, typer.Option("--logo", help="A gif, jpg, jpeg or png of at most 8 MB, shown as a square")]
Cover = Annotated[Path | None, typer.Option("--cover", help="The same, shown wide")]


def change(which: Which, values: Pairs = None, logo: Logo = None, cover: Cover = None) -> None:
    given = {"logo": logo, "cover": cover}
    pictures = {name: path for name, path in given.items() if path is not None}

    async def keep(ctx: Context, company_id: int) -> None:
        files = {name: await _taken_in(ctx, path) for name, path in pictures.items()}
        await actions.do_set_pictures(ctx, company_id, files)

    Commands(COMPANIES).change(which, values or (), keep if pictures else None)


async def _taken_in(ctx: Context, path: Path) -> str:
    """The name under which it is kept. Raises Stop."""
    try:
        with path.open("rb") as file:
            name, _ = await do_take_in(
                ctx.services, PictureFile.model_validate({"image-file": Upload(path.name, "", file)})
            )
        return name
    except UploadRefused as no:
        raise Stop(f"{path}: {no.sentence}") from None
    except (PicturesBusy, FilesAway) as trouble:
        raise Stop(f"{path} can't be kept now ({trouble}): try again") from None
    except OSError as error:
        raise Stop(f"{path}: {error.strerror}") from None


app = app_of(COMPANIES, change)

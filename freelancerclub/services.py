"""What lives as long as a process: the adapters, the keys, the database, joined once for API, worker and commands."""

from freelancerclub.adapters.files import make_files
from freelancerclub.adapters.links import Links
from freelancerclub.adapters.mail import Mailer
from freelancerclub.adapters.outgoing import make_mailer, make_pusher
from freelancerclub.adapters.passwords import Passwords, at_once
from freelancerclub.adapters.pictures import ChildPictures
from freelancerclub.adapters.push import Pusher
from freelancerclub.adapters.tokens import Tokens
from freelancerclub.adapters.video import OEmbed, Videos
from freelancerclub.config import Settings, token_key
from freelancerclub.context import Services
from freelancerclub.db.fragments import Fragments
from freelancerclub.db.lane import Lanes
from freelancerclub.db.pages import Pages
from freelancerclub.db.pool import Database, Pool
from freelancerclub.kit.clock import Clock, system_clock
from freelancerclub.kit.turns import Turns
from freelancerclub.tasks.queue import Queue
from freelancerclub.wire.streaming import Streams


def make_services(
    settings: Settings,
    pool: Pool,
    *,
    lanes: Lanes | None = None,
    clock: Clock = system_clock,
    mail: Mailer | None = None,
    push: Pusher | None = None,
    videos: Videos | None = None,
) -> Services:
    """What lives as long as the process; tests hand in their clock and mailbox."""
    files = make_files(settings.storage_url, settings.data_dir)
    old_keys = tuple(key.get_secret_value().encode() for key in settings.token_old_keys)
    return Services(
        settings=settings,
        database=Database(pool, {"site": settings.site_url, "placeholder": settings.placeholder_image}, lanes),
        clock=clock,
        passwords=Passwords(at_once(settings.workers)),
        tokens=Tokens(token_key(settings), old_keys),
        files=files,
        pictures=ChildPictures(settings.data_dir / "locks", files.empty),
        links=Links(token_key(settings)),
        streams=Streams(settings.streams, settings.person_streams),
        refusals=Turns(),
        changes=Turns(),
        mail=mail or make_mailer(settings, clock),
        queue=Queue(),
        fragments=Fragments(settings.fragment_memory),
        pages=Pages(settings.page_memory),
        candidates=Pages(settings.page_memory // 4),
        videos=videos or OEmbed(settings.youtube_url, settings.vimeo_url),
        push=push or make_pusher(settings),
    )

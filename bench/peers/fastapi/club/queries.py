"""What is asked of the database: everything that a page shows is loaded with it, by few statements."""

from datetime import UTC, datetime

from sqlalchemy import and_, case, exists, func, or_, select, union
from sqlalchemy.orm import joinedload, load_only, selectinload, with_expression

from club.models import (
    Application,
    Block,
    Board,
    Gallery,
    Job,
    JobSeen,
    LikedMost,
    Person,
    PersonRank,
    Picture,
    PictureLike,
    Portfolio,
    PortfolioPicture,
    Thread,
    ThreadItem,
    ThreadMember,
    Watch,
)
from club.security import ADMINISTRATOR

FACE = (Person.display_name, Person.picture, Person.deleted_at)


def blocked_by(me):
    """Blocks work both ways."""
    return union(
        select(Block.blocked_id).where(Block.blocker_id == me.id),
        select(Block.blocker_id).where(Block.blocked_id == me.id),
    )


def _contact(me):
    """A hidden telephone is for oneself and administrators."""
    if me.role == ADMINISTRATOR:
        return with_expression(Person.contact, Person.phone)
    hidden = and_(Person.hide_phone, Person.id != me.id)
    return with_expression(Person.contact, case((hidden, ""), else_=Person.phone))


def _portfolios(me):
    """Pending pictures are counted for their owner alone."""
    counted = (
        select(func.count())
        .select_from(PortfolioPicture)
        .join(Picture, Picture.id == PortfolioPicture.picture_id)
        .where(
            PortfolioPicture.portfolio_id == Portfolio.id,
            Picture.deleted_at.is_(None),
            or_(Picture.authorised, Portfolio.owner_id == me.id),
        )
        .scalar_subquery()
    )
    return selectinload(Person.portfolios).options(with_expression(Portfolio.img_count, counted))


async def find_people(session, me, page):
    listed = (PersonRank.list == "*", PersonRank.person_id.not_in(blocked_by(me)))
    total = await session.scalar(select(func.count()).select_from(PersonRank).where(*listed))
    found = await session.scalars(
        select(PersonRank)
        .where(*listed)
        .order_by(PersonRank.rating.desc(), PersonRank.person_id)
        .limit(page.limit)
        .offset(page.offset)
        .options(
            joinedload(PersonRank.person, innerjoin=True).options(
                _contact(me),
                joinedload(Person.counter, innerjoin=True),
                selectinload(Person.portfolios),
                selectinload(Person.liked_most).joinedload(LikedMost.counter, innerjoin=True),
            )
        )
    )
    return total, [place.person for place in found]


async def find_person(session, me, person_id):
    """None for one whom the caller may not see."""
    shown = and_(
        Person.deleted_at.is_(None),
        Person.suspended_at.is_(None),
        ~Person.profile_hidden,
        Person.id.not_in(blocked_by(me)),
    )
    return await session.scalar(
        select(Person)
        .where(Person.id == person_id, or_(Person.id == me.id, shown))
        .options(_contact(me), joinedload(Person.counter, innerjoin=True), _portfolios(me))
    )


async def get_myself(session, me):
    return await session.scalar(
        select(Person).where(Person.id == me.id).options(joinedload(Person.counter, innerjoin=True), _portfolios(me))
    )


async def find_login(session, email):
    return await session.scalar(
        select(Person)
        .where(func.lower(Person.email) == func.lower(email.strip()), Person.deleted_at.is_(None))
        .options(
            load_only(
                *(Person.id, Person.email, Person.password_hash, Person.suspended_at, Person.picture, Person.slug),
                *(Person.account, Person.disciplines),
            ),
            joinedload(Person.version, innerjoin=True),
        )
    )


async def find_pictures(session, me, page):
    shown = Gallery.owner_id.not_in(blocked_by(me))
    total = await session.scalar(select(func.count()).select_from(Gallery).where(shown))
    liked = exists().where(PictureLike.picture_id == Picture.id, PictureLike.person_id == me.id)
    found = await session.scalars(
        select(Picture)
        .join(Gallery, Gallery.id == Picture.id)
        .where(shown)
        .order_by(Gallery.id.desc())
        .limit(page.limit)
        .offset(page.offset)
        .options(
            with_expression(Picture.liked, liked),
            joinedload(Picture.counter, innerjoin=True),
            joinedload(Picture.owner, innerjoin=True).load_only(Person.slug, Person.display_name),
        )
    )
    return total, found.all()


async def find_jobs(session, me, page):
    today = datetime.now(UTC).date()
    open_ = (Board.expires_on >= today, Board.owner_id.not_in(blocked_by(me)))
    total = await session.scalar(select(func.count()).select_from(Board).where(*open_))

    def mine(table):
        return exists().where(table.job_id == Job.id, table.person_id == me.id)

    found = await session.scalars(
        select(Job)
        .join(Board, Board.job_id == Job.id)
        .where(*open_)
        .order_by(Board.job_id.desc())
        .limit(page.limit)
        .offset(page.offset)
        .options(
            with_expression(Job.seen, mine(JobSeen)),
            with_expression(Job.watched, mine(Watch)),
            with_expression(Job.applied, mine(Application)),
            joinedload(Job.counter, innerjoin=True),
            joinedload(Job.owner, innerjoin=True).load_only(Person.picture, Person.slug),
        )
    )
    return total, found.all()


async def get_blocked(session, me):
    """The ids of everybody with whom there is a block, for what has to be left out of a conversation."""
    return set(await session.scalars(blocked_by(me)))


async def find_inbox(session, me, page):
    mine = (ThreadMember.person_id == me.id, ThreadMember.shown)
    counts = select(func.count(), func.count().filter(~ThreadMember.read)).where(*mine)
    total, unread = (await session.execute(counts)).one()
    found = await session.scalars(
        select(Thread)
        .join(Thread.members)
        .where(*mine)
        .order_by(ThreadMember.last_at.desc(), ThreadMember.thread_id.desc())
        .limit(page.limit)
        .offset(page.offset)
        .options(
            joinedload(Thread.creator, innerjoin=True).load_only(*FACE),
            joinedload(Thread.newest),
            selectinload(Thread.members).joinedload(ThreadMember.person, innerjoin=True).load_only(*FACE),
        )
    )
    return total, unread, found.all()


async def find_last_readable(session, me, threads, blocked):
    """By thread, the last message that isn't by anybody blocked."""
    found = await session.scalars(
        select(ThreadItem)
        .where(
            ThreadItem.thread_id.in_([thread.id for thread in threads]),
            ThreadItem.author_id.not_in(blocked),
            or_(~ThreadItem.withheld, ThreadItem.author_id == me.id),
        )
        .distinct(ThreadItem.thread_id)
        .order_by(ThreadItem.thread_id, ThreadItem.id.desc())
    )
    return {item.thread_id: item for item in found}

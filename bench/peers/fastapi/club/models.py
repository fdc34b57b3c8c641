"""Our tables as mapped classes: what the eight calls read of them. What is only written stands where it is written.

Nothing loads by itself (`lazy="raise"`): each query says what it needs. An attribute that depends on who asks is a
`query_expression`, filled by `with_expression` where it is wanted.
"""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ARRAY, BigInteger, Computed, ForeignKey, SmallInteger, Text, and_, func, select
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    aliased,
    foreign,
    mapped_column,
    query_expression,
    relationship,
)


class Base(DeclarativeBase):
    type_annotation_map = {
        int: BigInteger,
        str: Text,
        datetime: TIMESTAMP(timezone=True),
        list[str]: ARRAY(Text),
    }


class Person(Base):
    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    role: Mapped[int] = mapped_column(SmallInteger)
    email: Mapped[str]
    password_hash: Mapped[str | None] = mapped_column(deferred=True)
    created_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]
    suspended_at: Mapped[datetime | None]
    display_name: Mapped[str]
    slug: Mapped[str]
    disciplines: Mapped[list[str]]
    city: Mapped[str | None]
    country: Mapped[str | None]
    latitude: Mapped[Decimal | None]
    longitude: Mapped[Decimal | None]
    website: Mapped[str | None]
    phone: Mapped[str | None]
    hide_phone: Mapped[bool]
    facebook: Mapped[str | None]
    twitter: Mapped[str | None]
    pinterest: Mapped[str | None]
    instagram: Mapped[str | None]
    youtube: Mapped[str | None]
    tags: Mapped[str | None]
    bio: Mapped[str | None]
    picture: Mapped[str | None]
    account: Mapped[str]
    renews_at: Mapped[datetime | None]
    mentor: Mapped[bool]
    badge: Mapped[bool]
    group_id: Mapped[int]
    testing: Mapped[bool]
    mentor_url: Mapped[str | None]
    rate_hourly: Mapped[Decimal | None]
    rate_day: Mapped[Decimal | None]
    is_mentor: Mapped[bool]
    mentor_rate: Mapped[Decimal | None]
    profile_complete: Mapped[bool]
    profile_hidden: Mapped[bool]
    notifications: Mapped[str]
    system_notifications: Mapped[str]
    applicant_notifications: Mapped[str]
    push_job_alerts: Mapped[bool]
    push_inmail: Mapped[bool]
    referred: Mapped[bool]
    previous_account: Mapped[str | None]
    membership_changed_at: Mapped[datetime | None]
    twitter_followers: Mapped[int | None]
    facebook_likes: Mapped[int | None]
    youtube_subscribers: Mapped[int | None]
    instagram_count: Mapped[int | None]
    social_total: Mapped[int] = mapped_column(Computed(""))
    contact: Mapped[str | None] = query_expression()

    version: Mapped["PersonVersion"] = relationship(lazy="raise")
    counter: Mapped["PersonCounter"] = relationship(lazy="raise")
    portfolios: Mapped[list["Portfolio"]] = relationship(
        primaryjoin=lambda: and_(Portfolio.owner_id == Person.id, Portfolio.deleted_at.is_(None)),
        order_by=lambda: Portfolio.id,
        lazy="raise",
        viewonly=True,
    )


class PersonVersion(Base):
    __tablename__ = "person_version"

    id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    token_epoch: Mapped[int]


class PersonCounter(Base):
    __tablename__ = "person_counter"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    followers: Mapped[int]
    views: Mapped[int]
    likes: Mapped[int]
    reviews: Mapped[int]
    star_points: Mapped[Decimal]
    star_avg: Mapped[Decimal]
    rating: Mapped[Decimal]


class PersonRank(Base):
    """In one list, `*`, everybody stands at most once."""

    __tablename__ = "person_rank"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    list: Mapped[str] = mapped_column(primary_key=True)
    rating: Mapped[int]

    person: Mapped[Person] = relationship(lazy="raise")


class Block(Base):
    __tablename__ = "block"

    blocker_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    blocked_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)


class Picture(Base):
    __tablename__ = "picture"

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str]
    title: Mapped[str]
    description: Mapped[str]
    public: Mapped[bool]
    file: Mapped[str]
    created_at: Mapped[datetime]
    modified_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]
    authorised: Mapped[bool]
    width: Mapped[int]
    height: Mapped[int]
    tagged: Mapped[str]
    keywords: Mapped[str | None]
    city: Mapped[str | None]
    country: Mapped[str]
    location_type: Mapped[str]
    latitude: Mapped[Decimal | None]
    longitude: Mapped[Decimal | None]
    video_source: Mapped[str | None]
    video_id: Mapped[str | None]
    liked: Mapped[bool] = query_expression()

    owner: Mapped[Person] = relationship(lazy="raise", viewonly=True)
    counter: Mapped["PictureCounter"] = relationship(lazy="raise")


class PictureCounter(Base):
    __tablename__ = "picture_counter"

    picture_id: Mapped[int] = mapped_column(ForeignKey("picture.id"), primary_key=True)
    views: Mapped[int]
    likes: Mapped[int]
    comments: Mapped[int]


class PictureLike(Base):
    __tablename__ = "picture_like"

    picture_id: Mapped[int] = mapped_column(ForeignKey("picture.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)


class Gallery(Base):
    """The pictures that everybody is shown."""

    __tablename__ = "gallery"

    id: Mapped[int] = mapped_column(ForeignKey("picture.id"), primary_key=True)
    owner_id: Mapped[int]

    picture: Mapped[Picture] = relationship(lazy="raise")


class PortfolioPicture(Base):
    __tablename__ = "portfolio_picture"

    portfolio_id: Mapped[int] = mapped_column(ForeignKey("portfolio.id"), primary_key=True)
    picture_id: Mapped[int] = mapped_column(ForeignKey("picture.id"), primary_key=True)


class Portfolio(Base):
    __tablename__ = "portfolio"

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    title: Mapped[str]
    discipline: Mapped[str]
    created_at: Mapped[datetime]
    modified_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]
    img_count: Mapped[int | None] = query_expression()


class Job(Base):
    __tablename__ = "job"

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str]
    payment: Mapped[str] = mapped_column(Computed(""))
    title: Mapped[str]
    description: Mapped[str]
    public: Mapped[bool]
    file: Mapped[str | None]
    created_at: Mapped[datetime]
    modified_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]
    authorised: Mapped[bool]
    expires_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    disciplines: Mapped[list[str]]
    price: Mapped[str | None]
    currency: Mapped[str]
    duration: Mapped[str | None]
    question1: Mapped[str | None]
    question2: Mapped[str | None]
    question3: Mapped[str | None]
    question4: Mapped[str | None]
    tags: Mapped[str | None]
    city: Mapped[str | None]
    country: Mapped[str | None]
    location_type: Mapped[str]
    latitude: Mapped[Decimal | None]
    longitude: Mapped[Decimal | None]
    featured: Mapped[bool]
    free_override: Mapped[bool]
    seen: Mapped[bool] = query_expression()
    watched: Mapped[bool] = query_expression()
    applied: Mapped[bool] = query_expression()

    owner: Mapped[Person] = relationship(lazy="raise")
    counter: Mapped["JobCounter"] = relationship(lazy="raise")


class JobCounter(Base):
    __tablename__ = "job_counter"

    job_id: Mapped[int] = mapped_column(ForeignKey("job.id"), primary_key=True)
    told: Mapped[int]


class Board(Base):
    """The jobs that are listed until their last day is over."""

    __tablename__ = "board"

    job_id: Mapped[int] = mapped_column(ForeignKey("job.id"), primary_key=True)
    owner_id: Mapped[int]
    expires_on: Mapped[date]

    job: Mapped[Job] = relationship(lazy="raise")


class JobSeen(Base):
    __tablename__ = "job_seen"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    job_id: Mapped[int] = mapped_column(ForeignKey("job.id"), primary_key=True)


class Watch(Base):
    __tablename__ = "watch"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    job_id: Mapped[int] = mapped_column(ForeignKey("job.id"), primary_key=True)


class Application(Base):
    __tablename__ = "application"

    id: Mapped[int] = mapped_column(primary_key=True)
    job_id: Mapped[int] = mapped_column(ForeignKey("job.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class Thread(Base):
    __tablename__ = "thread"

    id: Mapped[int] = mapped_column(primary_key=True)
    creator_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    source: Mapped[str]
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id"))
    created_at: Mapped[datetime]
    last_at: Mapped[datetime]
    last_item: Mapped[int | None] = mapped_column(ForeignKey("thread_item.id"))

    creator: Mapped[Person] = relationship(lazy="raise")
    newest: Mapped["ThreadItem | None"] = relationship(foreign_keys=[last_item], lazy="raise")
    members: Mapped[list["ThreadMember"]] = relationship(
        back_populates="thread", order_by=lambda: ThreadMember.person_id, lazy="raise"
    )


class ThreadMember(Base):
    __tablename__ = "thread_member"

    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    read: Mapped[bool]
    deleted_at: Mapped[datetime | None]
    last_at: Mapped[datetime]
    withheld: Mapped[bool]
    shown: Mapped[bool] = mapped_column(Computed(""))

    thread: Mapped[Thread] = relationship(back_populates="members", lazy="raise")
    person: Mapped[Person] = relationship(lazy="raise")


class ThreadItem(Base):
    __tablename__ = "thread_item"

    id: Mapped[int] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    message: Mapped[str]
    withheld: Mapped[bool]
    likeness: Mapped[int] = mapped_column(Computed(""), deferred=True)
    created_at: Mapped[datetime]


# The three that are liked most of each person: a "row-limited relationship", as SQLAlchemy's documentation calls it.
_placed = (
    select(
        Picture,
        func.row_number()
        .over(partition_by=Picture.owner_id, order_by=(PictureCounter.likes.desc(), Picture.id))
        .label("place"),
    )
    .join(Picture.counter)
    .where(Picture.authorised, Picture.deleted_at.is_(None))
    .subquery()
)
_first_three = select(_placed).where(_placed.c.place <= 3).subquery()
LikedMost = aliased(Picture, _first_three)
Person.liked_most = relationship(
    LikedMost,
    primaryjoin=Person.id == foreign(LikedMost.owner_id),
    order_by=_first_three.c.place,
    lazy="raise",
    viewonly=True,
)

"""What stands in which table: the examples first, then the town, a stream of rows each."""

from collections.abc import Iterator
from datetime import datetime
from itertools import chain

from freelancerclub.db.demo.examples import people as named_people
from freelancerclub.db.demo.examples import pictures as named_pictures
from freelancerclub.db.demo.examples import talk as named_talk
from freelancerclub.db.demo.examples import work as named_work
from freelancerclub.db.demo.tables import Rows
from freelancerclub.db.demo.town import people, pictures, service, talk, work
from freelancerclub.db.demo.town.plan import Town

EXAMPLE_PEOPLE = len(named_people.CROWD) + 1


class Content:
    """The rows of a demo of so many `users`, the people of the examples among them."""

    def __init__(self, users: int, now: datetime, lately: datetime, password_hash: str) -> None:
        self.now, self.lately, self.password_hash = now, lately, password_hash
        self.town = Town(users - EXAMPLE_PEOPLE, now, named_people.SLUGS)

    def last_seen(self) -> Rows:
        return chain(named_people.last_seen(self.now, self.lately), people.last_seen(self.town, self.lately))

    def tables(self) -> Iterator[tuple[str, Rows]]:
        """Every table of `TABLES` in its order, so that nothing refers to what is not there yet."""
        for part in (self._people, self._pictures, self._work, self._talk):
            for table, (named, invented) in part().items():
                yield table, chain(named, invented)

    def _people(self) -> dict[str, tuple[Rows, Rows]]:
        town = self.town
        return {
            "person": (named_people.people(self.password_hash), people.people(town, self.password_hash)),
            "follow": (named_people.follows(), people.follows(town)),
            "block": (named_people.blocks(), people.blocks(town)),
            "person_view": (named_people.views(), people.views(town)),
            "device": (named_people.devices(), people.devices(town)),
        }

    def _pictures(self) -> dict[str, tuple[Rows, Rows]]:
        town = self.town
        return {
            "picture": (named_pictures.pictures(), pictures.pictures(town)),
            "picture_like": (named_pictures.likes(), pictures.likes(town)),
            "picture_comment": (named_pictures.comments(), pictures.comments(town)),
            "picture_view": (named_pictures.views(), pictures.views(town)),
            "portfolio": (named_pictures.portfolios(), pictures.portfolios(town)),
            "portfolio_picture": (named_pictures.portfolio_pictures(), pictures.portfolio_pictures(town)),
        }

    def _work(self) -> dict[str, tuple[Rows, Rows]]:
        town, now = self.town, self.now
        neighbours = (person.id for person in town.people)
        return {
            "company": (named_talk.companies(), service.companies(town)),
            "job": (named_work.jobs(now), work.jobs(town)),
            "job_file": (named_work.job_files(), work.files(town)),
            "application": (named_work.applications(now), work.applications(town)),
            "invite": (named_work.invites(now), work.invites(town)),
            "watch": (named_work.watches(now), work.watches(town)),
            "job_seen": (named_work.seen(now), work.seen(town)),
            "alert": (named_work.alerts(), work.alerts(town)),
            "alert_sent": (named_work.alerts_sent(neighbours), work.alerts_sent(town)),
            "review": (named_work.reviews(now), work.reviews(town)),
        }

    def _talk(self) -> dict[str, tuple[Rows, Rows]]:
        town, now = self.town, self.now
        return {
            "thread": (named_talk.threads(), talk.threads(town)),
            "thread_member": (named_talk.members(), talk.members(town)),
            "thread_item": (named_talk.items(), talk.items(town)),
            "notification": (named_talk.notifications(), talk.notifications(town)),
            "report": (named_talk.reports(now), service.reports(town)),
            "api_key": ((), service.api_keys(town)),
            "usage_day": (named_talk.usage(now), service.usage(town)),
            "mail_stop": (named_talk.mail_stops(), service.mail_stops(town)),
        }

"""People: finding, reading and being one; blocking, following, reviewing and reporting others."""

from typing import Any, Literal, Unpack

from freelancerclub_client.calls import (
    Call,
    Id,
    Several,
    Source,
    data_as,
    delete,
    done,
    done_as,
    file_of,
    get,
    number,
    post,
    put,
)
from freelancerclub_client.paging import AT_ONCE, Listing, listing
from freelancerclub_client.records.people import BlockedPerson, UserCard, UserMe, UserPublic
from freelancerclub_client.records.pictures import ProfilePicture
from freelancerclub_client.records.record import Done
from freelancerclub_client.records.talk import Review
from freelancerclub_client.subjects.fields import Number, PeopleSearch, Profile, Registration
from freelancerclub_client.subjects.subject import Door, Subject, asks, lists


class Users(Subject[Door]):
    """People, oneself among them."""

    @asks
    def me(self) -> Call[UserMe]:
        """Oneself. (E5)"""
        return get("/users/me", data_as(UserMe))

    @asks
    def get(self, user_id: Id) -> Call[UserPublic]:
        """One person's page. (E7)"""
        return get(f"/users/{number(user_id)}", data_as(UserPublic))

    @lists
    def search(
        self, text: str = "", *, page_size: int = AT_ONCE, offset: int = 0, **fields: Unpack[PeopleSearch]
    ) -> Listing[UserCard]:
        """Freelancers whom a text and all filters fit, the most relevant first. (E6)"""
        return listing("/users", UserCard, {"searchstr": text or None, **fields}, page_size=page_size, offset=offset)

    @asks
    def register(
        self,
        email: str,
        password: str,
        display_name: str,
        discipline: Several,
        city: str,
        country: str,
        **fields: Unpack[Registration],
    ) -> Call[Done]:
        """Registers a freelancer; then log in. (E10)"""
        form = {
            "email": email,
            "password": password,
            "pass_confirm": password,
            "display_name": display_name,
            "discipline": discipline,
            "city": city,
            "country": country,
        }
        return post("/users", done, {**form, **fields}, open=True)

    @asks
    def register_client(self, email: str, password: str, display_name: str) -> Call[Done]:
        """Registers somebody who hires; then log in. (E11)"""
        form = {"email": email, "password": password, "display_name": display_name}
        return post("/clients", done, form, open=True)

    @asks
    def update(self, user_id: Id, **fields: Unpack[Profile]) -> Call[Done]:
        """Changes one's own profile; what isn't sent stays. (E9)"""
        return post(f"/users/{number(user_id)}", done, fields)

    @asks
    def set_picture(self, user_id: Id, source: Source, name: str = "") -> Call[ProfilePicture]:
        """One's own profile picture, from a path, from bytes or from an open file. (E13)"""
        file = file_of("image-file", source, name)
        return post(f"/users/{number(user_id)}/profile", done_as(ProfilePicture), file=file)

    @asks
    def export(self) -> Call[dict[str, list[dict[str, Any]]]]:
        """All that is held about oneself: the rows of each table. (ours)"""

        def read(body: Any) -> dict[str, list[dict[str, Any]]]:
            return {table: list(rows) for table, rows in body["data"].items()}

        return get("/users/me/export", read, in_person=True)

    @asks
    def leave(self, password: str) -> Call[Done]:
        """Deletes one's account. (ours)"""
        return delete("/users/me", done, {"password": password}, in_person=True, drops_token=True)


class Blocks(Subject[Door]):
    """Whom one doesn't want to meet."""

    @lists
    def mine(self, *, page_size: int = AT_ONCE, offset: int = 0) -> Listing[BlockedPerson]:
        """Whom one has blocked, the last first. (ours)"""
        return listing("/users/blocks", BlockedPerson, page_size=page_size, offset=offset)

    @asks
    def add(self, user_id: Id) -> Call[Done]:
        """Blocks a person: neither meets the other any more. (E26)"""
        return post("/users/block", done, {"block_user_id": number(user_id)})

    @asks
    def remove(self, user_id: Id) -> Call[Done]:
        """Takes a block back. (E27)"""
        return delete(f"/users/block/{number(user_id)}", done)


class Follows(Subject[Door]):
    """Whom one follows."""

    @asks
    def add(self, user_id: Id) -> Call[Done]:
        """Follows a person. (ours)"""
        return put(f"/users/{number(user_id)}/follow", done)

    @asks
    def remove(self, user_id: Id) -> Call[Done]:
        """Follows a person no more. (ours)"""
        return delete(f"/users/{number(user_id)}/follow", done)


class Reviews(Subject[Door]):
    """What the parties of jobs say of each other."""

    @lists
    def of(self, user_id: Id, *, page_size: int = AT_ONCE, offset: int = 0) -> Listing[Review]:
        """What others say of a person, the newest first. (E28)"""
        return listing(f"/users/{number(user_id)}/reviews", Review, page_size=page_size, offset=offset)

    @asks
    def add(self, user_id: Id, job_id: Id, stars: Number, message: str) -> Call[Done]:
        """Reviews the other party of a job: 1 to 5 stars, in halves. (ours)"""
        form = {"job_id": number(job_id), "stars": stars, "message": message}
        return post(f"/users/{number(user_id)}/reviews", done, form)


class Reports(Subject[Door]):
    """What moderators should look at."""

    @asks
    def send(
        self, kind: Literal["person", "picture", "comment", "job", "message"], id: Id, reason: str = ""
    ) -> Call[Done]:
        """Reports something that one can see. (ours)"""
        return post("/reports", done, {"kind": kind, "id": number(id), "reason": reason})

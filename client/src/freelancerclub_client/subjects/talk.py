"""Conversations and notifications."""

from urllib.parse import quote

from freelancerclub_client.calls import (
    Call,
    Id,
    Several,
    data_as,
    delete,
    done,
    done_as,
    get,
    number,
    post,
)
from freelancerclub_client.paging import AT_ONCE, Listing, listing
from freelancerclub_client.records.record import Done
from freelancerclub_client.records.talk import Counts, Notification, Thread, ThreadCreated, ThreadItem, ThreadPage
from freelancerclub_client.subjects.subject import Door, Subject, asks, lists


class Messages(Subject[Door]):
    """Conversations."""

    @lists
    def inbox(self, *, page_size: int = AT_ONCE, offset: int = 0) -> Listing[Thread]:
        """One's conversations, those last written in first. (E53)"""
        return listing("/messages", Thread, page_size=page_size, offset=offset)

    @lists
    def search(self, text: str, *, page_size: int = AT_ONCE, offset: int = 0) -> Listing[ThreadItem]:
        """The messages that hold all words of a text, the newest first. (ours)"""
        return listing("/messages/search", ThreadItem, {"search": text}, page_size=page_size, offset=offset)

    @asks
    def get(
        self, message_id: Id, *, after: Id | None = None, limit: int | None = None, offset: int | None = None
    ) -> Call[ThreadPage]:
        """One conversation, which marks it as read: its newest 1,000 messages, or those after one. (E54)"""
        query = {"after": after, "limit": limit, "offset": offset}
        return get(f"/messages/{number(message_id)}", data_as(ThreadPage), query)

    @asks
    def start(self, user_ids: Several, message: str) -> Call[ThreadCreated]:
        """Begins a conversation with up to 50 people. (E55)"""
        return post("/messages", done_as(ThreadCreated), {"ids": user_ids, "message": message})

    @asks
    def about_job(self, job_id: Id, message: str) -> Call[ThreadCreated]:
        """Writes to the owner of a job. (E58)"""
        return post(f"/messages/job/{number(job_id)}", done_as(ThreadCreated), {"message": message})

    @asks
    def reply(self, message_id: Id, message: str) -> Call[Done]:
        """Adds a message to a conversation. (E57)"""
        return post(f"/messages/{number(message_id)}/reply", done, {"message": message})

    @asks
    def delete(self, message_id: Id) -> Call[Done]:
        """Takes a conversation out of one's inbox. (E56)"""
        return delete(f"/messages/{number(message_id)}", done)


class Notifications(Subject[Door]):
    """What one is told."""

    @lists
    def mine(self, *, page_size: int = AT_ONCE, offset: int = 0) -> Listing[Notification]:
        """One's notifications, the newest first; those that are fetched count as seen from then on. (E49)"""
        return listing("/notifications", Notification, page_size=page_size, offset=offset)

    @asks
    def get(self, notification_id: Id) -> Call[Notification]:
        """One of them, which marks it as seen. (E50)"""
        return get(f"/notification/{number(notification_id)}", data_as(Notification))

    @asks
    def count(self) -> Call[Counts]:
        """How many there are, and how many of them are new. (E51)"""
        return get("/notifications/count", data_as(Counts))

    @asks
    def mark_seen(self, ids: Several | None = None) -> Call[Done]:
        """Marks these as seen, of an empty list none; without one all. (ours)"""
        return post("/notifications/read", done, {"ids": ids})

    @asks
    def register_device(self, device_id: str) -> Call[Done]:
        """Has a device told by push, through its OneSignal id. (E52)"""
        return post("/notifications/register", done, {"device_id": device_id})

    @asks
    def forget_device(self, device_id: str) -> Call[Done]:
        """Takes a device of one's own off push. (ours)"""
        return delete(f"/notifications/register/{quote(device_id, safe='')}", done)

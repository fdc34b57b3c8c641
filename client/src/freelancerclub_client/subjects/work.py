"""Jobs, those who apply for them, and hearing of new ones."""

from typing import Literal, Unpack

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
from freelancerclub_client.records.record import Done
from freelancerclub_client.records.work import (
    Alert,
    AlertSaved,
    Applicant,
    FileAdded,
    Invited,
    JobCard,
    JobMine,
    JobOne,
    PostedJob,
    Recommended,
)
from freelancerclub_client.subjects.fields import AlertWish, Application, JobChange, JobSearch, NewJob
from freelancerclub_client.subjects.subject import Door, Subject, asks, lists


class Jobs(Subject[Door]):
    """The board, one's own jobs, and what is done with one."""

    @lists
    def search(
        self, text: str = "", *, page_size: int = AT_ONCE, offset: int = 0, **fields: Unpack[JobSearch]
    ) -> Listing[JobCard]:
        """The open jobs that a text and all filters fit. (E36)"""
        return listing("/jobs", JobCard, {"searchstr": text or None, **fields}, page_size=page_size, offset=offset)

    @asks
    def get(self, job_id: Id) -> Call[JobOne]:
        """One job. (E37)"""
        return get(f"/jobs/{number(job_id)}", data_as(JobOne))

    @lists
    def mine(self, *, page_size: int = AT_ONCE, offset: int = 0) -> Listing[JobMine]:
        """One's own jobs, the newest first. (E44)"""
        return listing("/jobs/my", JobMine, page_size=page_size, offset=offset)

    @asks
    def post(self, **fields: Unpack[NewJob]) -> Call[PostedJob]:
        """Posts a job. (E41)"""
        return post("/jobs", done_as(PostedJob), fields)

    @asks
    def change(self, job_id: Id, **fields: Unpack[JobChange]) -> Call[Done]:
        """Changes a job of one's own; what isn't sent stays. (ours)"""
        return post(f"/jobs/{number(job_id)}", done, fields)

    @asks
    def withdraw(self, job_id: Id) -> Call[Done]:
        """Withdraws a job of one's own. (ours)"""
        return delete(f"/jobs/{number(job_id)}", done)

    @asks
    def watch(self, job_id: Id) -> Call[Done]:
        """Puts a job on one's watch list. (E39)"""
        return put(f"/jobs/watchlist/{number(job_id)}", done)

    @asks
    def unwatch(self, job_id: Id) -> Call[Done]:
        """Takes it off. (E40)"""
        return delete(f"/jobs/watchlist/{number(job_id)}", done)

    @asks
    def apply(self, job_id: Id, **fields: Unpack[Application]) -> Call[Done]:
        """Applies for a job. (E38)"""
        return post(f"/jobs/{number(job_id)}/apply", done, fields)

    @asks
    def take_back(self, job_id: Id) -> Call[Done]:
        """Takes one's application back. (ours)"""
        return delete(f"/jobs/{number(job_id)}/apply", done)

    @lists
    def recommended(
        self, job_id: Id, *, explain: bool = False, page_size: int = AT_ONCE, offset: int = 0
    ) -> Listing[Recommended]:
        """Who fits a job of one's own best; `explain` tells what each relevance is made of. (E42)"""
        query = {"explain": explain or None}
        return listing(f"/jobs/{number(job_id)}/recommended", Recommended, query, page_size=page_size, offset=offset)

    @asks
    def invite(self, job_id: Id, user_ids: Several) -> Call[Invited]:
        """Asks people to apply for a job of one's own; `notes` tell what became of each. (E43)"""
        return post(f"/jobs/{number(job_id)}/invite", done_as(Invited), {"userids": user_ids})

    @asks
    def add_file(self, job_id: Id, source: Source, name: str = "") -> Call[FileAdded]:
        """Adds a picture or PDF to a job of one's own, from a path, from bytes or from an open file. (E45)"""
        return post("/jobs/file", done_as(FileAdded), {"jobid": number(job_id)}, file=file_of("file", source, name))

    @asks
    def delete_file(self, file_id: Id) -> Call[Done]:
        """Removes a file from a job of one's own. (E46)"""
        return delete(f"/jobs/file/{number(file_id)}", done)


Status = Literal["unsuccessful", "successful", "shortlist", "new"]


class Applicants(Subject[Door]):
    """Those who applied for a job of one's own."""

    @lists
    def of(
        self,
        job_id: Id,
        type: Literal["all"] | Status = "all",
        *,
        page_size: int = AT_ONCE,
        offset: int = 0,
    ) -> Listing[Applicant]:
        """Who applied, the newest first. (E47)"""
        return listing(f"/applicants/{number(job_id)}", Applicant, {"type": type}, page_size=page_size, offset=offset)

    @asks
    def decide(self, job_id: Id, application_ids: Several, status: Status, message: str = "") -> Call[Done]:
        """Says what becomes of applications; `successful` needs a message, which is mailed. (E48)"""
        form = {"ids": application_ids, "status": status, "message": message or None}
        return put(f"/applicants/{number(job_id)}", done, form)


class Alerts(Subject[Door]):
    """Which new jobs one hears of."""

    @lists
    def mine(self, *, page_size: int = AT_ONCE, offset: int = 0) -> Listing[Alert]:
        """What one asked to hear of. (ours)"""
        return listing("/alerts", Alert, page_size=page_size, offset=offset)

    @asks
    def add(self, **fields: Unpack[AlertWish]) -> Call[AlertSaved]:
        """Asks to hear of such jobs. (ours)"""
        return post("/alerts", done_as(AlertSaved), fields)

    @asks
    def remove(self, alert_id: Id) -> Call[Done]:
        """Asks so no more. (ours)"""
        return delete(f"/alerts/{number(alert_id)}", done)

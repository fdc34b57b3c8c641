"""The block matrix: what each endpoint does between two people one of whom has blocked the other.

One row an endpoint and thing of the other person's; tests carry every row out both ways, docs/guide/blocks.md shows
them. An endpoint that is neither here nor in ALONE fails the suite, so a new one brings its rows along. Rows may be
here before their endpoint is.
"""

from dataclasses import dataclass

from freelancerclub.errors import NoSuchPicture
from freelancerclub.features.users.queries import PersonNotFound


@dataclass(frozen=True)
class Hidden:
    """The answer is the same, without what is the other's, and its total counts without it."""

    @property
    def words(self) -> str:
        return "left out, and not counted"


@dataclass(frozen=True)
class Refused:
    """As if the other weren't there, or in the documented words."""

    status: int
    message: str

    @property
    def words(self) -> str:
        return f"{self.status} `{self.message}`"


@dataclass(frozen=True)
class Unaffected:
    """The same answer as without the block, for a reason."""

    reason: str

    @property
    def words(self) -> str:
        return f"as ever: {self.reason}"


@dataclass(frozen=True)
class Shown:
    """Only because of the block."""

    reason: str

    @property
    def words(self) -> str:
        return f"shown: {self.reason}"


Effect = Hidden | Refused | Unaffected | Shown


@dataclass(frozen=True)
class Row:
    """What is the other person's, and what comes of it for each of the two.

    blocker: what the person gets who has blocked the other; blocked: what the one who was blocked gets.
    administrators: they meet no block here, whoever blocked whom.
    """

    endpoint: str
    thing: str
    blocker: Effect
    blocked: Effect
    administrators: bool = False


def both(endpoint: str, thing: str, effect: Effect, *, administrators: bool = False) -> Row:
    return Row(endpoint, thing, effect, effect, administrators)


NOT_FOUND = Refused(PersonNotFound.status, PersonNotFound.message)
MAY_REPORT = Unaffected("to block comes first, to report second")
PUBLIC = Unaffected("everybody reads it, and its stars count")
NO_PICTURES = Refused(404, "No Images found for that user")
NO_IMAGE = Refused(404, "Sorry that Image was not found.")
NO_PICTURE = Refused(NoSuchPicture.status, NoSuchPicture.message)
NO_JOB = Refused(404, "Sorry that job was not found.")
NO_COMMENT = Refused(400, "There are errors with the data submitted")
OWN_WORDS = Unaffected("takes back what one said oneself")
OWN_PICTURE = Unaffected("whose the picture is says what stands under it")
ALONE_WITH = "a conversation with them alone"
NO_MESSAGE = Refused(404, "Sorry that message was not found.")
NO_REPLY = Refused(400, "Can not post to thread as a blocked user exists")
OPERATORS = Unaffected("the operator's list")

MATRIX: tuple[Row, ...] = (
    # people
    both("GET /users", "the person in the list", Hidden()),
    both("GET /users/{user_id}", "their page", NOT_FOUND, administrators=True),
    both("GET /users/{user_id}/reviews", "the reviews of them", NOT_FOUND, administrators=True),
    both("GET /users/{user_id}/reviews", "their review of somebody else", PUBLIC),
    both("PUT /users/{user_id}/follow", "the person", NOT_FOUND),
    both("DELETE /users/{user_id}/follow", "the person", NOT_FOUND),  # the block has ended the following
    Row(
        "POST /users/block",
        "the person",
        Unaffected("again is the same block"),
        Unaffected("may block as well, and isn't told of the other's block"),
    ),
    Row(
        "DELETE /users/block/{user_id}",
        "the person",
        Unaffected("takes the block back"),
        Unaffected("takes back a block of one's own; the other's stays"),
    ),
    Row(
        "GET /users/blocks",
        "the person in the list",
        Shown("the one place that names whom one has blocked"),
        Unaffected("nothing tells by whom one is blocked"),
    ),
    # pictures
    both("GET /users/{user_id}/portfolios", "their portfolios", NOT_FOUND, administrators=True),
    both(
        "GET /users/{user_id}/portfolios/{portfolio_id}",
        "their portfolio",
        Refused(404, "Sorry that portfolio was not found."),
        administrators=True,
    ),
    both("GET /users/{user_id}/images", "their pictures", NO_PICTURES, administrators=True),
    both("GET /images", "their picture in the list", Hidden()),
    both("GET /images/{image_id}", "their picture", NO_IMAGE, administrators=True),
    both("GET /images/{image_id}/likes", "likes of their picture", NO_PICTURE, administrators=True),
    both("GET /images/{image_id}/likes", "their like of somebody else's", Hidden()),
    both("PUT /images/{image_id}/like", "their picture", NO_PICTURE),
    both("DELETE /images/{image_id}/like", "their picture", Unaffected("takes one's own like back")),
    both("GET /images/{image_id}/comments", "comments on their picture", NO_PICTURE, administrators=True),
    both("GET /images/{image_id}/comments", "their comment on somebody else's", Hidden()),
    both("POST /images/{image_id}/comments", "their picture", NO_COMMENT),
    both("DELETE /images/{image_id}/comments/{comment_id}", "their picture", OWN_WORDS),
    both("DELETE /images/{image_id}/comments/{comment_id}", "their comment on one's own", OWN_PICTURE),
    # jobs
    both("GET /jobs", "their job on the board", Hidden()),
    both("GET /jobs/{job_id}", "their job", NO_JOB, administrators=True),
    both("PUT /jobs/watchlist/{job_id}", "their job", NO_JOB, administrators=True),
    both("DELETE /jobs/watchlist/{job_id}", "their job on one's list", Unaffected("takes it off one's own list")),
    # hiring
    both("POST /jobs/{job_id}/apply", "their job", NO_JOB, administrators=True),
    both("DELETE /jobs/{job_id}/apply", "their job", OWN_WORDS),
    both("GET /applicants/{job_id}", "their application", Hidden()),
    both("PUT /applicants/{job_id}", "their application", Refused(400, "Please provide valid application ids")),
    both("GET /jobs/{job_id}/recommended", "the person in the list", Hidden()),
    both("POST /jobs/{job_id}/invite", "the person", Hidden()),
    both("GET /jobs/{job_id}/invite", "the person", Hidden()),
    both("POST /users/{user_id}/reviews", "the other party of a job", NOT_FOUND),
    # what they are told
    both("GET /notifications", "a line about what they did", Hidden()),
    both("GET /users/notifications", "a line about what they did", Hidden()),
    both("GET /notifications/count", "a line about what they did", Hidden()),
    both("GET /events", "news of what they did", Hidden()),
    both("GET /events", "a message of theirs", Hidden()),
    both("GET /notification/{id}", "a line about what they did", Refused(404, "Sorry that message was not found.")),
    # conversations
    both("GET /messages", ALONE_WITH, Hidden()),
    both("GET /messages", "an unread message of theirs", Hidden()),
    both("GET /messages", "who they are and what they said, among others", Hidden()),
    both("GET /messages/{thread_id}", ALONE_WITH, NO_MESSAGE),
    both("GET /messages/{thread_id}", "who they are, among others", Hidden()),
    both("GET /messages/{thread_id}", "what they said, among others", Hidden()),
    both("GET /messages/search", ALONE_WITH, Hidden()),
    both("GET /messages/search", "what they said, among others", Hidden()),
    both(
        "POST /messages",
        "the person among the recipients",
        Refused(400, "A user in the list cant be messaged due to a block"),
    ),
    both("POST /messages/job/{job_id}", "their job", Refused(403, "You cannot message this user")),
    both("POST /messages/{thread_id}/reply", ALONE_WITH, NO_REPLY),
    both("POST /messages/{thread_id}/reply", "a conversation with them and others", NO_REPLY),
    both("DELETE /messages/{thread_id}", ALONE_WITH, Unaffected("puts away what is one's own")),
    # reports
    Row("POST /reports", "person", MAY_REPORT, NOT_FOUND, administrators=True),
    Row("POST /reports", "picture", MAY_REPORT, NO_IMAGE, administrators=True),
    Row("POST /reports", "comment", MAY_REPORT, Refused(404, "Sorry that comment was not found."), administrators=True),
    Row("POST /reports", "job", MAY_REPORT, NO_JOB, administrators=True),
    both("POST /reports", "message", Unaffected("to block comes first, to report second, for either of the two")),
    # lists of the operator's
    both("GET /companies", "their company", OPERATORS),
    both("GET /companies/{company_id}", "their company", OPERATORS),
)

OWN, LISTS, NO_TOKEN = "only one's own", "lists without people", "asked without a token"
ALONE: dict[str, str] = {
    "POST /auth/login": NO_TOKEN,
    "GET /auth/refresh": OWN,
    "POST /users/forgot": NO_TOKEN,
    "POST /auth/reset": NO_TOKEN,
    "POST /auth/password": OWN,
    "POST /auth/logout": OWN,
    "POST /auth/logout/all": OWN,
    "POST /auth/email": OWN,
    "POST /auth/email/confirm": NO_TOKEN,
    "GET /auth/keys": OWN,
    "POST /auth/keys": OWN,
    "DELETE /auth/keys/{key_id}": OWN,
    "GET /users/me": OWN,
    "POST /users/{user_id}": OWN,
    "POST /users/{user_id}/profile": OWN,
    "POST /users/{user_id}/images": OWN,
    "POST /users/{user_id}/images/{image_id}": OWN,
    "DELETE /users/{user_id}/images/{image_id}": OWN,
    "POST /users": NO_TOKEN,
    "POST /clients": NO_TOKEN,
    "DELETE /users/me": OWN,
    "GET /users/me/export": OWN,
    "GET /usage": OWN,
    "POST /users/{user_id}/videos": OWN,
    "POST /users/portfolios": OWN,
    "PUT /users/portfolios/{portfolio_id}": OWN,
    "DELETE /users/portfolios/{portfolio_id}": OWN,
    "POST /users/portfolios/{portfolio_id}/images": OWN,
    "PUT /users/portfolios/{portfolio_id}/images/{image_id}": OWN,
    "DELETE /users/portfolios/{portfolio_id}/images/{image_id}": OWN,
    "GET /jobs/my": OWN,
    "POST /jobs": OWN,
    "POST /jobs/{job_id}": OWN,
    "DELETE /jobs/{job_id}": OWN,
    "POST /jobs/file": OWN,
    "DELETE /jobs/file/{file_id}": OWN,
    "POST /notifications/read": OWN,
    "POST /notifications/register": OWN,
    "GET /notifications/register": OWN,
    "DELETE /notifications/register/{device_id}": OWN,
    "GET /unsubscribe": NO_TOKEN,
    "POST /unsubscribe": NO_TOKEN,
    "POST /hooks/bounce": NO_TOKEN,
    "GET /alerts": OWN,
    "POST /alerts": OWN,
    "DELETE /alerts/{alert_id}": OWN,
    "GET /auth/disciplines": LISTS,
    "GET /users/discipines": LISTS,
    "GET /skills": LISTS,
}
"""Endpoints that neither show nor touch another person."""

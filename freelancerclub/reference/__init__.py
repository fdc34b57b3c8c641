"""Every endpoint and every task of the service, in the order of the documentation."""

from freelancerclub.features.alerts.routes import router as alerts
from freelancerclub.features.alerts.tasks import tasks as alerts_tasks
from freelancerclub.features.applicants.routes import router as applicants
from freelancerclub.features.applicants.tasks import tasks as applicants_tasks
from freelancerclub.features.auth.routes import router as auth
from freelancerclub.features.auth.tasks import tasks as auth_tasks
from freelancerclub.features.blocks.routes import router as blocks
from freelancerclub.features.board.routes import router as board
from freelancerclub.features.board.tasks import tasks as board_tasks
from freelancerclub.features.comments.routes import router as comments
from freelancerclub.features.companies.routes import router as companies
from freelancerclub.features.disciplines.routes import router as disciplines
from freelancerclub.features.events.routes import router as events
from freelancerclub.features.events.tasks import tasks as events_tasks
from freelancerclub.features.follows.routes import router as follows
from freelancerclub.features.gallery.routes import router as gallery
from freelancerclub.features.gallery.tasks import tasks as gallery_tasks
from freelancerclub.features.images.routes import router as images
from freelancerclub.features.images.tasks import tasks as images_tasks
from freelancerclub.features.invites.routes import router as invites
from freelancerclub.features.jobfiles.routes import router as jobfiles
from freelancerclub.features.jobs.routes import router as jobs
from freelancerclub.features.likes.routes import router as likes
from freelancerclub.features.messages.routes import router as messages
from freelancerclub.features.notifications.routes import router as notifications
from freelancerclub.features.portfolios.routes import router as portfolios
from freelancerclub.features.postings.routes import router as postings
from freelancerclub.features.postings.tasks import tasks as postings_tasks
from freelancerclub.features.profiles.routes import router as profiles
from freelancerclub.features.recommended.routes import router as recommended
from freelancerclub.features.repeats.tasks import tasks as repeats_tasks
from freelancerclub.features.reports.routes import router as reports
from freelancerclub.features.reports.tasks import tasks as reports_tasks
from freelancerclub.features.reviews.routes import router as reviews
from freelancerclub.features.reviews.tasks import tasks as reviews_tasks
from freelancerclub.features.search.routes import router as search
from freelancerclub.features.search.tasks import tasks as search_tasks
from freelancerclub.features.telling.routes import router as telling
from freelancerclub.features.telling.tasks import tasks as telling_tasks
from freelancerclub.features.threads.routes import router as threads
from freelancerclub.features.usage.routes import router as usage
from freelancerclub.features.users.routes import router as users
from freelancerclub.features.users.tasks import tasks as users_tasks
from freelancerclub.features.videos.routes import router as videos
from freelancerclub.features.videos.tasks import tasks as videos_tasks
from freelancerclub.tasks.registry import Task, names
from freelancerclub.wire.endpoint import Endpoint

ENDPOINTS: tuple[Endpoint, ...] = (
    *auth,
    *users,
    *images,
    *search,
    *profiles,
    *videos,
    *portfolios,
    *blocks,
    *follows,
    *reviews,
    *reports,
    *applicants,
    *recommended,
    *invites,
    *alerts,
    *gallery,
    *likes,
    *comments,
    *board,
    *jobs,
    *postings,
    *jobfiles,
    *disciplines,
    *companies,
    *usage,
    *notifications,
    *events,
    *threads,
    *messages,
    *telling,
)
TASKS: dict[str, Task] = names(
    auth_tasks,
    users_tasks,
    images_tasks,
    gallery_tasks,
    videos_tasks,
    search_tasks,
    board_tasks,
    postings_tasks,
    alerts_tasks,
    applicants_tasks,
    events_tasks,
    reports_tasks,
    reviews_tasks,
    telling_tasks,
    repeats_tasks,
)

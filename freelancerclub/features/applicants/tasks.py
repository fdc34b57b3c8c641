"""The mail to somebody who was given a job, with what its owner wrote."""

from freelancerclub.adapters.mail import Mail
from freelancerclub.context import Context
from freelancerclub.features.applicants import queries
from freelancerclub.features.applicants.actions import SEND_SUCCESS
from freelancerclub.features.auth.tasks import deliver, mark_of
from freelancerclub.mails.render import render_mail
from freelancerclub.tasks.registry import Job, Tasks

tasks = Tasks()


@tasks.task(SEND_SUCCESS)
async def send_success(ctx: Context, job: Job, change_id: int) -> None:
    """Whoever applied waits for it, so no preference stops it; nothing goes out once the job is given to others."""
    letter = await queries.access_letter(ctx.db, change_id)
    if letter is None:
        return
    text = render_mail(
        "application_successful",
        name=letter.name,
        owner=letter.owner,
        job=letter.title,
        message=letter.message,
        link=f"{ctx.settings.site_url}/jobs/details/{letter.job_id}",
    )
    mark = mark_of(f"{change_id} {letter.email} {letter.written_at.timestamp()}")
    await deliver(ctx, Mail(f"success-{change_id}-{mark}", letter.email, text.subject, text.body, text.html))

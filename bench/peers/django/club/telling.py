"""Who is told of a reply, in the inbox of notices, by mail and by push; the worker sends what is written here."""

from datetime import timedelta

from django.db import models
from django.db.models import Exists, OuterRef

from club.models import Person

KIND, TOPIC, SEND_MAIL = "message.reply", "notifications", "telling.send_mail"
NAGGING = timedelta(minutes=5)  # within which whoever hasn't read yet isn't told again
PUSH_DELAY = timedelta(minutes=5)


class Notification(models.Model):
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    actor = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+")
    kind = models.TextField()
    module = models.TextField()
    target_id = models.BigIntegerField(null=True)
    window_start = models.DateTimeField()
    link = models.TextField()
    message = models.TextField()
    no_email = models.BooleanField(default=False)
    listed = models.BooleanField(default=True)
    seen_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "notification"


class MailItem(models.Model):
    """A notification on its way into a mail."""

    notification = models.OneToOneField(Notification, models.CASCADE, primary_key=True, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    topic = models.TextField()
    happened_at = models.DateTimeField()
    due_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "mail_item"


class Push(models.Model):
    """A notification on its way to a person's devices."""

    notification = models.OneToOneField(Notification, models.CASCADE, related_name="+")
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "push"


class Task(models.Model):
    """What the worker has to do; the rest of the row is as the database has it by default."""

    queue_name = models.TextField(default="default")
    task_name = models.TextField()

    class Meta:
        managed = False
        db_table = "procrastinate_jobs"


def with_told(members, thread, now):
    """Members of a conversation, annotated with whether they were told of it lately."""
    told = Notification.objects.filter(person=OuterRef("person"), kind=KIND, target_id=thread)
    return members.annotate(lately=Exists(told.filter(created_at__gt=now - NAGGING)))


def is_told(member):
    return not member.withheld and (member.read or not member.lately)


def hear(person, thread, now):
    """What somebody was told of a conversation that they now write in is seen."""
    told = Notification.objects.filter(person=person, kind__in=("message.new", KIND), target_id=thread, seen_at=None)
    told.update(seen_at=now)


def tell(people, sender, thread, now):
    """In the transaction of the reply, with everybody held, so that nobody else tells them meanwhile."""
    if not people:
        return
    what = {"kind": KIND, "module": "message", "message": "has replied to your conversation", "listed": False}
    about = {"target_id": thread, "link": f"/messages/{thread}", "window_start": now, "created_at": now}
    told = Notification.objects.bulk_create(
        Notification(person_id=person, actor=sender, **what, **about) for person in people
    )
    MailItem.objects.bulk_create(
        MailItem(notification=one, person_id=one.person_id, topic=TOPIC, happened_at=now, due_at=now) for one in told
    )
    Push.objects.bulk_create(Push(notification=one, created_at=now, due_at=now + PUSH_DELAY) for one in told)
    Task.objects.create(task_name=SEND_MAIL)

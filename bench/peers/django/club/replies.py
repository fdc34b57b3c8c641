"""A reply: who may write it, and whether it is held back because the same text goes to many strangers."""

from datetime import timedelta

from django.db.models import BigIntegerField, Exists, Func, OuterRef, Q, Value
from rest_framework.exceptions import NotFound, PermissionDenied, ValidationError

from club.models import Block, Person, Thread, ThreadItem, ThreadMember
from club.telling import hear, is_told, tell, with_told

SPREAD = timedelta(days=1)  # within which the same text to many is one thing
HELD_FROM = 25  # strangers


def blocked_of(person):
    """Everybody between whom and the person a block stands."""
    pairs = Block.objects.filter(Q(blocker=person) | Q(blocked=person)).values_list("blocker_id", "blocked_id")
    return {one for pair in pairs for one in pair} - {person.id}


def access_people(me, thread):
    """The ids of all who are in a conversation of the caller's."""
    withheld = dict(ThreadMember.objects.filter(thread=thread).values_list("person_id", "withheld"))
    if not withheld:
        raise NotFound
    if withheld.get(me.id, True):
        raise PermissionDenied
    return set(withheld)


def add_reply(me, thread, people, message, now):
    """Inside a transaction. Nothing is stored after a block is: whoever blocks holds the people too."""
    present = _hold(people)
    if blocked_of(me) & people:
        raise ValidationError
    members = ThreadMember.objects.filter(thread=thread)
    others = list(with_told(members.exclude(person=me), thread, now).order_by("person_id"))
    held = _is_held(me, thread, {member.person_id for member in others}, message, now)
    Thread.objects.select_for_update(no_key=True).get(id=thread)
    brought_up = {"deleted_at": None} if held else {"deleted_at": None, "last_at": now}
    members.filter(person=me).update(read=True, **brought_up)
    if not held:
        members.exclude(person=me).update(read=False, **brought_up)
    hear(me, thread, now)
    ThreadItem.objects.create(thread_id=thread, author=me, message=message, withheld=held, created_at=now)
    if not held:
        told = [member.person_id for member in others if is_told(member) and member.person_id in present]
        tell(told, me, thread, now)


def _hold(people):
    """Holds them in one order until the transaction ends; those who are neither deleted nor suspended."""
    held = Person.objects.select_for_update(no_key=True).filter(id__in=people).order_by("id")
    found = held.values_list("id", "deleted_at", "suspended_at")
    return {person for person, deleted, suspended in found if not deleted and not suspended}


def _is_held(me, thread, others, message, now):
    """Whether too many get the same text, now or lately, who have never written to the sender."""
    answers = ThreadItem.objects.exclude(author=me)
    if answers.filter(thread=thread).exists():
        return False
    likeness = Func(Value(message), function="likeness_of", output_field=BigIntegerField())
    same = ThreadItem.objects.filter(
        ~Exists(answers.filter(thread=OuterRef("thread"))), author=me, likeness=likeness, created_at__gt=now - SPREAD
    )
    had = ThreadMember.objects.filter(thread__in=same.values("thread")).exclude(person=me)
    people = others.union(had.values_list("person_id", flat=True))
    wrote = ThreadItem.objects.filter(author__in=people, thread__members__person=me)
    strangers = people.difference(wrote.values_list("author_id", flat=True).distinct())
    return not strangers.isdisjoint(others) and len(strangers) >= HELD_FROM

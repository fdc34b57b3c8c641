"""The inbox, and a reply."""

from django.db import transaction
from django.db.models import Count, Prefetch, Q
from django.utils import timezone
from rest_framework.generics import GenericAPIView, ListAPIView
from rest_framework.response import Response

from club.limits import count_message
from club.models import ThreadItem, ThreadMember
from club.replies import access_people, add_reply, blocked_of
from club.talk_serializers import ReplySerializer, ThreadSerializer
from club.views import Pages

MEMBERS = ThreadMember.objects.select_related("person").order_by("person_id")


class InboxPages(Pages):
    """Total and unread are counted at once."""

    def get_count(self, queryset):
        found = queryset.order_by().aggregate(total=Count("thread_id"), unread=Count("thread_id", filter=Q(read=False)))
        self.unread = found["unread"]
        return found["total"]

    def get_paginated_response(self, data):
        meta = {"total": self.count, "limit": self.limit, "offset": self.offset, "unread": self.unread}
        return Response({"meta": meta, "data": data})


class InboxView(ListAPIView):
    serializer_class = ThreadSerializer
    pagination_class = InboxPages

    def get_queryset(self):
        return (
            ThreadMember.objects.filter(person=self.request.user, shown=True)
            .select_related("thread__creator", "thread__last_item")
            .prefetch_related(Prefetch("thread__members", MEMBERS, "everybody"))
            .order_by("-last_at", "-thread_id")
        )

    def get_serializer(self, page, **more):
        me = self.request.user
        blocked = blocked_of(me)
        silenced = [
            place.thread_id for place in page if place.thread.last_item and place.thread.last_item.author_id in blocked
        ]
        others = {}
        if silenced:
            items = ThreadItem.objects.filter(Q(withheld=False) | Q(author=me), thread__in=silenced)
            items = items.exclude(author__in=blocked).order_by("thread_id", "-id").distinct("thread_id")
            others = {item.thread_id: item for item in items}
        context = self.get_serializer_context() | {"blocked": blocked, "others": others}
        return self.serializer_class(page, context=context, **more)


class ReplyView(GenericAPIView):
    serializer_class = ReplySerializer

    def post(self, request, pk):
        sent = self.get_serializer(data=request.data)
        sent.is_valid(raise_exception=True)
        me, now = request.user, timezone.now()
        people = access_people(me, pk)
        count_message(now, me)
        with transaction.atomic():
            add_reply(me, pk, people, sent.validated_data["message"], now)
        return Response({"status": "200", "message": "Reply added"})

"""The board, and the applicants of one's own job."""

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils import timezone
from rest_framework.exceptions import ValidationError
from rest_framework.generics import ListAPIView, get_object_or_404
from rest_framework.response import Response

from club.models import Application, Board, Job, JobSeen, Watch
from club.serializers import ADMINISTRATOR
from club.views import PICTURES, Pages, not_blocked
from club.work_serializers import ApplicationSerializer, ListedSerializer

ALL, TYPES = "all", ("all", "new", "shortlist", "successful", "unsuccessful")


class BoardPages(Pages):
    """That none is left to show isn't an empty list here."""

    def get_paginated_response(self, data):
        return super().get_paginated_response(data or False)


class BoardView(ListAPIView):
    serializer_class = ListedSerializer
    pagination_class = BoardPages

    def get_queryset(self):
        me = self.request.user

        def mine(model):
            return Exists(model.objects.filter(job=OuterRef("job_id"), person=me))

        return (
            Board.objects.filter(not_blocked("owner_id", me), expires_on__gte=timezone.localdate())
            .annotate(seen=mine(JobSeen), watched=mine(Watch), applied=mine(Application))
            .select_related("job__counter", "job__owner")
            .defer("expires_on")  # the infinity of those without a last day is no date of Python's
            .order_by("-job_id")
        )


class ApplicantPages(Pages):
    """Which of them are shown stands in the meta too."""

    def get_paginated_response(self, data):
        shown = self.request.query_params.get("type") or ALL
        meta = {"total": self.count, "type": shown, "limit": self.limit, "offset": self.offset}
        return Response({"meta": meta, "data": data})


class ApplicantsView(ListAPIView):
    serializer_class = ApplicationSerializer
    pagination_class = ApplicantPages

    def get_queryset(self):
        me, shown = self.request.user, self.request.query_params.get("type") or ALL
        if shown not in TYPES:
            raise ValidationError
        job = get_object_or_404(
            Job, Q() if me.role == ADMINISTRATOR else Q(owner=me), id=self.kwargs["pk"], deleted_at=None
        )
        found = Application.objects.filter(job=job, person__deleted_at=None)
        if me.role != ADMINISTRATOR:
            found = found.filter(not_blocked("person_id", job.owner_id), person__suspended_at=None)
        if shown != ALL:
            found = found.filter(status=shown)
        return (
            found.select_related("person__counter", "person__seen")
            .prefetch_related(
                Prefetch("person__pictures", PICTURES.order_by("-counter__likes", "id"), "shown_pictures")
            )
            .order_by("-id")
        )

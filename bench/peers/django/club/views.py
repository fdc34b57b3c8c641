"""Generic views over querysets that fetch what the serializers touch: no query a row."""

from django.db.models import Count, Prefetch, Q
from rest_framework.generics import ListAPIView, RetrieveAPIView
from rest_framework.pagination import LimitOffsetPagination
from rest_framework.response import Response

from club.models import Block, Person, PersonRank, Picture, Portfolio
from club.serializers import CardSerializer, PageSerializer

PICTURES = Picture.objects.filter(authorised=True, deleted_at=None).select_related("counter")
PORTFOLIOS = Portfolio.objects.filter(deleted_at=None).order_by("id")
COUNTED = PORTFOLIOS.annotate(img_count=Count("pictures", filter=Q(pictures__deleted_at=None)))


def not_blocked(person, viewer):
    """Blocks work both ways."""
    blocked = Block.objects.filter(blocker=viewer).values("blocked_id")
    blocking = Block.objects.filter(blocked=viewer).values("blocker_id")
    return ~Q(**{f"{person}__in": blocked}) & ~Q(**{f"{person}__in": blocking})


class Pages(LimitOffsetPagination):
    default_limit = 20
    max_limit = 500

    def get_paginated_response(self, data):
        return Response({"meta": {"total": self.count, "limit": self.limit, "offset": self.offset}, "data": data})


class PeopleView(ListAPIView):
    serializer_class = CardSerializer
    pagination_class = Pages

    def get_queryset(self):
        return (
            PersonRank.objects.filter(not_blocked("person_id", self.request.user), list="*")
            .order_by("-rating", "person_id")
            .select_related("person__counter")
            .prefetch_related(
                Prefetch("person__pictures", PICTURES.order_by("-counter__likes", "id"), "shown_pictures"),
                Prefetch("person__portfolios", PORTFOLIOS, "shown_portfolios"),
            )
        )


class PersonView(RetrieveAPIView):
    serializer_class = PageSerializer

    def get_queryset(self):
        return (
            Person.objects.filter(
                not_blocked("id", self.request.user), deleted_at=None, suspended_at=None, profile_hidden=False
            )
            .select_related("counter")
            .prefetch_related(Prefetch("portfolios", COUNTED, "shown_portfolios"))
        )

    def retrieve(self, request, *args, **kwargs):
        return Response({"data": self.get_serializer(self.get_object()).data})

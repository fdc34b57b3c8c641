"""Generic views over querysets that fetch what the serializers touch: no query a row."""

from django.db.models import Count, Exists, OuterRef, Prefetch, Q
from rest_framework.exceptions import NotFound
from rest_framework.generics import ListAPIView, RetrieveAPIView
from rest_framework.pagination import LimitOffsetPagination
from rest_framework.response import Response

from club.models import Block, Gallery, Person, PersonRank, Picture, PictureLike, Portfolio
from club.serializers import CardSerializer, GallerySerializer, OwnersSerializer, PageSerializer, PortfolioSerializer

PICTURES = Picture.objects.filter(authorised=True, deleted_at=None).select_related("counter")
PORTFOLIOS = Portfolio.objects.filter(deleted_at=None).order_by("id")


def counted(user):
    """Pending pictures are counted for their owner alone."""
    shown = Q(pictures__deleted_at=None) & (Q(pictures__authorised=True) | Q(owner=user))
    return PORTFOLIOS.annotate(img_count=Count("pictures", filter=shown))


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
            .prefetch_related(Prefetch("portfolios", counted(self.request.user), "shown_portfolios"))
        )

    def retrieve(self, request, *args, **kwargs):
        return Response({"data": self.get_serializer(self.get_object()).data})


def liked(viewer):
    return Exists(PictureLike.objects.filter(picture=OuterRef("pk"), person=viewer))


class GalleryView(ListAPIView):
    serializer_class = GallerySerializer
    pagination_class = Pages

    def get_queryset(self):
        return (
            Gallery.objects.filter(not_blocked("owner_id", self.request.user))
            .select_related("picture__counter", "picture__owner")
            .annotate(
                liked=Exists(PictureLike.objects.filter(picture=OuterRef("picture_id"), person=self.request.user))
            )
            .order_by("-picture_id")
        )


class PicturesOfView(ListAPIView):
    serializer_class = OwnersSerializer
    pagination_class = Pages

    def get_queryset(self):
        owner = Person.objects.filter(
            not_blocked("id", self.request.user), deleted_at=None, suspended_at=None, profile_hidden=False
        )
        return (
            PICTURES.filter(owner__in=owner.filter(id=self.kwargs["pk"]))
            .annotate(liked=liked(self.request.user))
            .order_by("-id")
        )

    def list(self, request, *args, **kwargs):
        answer = super().list(request, *args, **kwargs)
        if not answer.data["data"]:
            raise NotFound
        portfolios = counted(self.request.user).filter(owner=self.kwargs["pk"])
        answer.data["portfolios"] = PortfolioSerializer(portfolios, many=True).data
        return answer

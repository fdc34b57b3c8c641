"""Logging in, and one's own page."""

import secrets
import time

import jwt
from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db.models import Prefetch
from django.utils import timezone
from rest_framework import serializers
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.generics import GenericAPIView, RetrieveAPIView
from rest_framework.response import Response

from club.limits import count_log_in
from club.models import Person
from club.serializers import LoginSerializer, MeSerializer
from club.views import counted

LIFE = 7 * 86_400  # seconds


class CredentialsSerializer(serializers.Serializer):
    email = serializers.CharField()
    password = serializers.CharField(max_length=1024, trim_whitespace=False)


class LoginView(GenericAPIView):
    serializer_class = CredentialsSerializer
    authentication_classes = ()
    permission_classes = ()

    def get_authenticate_header(self, request):
        return "Bearer"  # without one the framework would answer 403

    def post(self, request):
        sent = self.get_serializer(data=request.data)
        sent.is_valid(raise_exception=True)
        email, password = sent.validated_data["email"], sent.validated_data["password"]
        count_log_in(timezone.now(), email, request.META["REMOTE_ADDR"])
        people = Person.objects.select_related("version").extra(where=["lower(email) = lower(%s)"], params=[email])
        person = people.filter(deleted_at=None).first()
        if person is None:
            make_password(password)  # takes as long as for somebody
            raise AuthenticationFailed
        if not check_password(password, f"argon2{person.password_hash}"):
            raise AuthenticationFailed
        if person.suspended_at:
            raise PermissionDenied
        return Response({"token": token_of(person), "data": LoginSerializer(person).data})


def token_of(person):
    now = int(time.time())
    claims = {
        "id": str(person.id),
        "email": person.email,
        "iat": now,
        "exp": now + LIFE,
        "epoch": person.version.token_epoch,
        "since": now,
        "jti": secrets.token_hex(8),
    }
    return jwt.encode(claims, settings.SECRET_KEY, "HS512")


class MeView(RetrieveAPIView):
    serializer_class = MeSerializer

    def get_object(self):
        people = Person.objects.select_related("counter").prefetch_related(
            Prefetch("portfolios", counted(self.request.user), "shown_portfolios")
        )
        return people.get(id=self.request.user.id)

    def retrieve(self, request, *args, **kwargs):
        return Response({"data": self.get_serializer(self.get_object()).data})

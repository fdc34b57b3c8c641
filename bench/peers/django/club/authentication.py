"""The same token: HS512 under the same key, not expired, of the person's present epoch."""

import jwt
from django.conf import settings
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed

from club.models import Person


class BearerAuthentication(BaseAuthentication):
    def authenticate(self, request):
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        try:
            claims = jwt.decode(token, settings.SECRET_KEY, ["HS512"])
            person = Person.objects.select_related("version").get(
                id=claims["id"], deleted_at=None, suspended_at=None, version__token_epoch=claims.get("epoch", 0)
            )
        except (jwt.PyJWTError, KeyError, Person.DoesNotExist):
            raise AuthenticationFailed from None
        return person, claims

    def authenticate_header(self, request):
        return "Bearer"

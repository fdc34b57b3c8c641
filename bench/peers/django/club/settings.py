"""Settings of a small production service: no more middleware and no more renderers than these calls need."""

import os
from urllib.parse import parse_qs, urlsplit

_database = urlsplit(os.environ["PEER_DATABASE_URL"])

DEBUG = False
SECRET_KEY = os.environ["PEER_KEY"]
ALLOWED_HOSTS = ["127.0.0.1"]
INSTALLED_APPS = ["rest_framework", "club"]
MIDDLEWARE = ["django.middleware.security.SecurityMiddleware", "django.middleware.common.CommonMiddleware"]
ROOT_URLCONF = "club.urls"
APPEND_SLASH = False
USE_TZ = True
TIME_ZONE = "UTC"
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": _database.path.lstrip("/"),
        "USER": _database.username,
        "PASSWORD": _database.password or "",
        "HOST": parse_qs(_database.query).get("host", [_database.hostname or ""])[0],
        "PORT": _database.port or "",
        "CONN_MAX_AGE": None,  # connections are kept
    }
}
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["club.authentication.BearerAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser", "rest_framework.parsers.FormParser"],
    "UNAUTHENTICATED_USER": None,
}
PASSWORD_HASHERS = ["club.hashers.Hasher"]
# Tries, and within how many seconds.
_USUAL = {
    "LOGIN": "10/300",
    "LOGIN_ACCOUNT": "50/3600",
    "LOGIN_ADDRESS": "100/300",
    "MESSAGE": "100/300",
    "NEWCOMER_MESSAGE": "30/300",
}
LIMITS = {
    name: tuple(map(int, os.environ.get(f"PEER_{name}_LIMIT", usual).split("/"))) for name, usual in _USUAL.items()
}
SITE_URL = os.environ["PEER_SITE_URL"]

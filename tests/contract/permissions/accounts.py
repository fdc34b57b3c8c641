"""Permissions around accounts, one's own profile, usage, and the lists that others refer to.

The objects: "-" where there is none; people and companies by what they are to the caller.
"""

from .rows import CALLERS, HIDDEN, MEMBERS, NOWHERE, OPEN, Rows

NEWCOMER = {
    "email": "newcomer@example.com",
    "password": "a fine password",
    "pass_confirm": "a fine password",
    "display_name": "New Comer",
    "discipline": "Photographer",
    "city": "Leeds",
    "country": "United Kingdom",
}

ROWS: dict[str, Rows] = {
    "POST /auth/login": Rows(
        "POST", "/auth/login", {"-": OPEN}, {"email": "known@example.com", "password": "abcd1234"}
    ),
    "GET /auth/refresh": Rows("GET", "/auth/refresh", {"-": MEMBERS | {"expired": 200}}),
    "POST /users/forgot": Rows("POST", "/users/forgot", {"-": OPEN}, {"email": "known@example.com"}),
    "POST /auth/reset": Rows(
        "POST",
        "/auth/reset",
        {"-": dict.fromkeys(CALLERS, 400)},  # nobody has a right token here; success is told in tests/features/auth
        {"token": "wrong", "password": "a fine password", "pass_confirm": "a fine password"},
    ),
    "GET /users/me": Rows("GET", "/users/me", {"-": MEMBERS}),
    "POST /users/{user_id}": Rows(
        "POST",
        "/users/{id}",
        {"own": MEMBERS, "other's": HIDDEN, "hidden": HIDDEN, "deleted": NOWHERE, "missing": NOWHERE},
        {"bio": "Changed"},
    ),
    "POST /users": Rows("POST", "/users", {"-": OPEN}, NEWCOMER),
    "POST /clients": Rows("POST", "/clients", {"-": OPEN}, NEWCOMER),
    "GET /auth/disciplines": Rows("GET", "/auth/disciplines", {"-": OPEN}),
    "GET /users/discipines": Rows("GET", "/users/discipines", {"-": OPEN}),
    "GET /skills": Rows("GET", "/skills", {"-": MEMBERS}),
    "GET /companies": Rows("GET", "/companies", {"-": MEMBERS}),
    "GET /companies/{company_id}": Rows(
        "GET",
        "/companies/{id}",
        {"own": MEMBERS, "listed": MEMBERS, "unauthorised": HIDDEN, "deleted": NOWHERE, "missing": NOWHERE},
    ),
    "POST /auth/password": Rows(
        "POST",
        "/auth/password",
        {"-": MEMBERS},
        {"password": "abcd1234", "new_password": "another fine one", "pass_confirm": "another fine one"},
    ),
    "POST /auth/logout": Rows("POST", "/auth/logout", {"-": MEMBERS}),
    "POST /auth/logout/all": Rows("POST", "/auth/logout/all", {"-": MEMBERS}),
    "POST /auth/email": Rows(
        "POST", "/auth/email", {"-": MEMBERS}, {"email": "new@example.com", "password": "abcd1234"}
    ),
    "POST /auth/email/confirm": Rows(
        "POST", "/auth/email/confirm", {"-": dict.fromkeys(CALLERS, 400)}, {"token": "wrong"}
    ),
    "GET /auth/keys": Rows("GET", "/auth/keys", {"-": MEMBERS}),
    "POST /auth/keys": Rows("POST", "/auth/keys", {"-": MEMBERS}, {"label": "A script"}),
    "DELETE /auth/keys/{key_id}": Rows(
        "DELETE", "/auth/keys/{id}", {"own": MEMBERS, "other's": NOWHERE, "missing": NOWHERE}
    ),
    "GET /usage": Rows("GET", "/usage", {"-": MEMBERS}),
    "DELETE /users/me": Rows("DELETE", "/users/me", {"-": MEMBERS}, {"password": "abcd1234"}),
    "GET /users/me/export": Rows("GET", "/users/me/export", {"-": MEMBERS}),
}

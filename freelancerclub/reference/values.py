"""The values that samples and made-up examples are filled with: invented people, addresses of example.com."""

# What a field or an id of that name gets; the fields of a form are also probed with them.
VALUES: dict[str, str] = {
    "email": "mia.norton@example.com",
    "password": "abcd1234",
    "new_password": "a finer password",
    "pass_confirm": "abcd1234",
    "token": "THE_CODE_FROM_THE_MAIL",
    "display_name": "Mia Norton",
    "discipline": "Photographer",
    "subdiscipline": "Wedding Photographer",
    "city": "Leeds",
    "country": "United Kingdom",
    "longitude": "-1.54908",
    "latitude": "53.80076",
    "website": "https://mianorton.example.com",
    "tags": "photoshop,lightroom",
    "contact": "01632 960190",
    "bio": "Weddings, portraits and everything between.",
    "startdate": "2015-07-05",
    "enddate": "2015-07-06",
    "startingafter": "4401",
    "key": "k3v9x0q7m2d8r5t1w6y4b0c7f2h9j3l5n8p1s6u4",
    "name": "My app",
    "label": "My app",
    "search": "Norton",
    "searchstr": "wedding",
    "title": "A day at the lake",
    "description": "Two days of product photography in our studio, with a stylist and a retoucher at hand.",
    "comment": "What a light!",
    "message": "Are you free on the 12th of May?",
    "block_user_id": "66",
    "kind": "comment",
    "id": "578",
    "reason": "This is an insult.",
    "device_id": "b2f7c1f0-3d5e-4c57-9a58-0c2f2b1e7a11",
    "ids": "47,124",
    "last_event_id": "8",
    "message_ids": "88",
    "notification_ids": "47",
    "userids": "180,240",
    "job_id": "174",
    "stars": "4.5",
    "jobquote": "150",
    "status": "shortlist",
    "video_url": "https://www.youtube.com/watch?v=aqz-KE-bpKQ",
    "url": "https://example.com",
    "jobid": "225",
    "slug": "mianorton",
    "account": "pro",
    "image": "3cfa348997f2b8e08f1432e54f1013b7.jpg",
}

IDS: dict[str, int | str] = {"user_id": 578, "device_id": VALUES["device_id"]}

# What a sample sends where that is not simply its required fields.
BODIES: dict[str, dict[str, str]] = {
    "POST /users/{user_id}": {"display_name": "Mia Norton", "rate_hourly": "35.50"},
    "POST /users/{user_id}/profile": {},  # the file is enough
    "POST /users/{user_id}/images": {"title": VALUES["title"], "public": "1"},
    "POST /users/portfolios": {"title": "Landscapes", "discipline": "Photographer"},
    "PUT /users/portfolios/{portfolio_id}": {"title": "Landscapes"},
    "POST /alerts": {
        "discipline": "Photographer",
        "city": "Leeds",
        "country": "United Kingdom",
        "longitude": "-1.54908",
        "latitude": "53.80076",
    },
    "POST /messages": {"ids": "180,240", "message": VALUES["message"]},
    "POST /reports": {"kind": "comment", "id": "47", "reason": VALUES["reason"]},
    "POST /jobs": {
        "type": "normal",
        "title": "Photographer needed",
        "description": VALUES["description"],
        "discipline": "Photographer",
        "city": "Leeds",
        "country": "United Kingdom",
        "longitude": "-1.54908",
        "latitude": "53.80076",
        "locationtype": "locality",
        "currency": "GBP",
        "duration": "A Few Days",
        "price": "GBP500 - GBP1000",
    },
    "POST /jobs/{job_id}": {"title": "Photographer needed in May", "price": "GBP1000 - GBP2000"},
    "POST /auth/password": {
        "password": "abcd1234",
        "new_password": "a finer password",
        "pass_confirm": "a finer password",
    },
    "POST /jobs/{job_id}/apply": {"q1": "I did the last three of them.", "jobquote": "150"},
    "PUT /applicants/{job_id}": {"ids": "57,58", "status": "unsuccessful"},
    "POST /users/{user_id}/reviews": {"job_id": "174", "stars": "4.5", "message": "Quick, kind and on time."},
}

# What a sample of a list asks for.
QUERIES: dict[str, dict[str, str]] = {
    "GET /events": {"last_event_id": "0", "wait": "0"},
    "GET /usage": {"startdate": "2015-07-05", "enddate": "2015-07-06"},
    "GET /messages/search": {"search": "wedding"},
    "GET /notifications/register": {"device_id": VALUES["device_id"]},
    "GET /applicants/{job_id}": {"type": "new"},
    "GET /jobs/{job_id}/invite": {"userids": "180,240"},
    "GET /jobs/{job_id}/recommended": {"explain": "1"},
    "GET /unsubscribe": {"token": "THE_TOKEN_OF_THE_LINK"},
    "POST /unsubscribe": {"token": "THE_TOKEN_OF_THE_LINK"},
    "POST /hooks/bounce": {"secret": "YOUR_BOUNCE_SECRET"},
}


def value_of(name: str, schema: dict[str, object]) -> str:
    """A value for a field: the known one of its name, else what its schema allows."""
    words = schema.get("enum")
    if isinstance(words, list):
        return str(words[-1] if "instant" not in words else "daily")
    if name in VALUES:
        return VALUES[name]
    if isinstance(schema.get("type"), list):
        return "1"
    return "text"

"""The page that a mail's link to no more mails leads people to: a button, since looking at an address ends nothing.

What it sends is the POST of RFC 8058 (`features/telling/routes.py`), which mail programs send by themselves.
"""

from html import escape
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

PATH: Final = "/unsubscribe/confirm"
LONGEST = 200  # of a token
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>No more mails - The Freelancer Club</title>
<style>
:root {{ color-scheme: light dark }}
body {{ font: 17px/1.5 system-ui, sans-serif; max-width: 26rem; margin: 15vh auto 0; padding: 0 1.25rem }}
h1 {{ font-size: 1.4rem; line-height: 1.25 }}
button {{ font: inherit; padding: .6rem 1.2rem; border: 0; border-radius: .4rem; background: #1f4fd8; color: #fff }}
</style>
</head>
<body>
<h1>No more mails of this kind?</h1>
<p>You will still find all news in your notifications. In your settings you can have mails again at any time.</p>
<form method="post" action="../unsubscribe.html">
<input type="hidden" name="token" value="{token}">
<button>Send me no more of these</button>
</form>
</body>
</html>
"""


async def confirming(request: Request) -> Response:
    """The same for any token: whether it is right is said by what the button does."""
    token = request.query_params.get("token", "")[:LONGEST]
    return Response(PAGE.format(token=escape(token)), 200, HEADERS, "text/html; charset=utf-8")

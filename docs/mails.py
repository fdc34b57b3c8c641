"""Every mail with invented people in it, and the sheet that a browser takes the picture of."""

from html import escape
from string import Formatter

from freelancerclub.features.telling.queries import Letter, Line
from freelancerclub.features.telling.rules import KINDS, Kind, link_of, message_of
from freelancerclub.features.telling.tasks import written_of
from freelancerclub.mails.render import Written, render_mail

SITE = "https://club.example.com"
MIA, ANN = "Mia Norton", "Ann Lee"
CODE = "k3v9x0q7m2d8r5t1w6y4b0c7f2h9j3l5n8p1s6u4"
UNSUBSCRIBE = f"{SITE}/unsubscribe?token=578.n.{CODE[:22]}"
# What stands in braces in the texts of the kinds; whatever else does is an id.
WORDS: dict[str, str] = {
    "quote": "What a light! Where was it?",
    "title": "Two days in a studio in Leeds",
    "course": "portraits",
    "slug": "annlee",
}
GIVEN = {
    "name": MIA,
    "owner": ANN,
    "job": WORDS["title"],
    "message": "We loved your pictures. Can you be there on Monday at nine?",
    "link": f"{SITE}/jobs/details/88",
}
IN_A_DIGEST = ("comment", "like", "follow", "invite", "review")


def mails() -> dict[str, Written]:
    """By name: those about an account, one of each kind that is mailed, and a digest."""
    told = {name: _told(kind, name) for name, kind in KINDS.items() if kind.topic}
    letters = {name: written_of(Letter("", MIA, [line]), "instant", SITE, UNSUBSCRIBE) for name, line in told.items()}
    digest = Letter("", MIA, [told[name] for name in IN_A_DIGEST])
    return {
        "welcome": render_mail("welcome", name=MIA, link=f"{SITE}/"),
        "reset": render_mail("reset", name=MIA, link=f"{SITE}/reset?token={CODE}", token=CODE, minutes=60),
        "email_confirm": render_mail("email_confirm", name=MIA, link=f"{SITE}/confirm-email", token=CODE, hours=24),
        "email_changed": render_mail("email_changed", name=MIA, email="mia@example.com"),
        **letters,
        "application_successful": render_mail("application_successful", **GIVEN),
        "digest": written_of(digest, "daily", SITE, UNSUBSCRIBE),
        "account_deleted": render_mail("account_deleted", name=MIA, days=30, day="3 August 2027"),
    }


def _told(kind: Kind, name: str) -> Line:
    """As `notify` writes it. What the service says by itself begins with a capital letter."""
    names = {field for text in (kind.text, kind.link) for _, field, _, _ in Formatter().parse(text) if field}
    words: dict[str, str | int] = {word: WORDS.get(word, 88) for word in names}
    who = "" if kind.text[:1].isupper() else ANN
    return Line(name, who, message_of(kind, words), link_of(kind, words), kind.topic or "")


SHEET = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="color-scheme" content="{scheme}"><title>Mails</title>
<style>
body {{ margin: 0; padding: 20px; width: 2060px; background: {ground}; color: {ink}; columns: 5; column-gap: 20px;
  font: 600 15px/1.4 sans-serif; }}
figure {{ margin: 0 0 24px; break-inside: avoid; }}
figcaption {{ padding: 0 0 8px; }}
figcaption small {{ display: block; font-weight: 400; opacity: .75; }}
iframe {{ display: block; width: 390px; border: 0; border-radius: 10px; color-scheme: {scheme}; }}
</style>
{figures}
</html>"""
FIGURE = """<figure><figcaption>{name}<small>{subject}</small></figcaption>
<iframe srcdoc="{html}" onload="this.style.height = this.contentDocument.documentElement.scrollHeight + 'px'"></iframe>
</figure>"""


def sheet(dark: bool) -> str:
    """All mails side by side, each as wide as a phone."""
    figures = (
        FIGURE.format(name=escape(name), subject=escape(mail.subject), html=escape(mail.html))
        for name, mail in mails().items()
    )
    ground, ink = ("#0e0d0c", "#efeae2") if dark else ("#dcd8d1", "#23201c")
    return SHEET.format(scheme="dark" if dark else "light", ground=ground, ink=ink, figures="\n".join(figures))

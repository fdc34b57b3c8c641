"""A mail's folder and its values become subject, text and HTML."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape


@dataclass(frozen=True, slots=True)
class Written:
    subject: str
    body: str
    html: str


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("freelancerclub", "mails"),
        autoescape=select_autoescape(["html"], default_for_string=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )


def render_mail(mail: str, /, **values: Any) -> Written:
    """HTML escapes what people wrote, and a text of theirs stays in its line, so that nobody adds paragraphs of
    their own to our mails; a value that is missing is a mistake, not a blank."""
    templates = _environment()
    values = {name: " ".join(value.split()) if isinstance(value, str) else value for name, value in values.items()}
    subject, body, html = (
        templates.get_template(f"{mail}/{part}").render(values) for part in ("subject.txt", "body.txt", "body.html")
    )
    return Written(" ".join(subject.split()), body, html)

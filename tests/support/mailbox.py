"""Reads what the service has mailed."""

import re

from freelancerclub.adapters.mail import Mail


def reset_token(mail: Mail) -> str:
    """The secret in a reset link."""
    found = re.search(r"/reset\?token=(\S+)", mail.text)
    assert found, mail.text
    return found[1]

"""A mail server on loopback that keeps what it is given: who got which message how often."""

from collections import Counter
from email import message_from_bytes
from typing import Any

from aiosmtpd.controller import Controller

from faults.service import HOST, free_port


class Postbox:
    """`arrived` counts (recipient, Message-ID)."""

    def __init__(self) -> None:
        self.arrived: Counter[tuple[str, str]] = Counter()
        self._controller = Controller(self, hostname=HOST, port=free_port())
        self._controller.start()

    @property
    def url(self) -> str:
        return f"smtp://{HOST}:{self._controller.port}"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802  — aiosmtpd's name
        message = message_from_bytes(envelope.content)
        for recipient in envelope.rcpt_tos:
            self.arrived[(recipient, str(message["Message-ID"]))] += 1
        return "250 OK"

    def close(self) -> None:
        self._controller.stop()

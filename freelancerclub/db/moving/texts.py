"""Reads the text files that an operator passes."""

from pathlib import Path


class NotUtf8(Exception):
    """A file in another encoding; its text says which and what to do."""


def read_text(path: Path) -> str:
    """All of it, without a mark of its encoding. Raises NotUtf8, OSError."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotUtf8(f"{path} is not UTF-8 (byte {error.start}): save it as UTF-8") from None

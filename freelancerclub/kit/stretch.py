"""A stretch of a file as a file of its own, so that what stands in the middle of another needn't be copied."""

import os
from io import RawIOBase
from typing import Any, BinaryIO, cast


class Stretch(RawIOBase):
    """Can only be read. It has a place of its own in the file, and keeps the file open for itself."""

    def __init__(self, file: BinaryIO, start: int, size: int) -> None:
        self.start = start
        self.size = size
        self._file = os.dup(file.fileno())
        self._at = 0

    def fileno(self) -> int:
        """Of the whole file."""
        return self._file

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        begin = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self.size}[whence]
        if begin + offset < 0:
            raise ValueError("a file begins at 0")
        self._at = begin + offset
        return self._at

    def readinto(self, into: Any, /) -> int:
        left = max(0, self.size - self._at)
        got = os.preadv(self._file, [memoryview(into)[:left]], self.start + self._at)
        self._at += got
        return got

    def close(self) -> None:
        if not self.closed:
            super().close()
            os.close(self._file)


def stretch(file: BinaryIO, start: int, size: int) -> BinaryIO:
    """Reads give as many bytes as are asked for, but at the end."""
    return cast(BinaryIO, Stretch(file, start, size))

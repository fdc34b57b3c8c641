"""Stretch: reads as the bytes in memory would, and leaves the file's own place alone."""

import os
import random
from io import BytesIO
from tempfile import TemporaryFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from freelancerclub.kit.stretch import stretch

DATA = random.Random(3).randbytes(1_000)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("read"), st.integers(-1, 300)),
        st.tuples(st.just("seek"), st.integers(0, 500)),
        st.tuples(st.just("seek from end"), st.integers(-100, 50)),
    ),
    max_size=12,
)


@given(st.integers(0, 900), st.integers(0, 300), STEPS)
def test_it_reads_as_bytes_in_memory_do(start: int, size: int, steps: list[tuple[str, int]]):
    size = min(size, len(DATA) - start)
    with TemporaryFile() as file:
        file.write(DATA)
        file.flush()
        with stretch(file, start, size) as found, BytesIO(DATA[start : start + size]) as same:
            for step, amount in steps:
                if step == "read":
                    assert found.read(amount) == same.read(amount)
                elif step == "seek":
                    assert found.seek(amount) == same.seek(amount)
                elif size + amount >= 0:
                    assert found.seek(amount, os.SEEK_END) == same.seek(amount, os.SEEK_END)
                assert found.tell() == same.tell()
        assert file.tell() == len(DATA)


def test_it_outlives_the_file_and_two_do_not_meet():
    with TemporaryFile() as file:
        file.write(DATA)
        file.flush()
        first, second = stretch(file, 0, 10), stretch(file, 10, 10)
    assert first.read(5) + second.read() + first.read() == DATA[:5] + DATA[10:20] + DATA[5:10]
    with pytest.raises(ValueError, match="begins at 0"):
        first.seek(-1)
    descriptor = first.fileno()
    for each in (first, second, first):
        each.close()
    with pytest.raises(OSError, match="descriptor"):
        os.fstat(descriptor)

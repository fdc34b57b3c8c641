"""kill -9 at each step of an upload: no row without its file, and the sweep removes what is left."""

import asyncio
import os
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from faults.uploading import STEPS
from support.api import Api
from support.make import Make

TESTS = Path(__file__).parents[1]


@pytest.mark.parametrize("step", STEPS)
async def test_an_upload_that_is_killed(step: str, dsn: str, api: Api, make: Make, tmp_path: Path, times: int):
    ann = await make.person()
    command = [sys.executable, "-m", "faults.uploading", str(tmp_path), dsn, ann.token, str(ann.id), step, str(times)]
    paths = os.pathsep.join([str(TESTS), str(TESTS.parent)])

    done = await asyncio.to_thread(
        subprocess.run, command, env={"PYTHONPATH": paths}, cwd=tmp_path, capture_output=True, timeout=300
    )

    ends = [line for line in done.stdout.decode().splitlines() if line.lstrip("-").isdigit()]
    assert ends == ["-9"] * times, done.stderr.decode()[-2_000:]
    rows = await make.rows("SELECT file FROM picture UNION SELECT picture FROM person WHERE picture IS NOT NULL")
    named = {name for (name,) in rows}
    assert bool(named) == (step == "after the commit")
    for name in named:
        Image.open(BytesIO((tmp_path / "files" / "pictures" / name).read_bytes())).load()
    api.clock.forward(hours=2)
    await make.row("procrastinate_jobs", queue_name="q", task_name="images.sweep", args='{"timestamp": 1}')
    await api.run_tasks()
    assert {path.name for path in (tmp_path / "files").rglob("*") if path.is_file()} == named

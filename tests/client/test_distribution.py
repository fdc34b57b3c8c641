"""The library as it is installed: a wheel with all of it, which needs httpx2 and knows nothing of the service."""

import email
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from flit_core import buildapi

from freelancerclub_client import wire

ROOT = Path(__file__).parents[2]


@pytest.fixture
def wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    source = shutil.copytree(ROOT / "client", tmp_path / "client", ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.chdir(source)
    return tmp_path / buildapi.build_wheel(str(tmp_path))


def test_the_wheel_has_all_of_it(wheel: Path):
    with zipfile.ZipFile(wheel) as opened:
        names = set(opened.namelist())
        (metadata,) = [name for name in names if name.endswith("METADATA")]
        said = email.message_from_bytes(opened.read(metadata))
    source = ROOT / "client/src"
    assert {str(path.relative_to(source)) for path in source.rglob("*.py")} <= names
    assert "freelancerclub_client/py.typed" in names
    assert (said["Name"], said["Version"]) == ("freelancerclub-client", wire.VERSION)
    assert said.get_all("Requires-Dist") == ["httpx2>=2.16"]
    service = (ROOT / "pyproject.toml").read_text()
    assert re.search(r'"httpx2>=2\.16"', service), "as the service does"


def test_it_works_without_the_service(wheel: Path, tmp_path: Path):
    program = "import freelancerclub_client as c, sys; c.Club('http://x').close(); print(c.__file__, *sys.modules)"
    said = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env={"PYTHONPATH": str(wheel), "PATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    where, *modules = said.stdout.split()
    assert where.startswith(str(wheel))
    assert "freelancerclub" not in modules and "freelancerclub_client.core" in modules

"""One run of the bench: what was measured before something failed is told and kept all the same."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bench import __main__ as bench
from bench.load import Spoilt
from bench.measure import Result


@contextmanager
def a_world(*_: Any, **__: Any) -> Iterator[SimpleNamespace]:
    yield SimpleNamespace(town={"people": 9}, skipped={})


def one_round(_world: Any, cases: list[Any], *_: Any) -> list[Result]:
    return [Result(cases[0], api=[1e-4], database=[1e-4], paced=[5e-5], rates=[9.0], latencies=[0.1], requests=9)]


def spoils(*_: Any) -> Any:
    raise Spoilt("500 where 200 was due")


def breaks(*_: Any) -> Any:
    raise ZeroDivisionError


@pytest.fixture
def file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    file = tmp_path / "bench.json"
    monkeypatch.setattr("sys.argv", ["bench", "list", "again", "--json", str(file)])
    monkeypatch.setattr(bench, "opened", a_world)
    monkeypatch.setattr(bench.measure, "run", one_round)
    monkeypatch.setattr(bench, "measure_again", lambda *_: [])
    return file


def test_a_whole_run(file: Path) -> None:
    assert bench.main() == 0
    assert json.loads(file.read_text())["town"] == {"people": 9}


def test_a_later_part_fails(file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(bench, "measure_again", spoils)
    assert bench.main() == 2
    assert [case["case"] for case in json.loads(file.read_text())["cases"]] == ["list"]
    told = capsys.readouterr()
    assert "kept   list takes 2.00 times" in told.out and "500 where 200 was due" in told.err
    monkeypatch.setattr(bench, "measure_again", breaks)
    with pytest.raises(ZeroDivisionError):
        bench.main()


def test_the_limits_alone_are_a_run_too(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["bench", "limits", "--json", str(file)])
    monkeypatch.setattr(bench.measure, "run", lambda *_: [])
    monkeypatch.setattr(bench.measure, "limits_and_metering", lambda _: 4e-6)
    assert bench.main() == 0
    assert json.loads(file.read_text())["limits_and_metering"] == 4e-6


def test_nothing_measured_replaces_nothing(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text("of a better day")
    monkeypatch.setattr(bench.measure, "run", spoils)
    assert bench.main() == 2
    assert file.read_text() == "of a better day"

"""A new folder has its name once it is whole, and what goes wrong leaves nothing behind."""

from pathlib import Path

import pytest

from freelancerclub.cli.failing import Stop
from freelancerclub.cli.folder import new_folder

ADVICE = "choose another"


def test_a_folder_has_its_name_once_it_is_whole(tmp_path: Path):
    folder = tmp_path / "deep" / "new"
    with new_folder(folder, ADVICE) as aside:
        (aside / "file").write_text("whole")
        assert not folder.exists()
    assert (folder / "file").read_text() == "whole"
    assert folder.stat().st_mode & 0o777 == 0o700
    assert list(folder.parent.iterdir()) == [folder]


def test_an_empty_folder_is_replaced_and_what_has_a_name_like_it_stays(tmp_path: Path):
    folder = tmp_path / "new"
    folder.mkdir()
    (tmp_path / "new.part").mkdir()
    (tmp_path / "new.part" / "letter").touch()
    with new_folder(folder, ADVICE) as aside:
        assert list(aside.iterdir()) == []
        (aside / "file").touch()
    assert [path.name for path in folder.iterdir()] == ["file"]
    assert (tmp_path / "new.part" / "letter").exists()


def test_of_two_at_once_the_first_one_gets_the_name(tmp_path: Path):
    folder = tmp_path / "new"
    with pytest.raises(Stop, match=r"new is there already: choose another$"), new_folder(folder, ADVICE) as slow:
        (slow / "slow").touch()
        with new_folder(folder, ADVICE) as fast:
            (fast / "fast").touch()
        assert [path.name for path in slow.iterdir()] == ["slow"]
    assert [path.name for path in folder.iterdir()] == ["fast"]
    assert list(tmp_path.iterdir()) == [folder]


def test_the_folder_where_one_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    with new_folder(Path(), ADVICE) as aside:
        (aside / "file").touch()
    assert (tmp_path / "here" / "file").exists()


@pytest.mark.parametrize("is_file", [True, False])
def test_what_is_there_already_stays(is_file: bool, tmp_path: Path):
    folder = tmp_path / "full"
    if not is_file:
        folder.mkdir()
    (folder if is_file else folder / "letter").write_text("mine")
    with pytest.raises(Stop, match=r"full is there already: choose another$"), new_folder(folder, ADVICE):
        raise AssertionError
    assert (folder if is_file else folder / "letter").read_text() == "mine"


@pytest.mark.parametrize("trouble", [Stop("no database"), KeyboardInterrupt()])
def test_nothing_is_left_of_what_did_not_become_whole(trouble: BaseException, tmp_path: Path):
    with pytest.raises(type(trouble)), new_folder(tmp_path / "new", ADVICE) as aside:
        (aside / "half").touch()
        raise trouble
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_takes_nothing_is_said(tmp_path: Path):
    (tmp_path / "file").touch()
    under_a_file = new_folder(tmp_path / "file" / "new", ADVICE)
    with pytest.raises(Stop, match=r"File exists; choose a folder that you may write$"), under_a_file:
        raise AssertionError
    with pytest.raises(Stop, match="new: No space left on device; "), new_folder(tmp_path / "new", ADVICE):
        raise OSError(28, "No space left on device")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]

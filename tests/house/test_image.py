"""deploy/Dockerfile, as far as it can be told without docker: what it copies is there, what it promises holds."""

import json
import re
import shlex
from fnmatch import fnmatch
from pathlib import Path

import pytest

from freelancerclub.cli.program import program

ROOT = Path(__file__).parents[2]
TEXT = re.sub(r"\\\n\s*", "", (ROOT / "deploy/Dockerfile").read_text())
LINES = [line.partition(" ") for line in TEXT.splitlines() if line and not line.startswith("#")]
FINAL = LINES[max(place for place, (word, _, _) in enumerate(LINES) if word == "FROM") :]


def of(word: str, lines: list[tuple[str, str, str]] = LINES) -> list[str]:
    return [rest for each, _, rest in lines if each == word]


COPIED = [source for rest in of("COPY") if "--from=" not in rest for source in shlex.split(rest)[:-1]]


@pytest.mark.parametrize("source", COPIED)
def test_what_is_copied_is_there(source: str):
    assert (ROOT / source).exists()


@pytest.mark.parametrize("source", COPIED)
def test_what_is_copied_is_sent_to_the_build(source: str):
    """The ignore file shuts everything out but what it names."""
    rules = (ROOT / "deploy/Dockerfile.dockerignore").read_text().splitlines()
    rules = [rule for rule in rules if rule and not rule.startswith("#")]
    assert rules[0] == "*"
    assert any(fnmatch(source, rule[1:]) for rule in rules if rule.startswith("!"))


def test_links_of_what_is_copied_lead_to_what_is_copied():
    for link in (path for path in (ROOT / "freelancerclub").rglob("*") if path.is_symlink()):
        assert str(link.resolve().relative_to(ROOT)) in COPIED


def test_packages_are_installed_by_their_hashes_alone():
    installs = [rest for rest in of("RUN") if "pip install" in rest]
    assert [("--require-hashes" in one or "--no-deps" in one) for one in installs] == [True] * len(installs)


def test_it_runs_as_an_ordinary_user_and_nothing_is_left_that_built_it():
    (user,) = of("USER", FINAL)
    assert user not in ("root", "0") and any(f" {user}" in rest and "useradd" in rest for rest in of("RUN", FINAL))
    assert [rest for rest in of("COPY", FINAL) if not rest.startswith("--from=built")] == []
    assert any("pip uninstall" in rest for rest in of("RUN", FINAL))


def test_its_command_and_its_question_exist():
    command = json.loads(of("CMD", FINAL)[0])
    assert json.loads(of("ENTRYPOINT", FINAL)[0]) == ["club"] and command == ["serve", "--host", "0.0.0.0"]
    assert program(command[0]) is not None
    assert "/health/live" in of("HEALTHCHECK", FINAL)[0]

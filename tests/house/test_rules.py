"""The rules of the house that no tool checks."""

import ast
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "freelancerclub"
MODULES = sorted(PACKAGE.rglob("*.py"))
LIBRARY = sorted((ROOT / "client/src").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
SCRIPTS = sorted((ROOT / "docs").glob("*.py"))

LONGEST_FILE, LONGEST_FUNCTION, LONGEST_ROUTE = 400, 50, 12
MOST_KIT_FILES, LONGEST_APP = 8, 150
NO_NAME = {"utils", "helpers", "common", "base", "manager", "util", "helper", "misc"}
FURNITURE = {"__init__", "routes", "inputs", "queries", "actions", "rules", "tasks"}


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def every(paths: list[Path]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("path", paths, ids=relative)


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


@every(MODULES + LIBRARY + TESTS + SCRIPTS)
def test_a_file_says_what_it_is_for_and_holds_one_subject(path: Path):
    lines = path.read_text().splitlines()
    assert lines and lines[0].startswith('"""'), "the first line says what the file is for"
    assert len(lines) <= LONGEST_FILE, "what second subject does it hold?"
    assert path.stem not in NO_NAME


@every(MODULES + LIBRARY + TESTS)
def test_functions_fit_on_a_screen(path: Path):
    for function in functions(path):
        length = (function.end_lineno or 0) - function.lineno + 1
        assert length <= LONGEST_FUNCTION, f"{function.name} has {length} lines"


@every(MODULES + LIBRARY)
def test_imports_stand_at_the_top(path: Path):
    for function in functions(path):
        for node in ast.walk(function):
            assert not isinstance(node, ast.Import | ast.ImportFrom), f"an import in {function.name}"


@every(LIBRARY)
def test_the_client_library_stands_by_itself(path: Path):
    own = sys.stdlib_module_names | {"freelancerclub_client", "httpx2"}
    assert {name.split(".")[0] for name in imported(path)} <= own


@every(sorted(PACKAGE.glob("features/*/routes.py")))
def test_a_route_is_a_few_lines_and_cites_the_reference(path: Path):
    for function in functions(path):
        if not isinstance(function, ast.AsyncFunctionDef):
            continue
        doc = ast.get_docstring(function) or ""
        assert re.search(r"\((L\d+|ours)\)", doc), f"{function.name}: which line of the reference?"
        statements = [node for node in function.body if not isinstance(node, ast.Expr) or not _is_text(node)]
        length = sum((node.end_lineno or 0) - node.lineno + 1 for node in statements)
        assert length <= LONGEST_ROUTE, f"{function.name} has {length} lines"


def _is_text(node: ast.Expr) -> bool:
    return isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


@every(sorted(path for path in PACKAGE.glob("features/*/*.py")))
def test_features_are_furnished_alike(path: Path):
    assert path.stem in FURNITURE


@every(MODULES)
def test_only_the_rooms_of_sql_know_psycopg(path: Path):
    room = relative(path).split("/")[1]
    if room in ("db", "tasks") or path.stem in ("queries", "actions", "tasks"):
        return
    assert not {name for name in imported(path) if name.split(".")[0] in ("psycopg", "psycopg_pool")}


def test_commit_is_written_once():
    calls = [
        f"{relative(path)}:{node.lineno}"
        for path in MODULES
        if path.parent.name != "demo"  # loads a whole town, not a request
        for node in ast.walk(tree(path))
        if _is_commit(node)
    ]
    assert len(calls) == 1, calls


def _is_commit(node: ast.AST) -> bool:
    """A connection's own, or the statement where it is sent."""
    if isinstance(node, ast.Attribute):
        return node.attr == "commit" and _is_connection(node.value)
    return isinstance(node, ast.Name) and node.id == "COMMIT" and isinstance(node.ctx, ast.Load)


def _is_connection(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) or (isinstance(node, ast.Name) and "conn" in node.id)


@every(sorted(PACKAGE.rglob("queries.py")))
def test_lists_have_one_order(path: Path):
    """A page is cut from an order in which no two rows are alike: the id comes last."""
    for text in _statements(path):
        if "LIMIT" in text:
            order = re.search(r"ORDER BY ([^()]*?)\s+LIMIT", text, re.DOTALL)
            assert order and re.search(r"\bid\b", order.group(1).split(",")[-1]), text


def _statements(path: Path) -> Iterator[str]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.JoinedStr):
            yield "".join(part.value if isinstance(part, ast.Constant) else "…" for part in node.values)
        elif (
            isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.lstrip().startswith("SELECT")
        ):
            yield node.value


def test_small_rooms_stay_small():
    assert len(list((PACKAGE / "kit").glob("*.py"))) - 1 <= MOST_KIT_FILES
    assert len((PACKAGE / "app.py").read_text().splitlines()) <= LONGEST_APP


def test_no_registry_host_and_no_machine_path_is_named():
    host = re.compile(r"(pypi|pythonhosted|npmjs|deb\.debian)" + r"\.(org|com)")
    for path in ROOT.rglob("*"):
        parts = path.relative_to(ROOT).parts
        hidden = parts[0].startswith(".") and parts[0] != ".ci"
        if hidden or parts[0] in ("data", "build") or "__pycache__" in parts or not path.is_file():
            continue
        if (
            path.suffix in (".py", ".txt", ".md", ".toml", ".sql", ".html", ".css", ".js", "")
            and path.stat().st_size < 5 << 20
        ):
            text = path.read_text(errors="replace")
            assert not host.search(text), relative(path)
            assert f"{ROOT}/" not in text, relative(path)


def test_every_test_that_the_guide_names_is_there():
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", (ROOT / "docs/guide/trust.md").read_text())
    assert len(named) > 40
    for path, name in named:
        assert (ROOT / path).exists(), path
        assert name in {function.name for function in functions(ROOT / path)}, f"{path}::{name}"

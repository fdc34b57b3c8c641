"""The small mistakes that are made: one at a time, each in a place of its own."""

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass

SWAPPED: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.FloorDiv: ast.Mult,
    ast.Div: ast.Mult,
    ast.Mod: ast.Mult,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}


@dataclass(frozen=True)
class Mutant:
    """One mistake: where it stands, what it is, and the whole module with it."""

    line: int
    what: str
    code: str

    def name(self, module: str) -> str:
        return f"{module}:{self.line} {self.what}"


def mutants_of(source: str) -> Iterator[Mutant]:
    """All of a module, in the order of its lines; what only says something (texts of the top level, types) is left."""
    tree = ast.parse(source)
    seen: dict[str, int] = {}
    for number, (node, inside) in enumerate(_places(tree)):
        if _may_change(node, inside):
            mutated = copy.deepcopy(tree)
            place = list(_places(mutated))[number][0]
            before = ast.unparse(node)
            _mutate(place)
            what = f"{_short(before)} -> {_short(ast.unparse(place))}"
            line = getattr(node, "lineno", 0)
            times = seen[f"{line} {what}"] = seen.get(f"{line} {what}", 0) + 1
            yield Mutant(line, what if times == 1 else f"{what} ({times})", ast.unparse(mutated))


def _short(code: str) -> str:
    return " ".join(code.split())[:90]


def _places(tree: ast.AST) -> list[tuple[ast.AST, bool]]:
    """Every node that may change, and whether it stands in a function."""
    found: list[tuple[ast.AST, bool]] = []

    def walk(node: ast.AST, inside: bool) -> None:
        for name, value in ast.iter_fields(node):
            if name in ("annotation", "returns", "decorator_list", "type_params"):
                continue
            for child in value if isinstance(value, list) else [value]:
                if not isinstance(child, ast.AST) or _is_docstring(child):
                    continue
                here = inside or isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
                found.append((child, here))
                walk(child, here)

    walk(tree, False)
    return found


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _may_change(node: ast.AST, inside: bool) -> bool:
    """Whether a mistake can be made at a node."""
    if isinstance(node, ast.Compare | ast.BoolOp | ast.BinOp):
        return type(node.ops[0] if isinstance(node, ast.Compare) else node.op) in SWAPPED
    if isinstance(node, ast.UnaryOp):
        return bool(isinstance(node.op, ast.Not | ast.USub))
    if isinstance(node, ast.If | ast.IfExp | ast.While):
        return True
    if isinstance(node, ast.Constant):
        value = node.value
        return bool(isinstance(value, bool | int) or (inside and isinstance(value, str) and bool(value)))
    if isinstance(node, ast.Return):
        return bool(node.value is not None and not (isinstance(node.value, ast.Constant) and node.value.value is None))
    return False


def _mutate(node: ast.AST) -> None:
    if isinstance(node, ast.Compare):
        node.ops[0] = SWAPPED[type(node.ops[0])]()  # type: ignore[call-overload]
    elif isinstance(node, ast.BoolOp | ast.BinOp):
        node.op = SWAPPED[type(node.op)]()  # type: ignore[assignment]
    elif isinstance(node, ast.UnaryOp):
        node.op = ast.UAdd() if isinstance(node.op, ast.USub) else ast.Not()
        if isinstance(node.op, ast.Not):
            node.operand = ast.UnaryOp(ast.Not(), node.operand)
    elif isinstance(node, ast.If | ast.IfExp | ast.While):
        node.test = ast.UnaryOp(ast.Not(), node.test)
    elif isinstance(node, ast.Constant):
        value = node.value
        if isinstance(value, bool):
            node.value = not value
        else:
            node.value = value + 1 if isinstance(value, int) else f"XX{value!s}"
    elif isinstance(node, ast.Return):
        node.value = ast.Constant(None)
    else:
        raise AssertionError(node)

"""One expression of a source changed at a time, as a careless hand would; pure, by its tree."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

OTHERS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
LOCK = "lock"
# What is said to the log, and what only the type checker reads, changes nothing.
SILENT = ("logger", "log", "TYPE_CHECKING")
# What only a mistake of the program itself would meet.
UNMET = ("strict",)


@dataclass(frozen=True)
class Mutant:
    """In the bytes of `path` from `begin` to `end` stands `new` instead of `old`."""

    path: str
    line: int
    kind: str
    begin: int
    end: int
    old: str
    new: str

    @property
    def change(self) -> str:
        return f"{_short(self.old)} → {_short(self.new)}"

    @property
    def name(self) -> str:
        return f"{self.path}:{self.line} {self.change}"

    def applied(self, source: bytes) -> bytes:
        return source[: self.begin] + self.new.encode() + source[self.end :]


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 60 else f"{words[:57]}..."


def mutants_of(path: str, source: str) -> list[Mutant]:
    """Every change of this source that is made, in its order."""
    starts = [0]
    for line in source.encode().splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    found = []
    for node, kind, new in _changes(ast.parse(source)):
        begin = starts[node.lineno - 1] + node.col_offset
        end = starts[(node.end_lineno or 0) - 1] + (node.end_col_offset or 0)
        old = source.encode()[begin:end].decode()
        found.append(Mutant(path, node.lineno, kind, begin, end, old, new))
    return sorted(found, key=lambda mutant: (mutant.begin, mutant.end, mutant.new))


def _changes(tree: ast.Module) -> Iterator[tuple[ast.expr | ast.stmt, str, str]]:
    for function in tree.body:
        for node in _nodes(function):
            yield from _changes_of(node)


def _nodes(top: ast.AST, *, inside: bool = False) -> Iterator[ast.AST]:
    """What stands inside of functions; a text with holes in it tells no places of its parts."""
    for child in ast.iter_child_nodes(top):
        inside_now = inside or isinstance(top, ast.FunctionDef)
        if isinstance(child, ast.JoinedStr | ast.arguments) or _is_silent(child):
            continue
        if isinstance(child, ast.keyword) and child.arg in UNMET:
            continue
        if inside_now:
            yield child
        yield from _nodes(child, inside=inside_now)


def _is_silent(node: ast.AST) -> bool:
    if not isinstance(node, ast.Expr | ast.If):
        return False
    said: ast.expr = node.value if isinstance(node, ast.Expr) else node.test
    while isinstance(said, ast.Call | ast.Attribute):
        said = said.func if isinstance(said, ast.Call) else said.value
    return isinstance(said, ast.Name) and said.id in SILENT


def _changes_of(node: ast.AST) -> Iterator[tuple[ast.expr | ast.stmt, str, str]]:
    match node:
        case ast.Compare(ops=[op]):
            other = ast.Compare(node.left, [OTHERS[type(op)]()], node.comparators)
            yield node, "comparison", f"({ast.unparse(other)})"
        case ast.BoolOp(op=op):
            swapped = ast.Or() if isinstance(op, ast.And) else ast.And()
            yield node, "boolean", f"({ast.unparse(ast.BoolOp(swapped, node.values))})"
        case ast.UnaryOp(op=ast.Not() | ast.USub()):
            yield node, "sign", f"({ast.unparse(node.operand)})"
        case ast.BinOp(op=ast.Add() | ast.Sub() as op) if not _is_text(node):
            turned = ast.Sub() if isinstance(op, ast.Add) else ast.Add()
            yield node, "plus", f"({ast.unparse(ast.BinOp(node.left, turned, node.right))})"
        case ast.Constant(value=bool(value)):
            yield node, "constant", str(not value)
        case ast.Constant(value=int(value)):
            yield node, "constant", str(value + 1)
        case ast.If() if _is_guard(node):
            yield node.test, "guard", "False"
        case ast.Raise():
            yield node, "raise", "pass"
        case ast.Call(func=ast.Attribute(attr="select_for_update")):
            yield node, LOCK, ast.unparse(node.func.value)  # type: ignore[attr-defined]


def _is_text(node: ast.BinOp) -> bool:
    texts = (ast.JoinedStr, ast.List, ast.Tuple)
    return any(
        isinstance(side, texts) or (isinstance(side, ast.Constant) and isinstance(side.value, str))
        for side in (node.left, node.right)
    )


def _is_guard(node: ast.If) -> bool:
    """An `if` that only says no, or turns back."""
    return not node.orelse and isinstance(node.body[-1], ast.Raise | ast.Return | ast.Continue)

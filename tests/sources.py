"""The project's own files, as the tests that read source code need them."""

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
APPS = (
    "config",
    "office",
    "orders",
    "purchasing",
    "inventory",
    "finance",
    "documents",
    "masterdata",
    "ui",
)


@cache
def files() -> tuple[Path, ...]:
    """Everything that is part of the project: what git tracks, and what it would."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    ).stdout.splitlines()
    found = [ROOT / name for name in listed] or list(ROOT.glob("[!.]*/**/*"))
    return tuple(path for path in found if path.is_file())


def python_files(*folders: str) -> list[Path]:
    wanted = folders or (*APPS, "tests")
    return [
        path
        for path in files()
        if path.suffix == ".py"
        and path.relative_to(ROOT).parts[0] in wanted
        and "migrations" not in path.parts
    ]


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def named(path: Path, node: ast.AST | None = None) -> str:
    """`documents/engine.py:12`: what a failure shows, so that one can jump there."""
    line = f":{getattr(node, 'lineno', 1)}" if node is not None else ""
    return f"{path.relative_to(ROOT)}{line}"


def templates() -> list[Path]:
    return [path for path in files() if path.suffix == ".html" and "templates" in path.parts]

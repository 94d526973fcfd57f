"""Rules of the code's structure that no linter holds."""

import ast
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "simalign"
INSIDE = 30  # import statements inside functions, in all: for optional extras and slow start-up only


def test_imports_stand_at_the_top() -> None:
    counts = {}
    for file in PACKAGE.rglob("*.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
        imports = {
            node.lineno
            for function in functions
            for node in ast.walk(function)
            if isinstance(node, ast.Import | ast.ImportFrom)
        }
        if imports:
            counts[str(file.relative_to(PACKAGE))] = len(imports)
    assert sum(counts.values()) < INSIDE, counts

"""Rules of the code's structure that no linter holds."""

import ast
import subprocess
import sys
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


def test_the_model_alone_imports_no_figures_and_no_statistics() -> None:
    """Mesa, Numba and their needs take a second or more; what only analyses need is not added to that."""
    code = (
        "import sys; from simalign import AlignmentModel\n"
        "heavy = ('matplotlib', 'seaborn', 'scipy.stats', 'rich', 'typer', 'starlette')\n"
        "print(*(name for name in heavy if name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []

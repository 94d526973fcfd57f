"""The files of the page, held in memory by name: what is not among them does not exist, whatever path is asked for."""

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "static"
KINDS = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


@cache
def static_files() -> dict[str, tuple[bytes, str]]:
    """Content and type of each file, by name.

    >>> static_files()["index.html"][1]
    'text/html; charset=utf-8'
    """
    return {
        file.name: (file.read_bytes(), KINDS[file.suffix]) for file in sorted(FOLDER.iterdir()) if file.suffix in KINDS
    }

"""Static files of the page, read into memory once.

A request can only name one of them, so a crafted path cannot reach any other file.
"""

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "static"
KINDS = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".wasm": "application/wasm",
}


@cache
def static_files() -> dict[str, tuple[bytes, str]]:
    """Return the content and the media type of each static file, by its path in the folder.

    >>> static_files()["index.html"][1]
    'text/html; charset=utf-8'
    """
    return {
        file.relative_to(FOLDER).as_posix(): (file.read_bytes(), KINDS[file.suffix])
        for file in sorted(FOLDER.rglob("*"))
        if file.suffix in KINDS
    }

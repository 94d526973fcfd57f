"""Static files of the page, read into memory once.

A request can only name one of them, so a crafted path cannot reach any other file. Their addresses contain a digest of
all of them, so that browsers keep them until the next version.
"""

import gzip
import hashlib
from functools import cache
from pathlib import Path

from simalign.app.http.texts import text_files

FOLDER = Path(__file__).parents[1] / "static"
KINDS = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".wasm": "application/wasm",
}
DIGITS = 12  # of the digest


@cache
def static_files() -> dict[str, tuple[bytes, str]]:
    """Return the content and the media type of each static file, by its path in the folder, with the files of texts.

    >>> static_files()["index.html"][1]
    'text/html; charset=utf-8'
    """
    found = {
        file.relative_to(FOLDER).as_posix(): file.read_bytes()
        for file in sorted(FOLDER.rglob("*"))
        if file.suffix in KINDS
    }
    return {name: (content, KINDS[Path(name).suffix]) for name, content in (found | text_files()).items()}


@cache
def version() -> str:
    """Return a digest of all static files."""
    digest = hashlib.sha256()
    for name, (content, _) in static_files().items():
        digest.update(f"{name} {len(content)} ".encode() + content)
    return digest.hexdigest()[:DIGITS]


@cache
def document(name: str) -> tuple[bytes, str]:
    """Return an HTML file with the addresses of this version of the other files, and its media type."""
    content, kind = static_files()[name]
    return content.replace(b'"static/', f'"static/{version()}/'.encode()), kind


@cache
def compressed(name: str) -> bytes:
    """Return a static file as gzip."""
    return gzip.compress(static_files()[name][0], 9, mtime=0)

"""The page as one HTML file with styles, scripts, texts and the engine inside, without server or network.

It opens from disk, from any web server, and in a frame of another page. The modules become data: URLs in an import map,
and their relative imports are rewritten to names of that map. The engine's worker is a script of its own.
"""

import base64
import json
import posixpath
import re
import zlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from simalign.app.classroom.lessons import lesson_list, shipped_lessons
from simalign.app.http.assets import FOLDER, static_files
from simalign.app.http.texts import messages
from simalign.app.views.catalogue import catalogue
from simalign.errors import InputError, Problem
from simalign.texts.catalogue import LANGUAGES

POLICY = (
    "default-src 'none'; script-src 'unsafe-inline' 'wasm-unsafe-eval' data:; worker-src blob:; "
    "style-src 'unsafe-inline'; img-src data: blob:"
)
IMPORT = re.compile(r'(\bfrom\s*|\bimport\s*)"(\.\.?/[a-z0-9_/.]+\.js)"')
LINKS = re.compile(r'\s*<(?:link rel="(?:stylesheet|icon)"[^>]*|script type="module"[^>]*></script)>')
CLASS = ("join.js",)  # modules of a class, which needs a server
WORKER = ("engine_core.js", "engine_worker.js")
COMMENT = re.compile(r"^ *//[^\n]*\n", re.M)  # of a whole line
LICENCES = FOLDER / "vendor" / "LICENSES.txt"  # of the libraries inside the file
MODULE = re.compile(r"^import [^\n]*\n|^export (?=(?:class|const|function) )", re.M)
AS_IS = " !$&'()*+,;:/?=@[]{}|^`~<>\"\\"  # characters that a data: URL holds as they are, beside letters and digits
SITE = "index.html"


def one_file(address: str = "", organisations: Mapping[str, Any] | None = None) -> bytes:
    """Return the HTML file.

    address: the state of the page (after ``#``) where its own address has none. organisations: further ones from files,
    by their names in addresses, as the engine takes them.

    >>> b"http-equiv" in one_file()
    True
    """
    head, tail = _parts()
    return b"".join(
        [head, _harmless(address).encode(), b', "organisations": ', _harmless(organisations or {}).encode(), tail]
    )


def write_site(folder: Path) -> Path:
    """Write a site of one page into a new or empty folder and return its file. Raises InputError otherwise."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError([Problem("is not empty", key="--out", value=folder, allowed="a new or an empty folder")])
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / SITE).write_bytes(one_file())
    except OSError as error:
        message, allowed = f"cannot be written: {error.strerror}", "a folder that can be written"
        raise InputError([Problem(message, key="--out", value=folder, allowed=allowed)]) from None
    return folder / SITE


@cache
def _parts() -> tuple[bytes, bytes]:
    """Return what comes before and after the address."""
    files = {name: content.decode() for name, (content, kind) in static_files().items() if kind.startswith("text/")}
    files |= {name: COMMENT.sub("", text) for name, text in files.items() if _is_own(name)}
    style = "\n".join(text for name, text in files.items() if name.endswith(".css"))
    modules = {
        f"inside:{name}": f"data:text/javascript,{quote(_with_names(name, text), safe=AS_IS)}"
        for name, text in files.items()
        if name.endswith(".js") and name not in CLASS
    }
    mark = "the address of the page"
    content = {
        "address": mark,
        "texts": {
            "catalogue": catalogue(),
            "lessons": [_without_source(lesson) for lesson in lesson_list(shipped_lessons())],
            "messages": {language: messages(language) for language in LANGUAGES},
        },
        "engine": {
            "code": _deflated(static_files()["engine.wasm"][0]),
            "manifest": _deflated(static_files()["engine.json"][0]),
            "worker": "\n".join(MODULE.sub("", files[name]) for name in WORKER),
        },
    }
    head = "\n".join(
        [
            f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
            f"<style>\n{style}\n</style>",
            f'<script type="application/json" id="saved">{_harmless(content)}</script>',
            f'<script type="importmap">{_harmless({"imports": modules})}</script>',
            '<script type="module">import "inside:main.js";</script>',
            f'<script type="text/plain" id="licences">\n{LICENCES.read_text(encoding="utf-8")}</script>',
        ]
    )
    page = LINKS.sub("", files["index.html"]).replace("</head>", f"{head}\n</head>", 1)
    before, after = page.split(_harmless(mark))
    return before.encode(), after.encode()


def _without_source(lesson: dict[str, Any]) -> dict[str, Any]:
    """Return a lesson of the page without its YAML, which only the editor needs, and that needs a server."""
    return {key: value for key, value in lesson.items() if key != "source"}


def _is_own(name: str) -> bool:
    return name.endswith(".js") and not name.startswith("vendor/")


def _with_names(name: str, text: str) -> str:
    """Return a module with its relative imports as names of the import map.

    >>> _with_names("bench/bench.js", 'import { html } from "../base/elements.js";')
    'import { html } from "inside:base/elements.js";'
    """

    def named(found: re.Match[str]) -> str:
        return f'{found[1]}"inside:{posixpath.normpath(posixpath.join(posixpath.dirname(name), found[2]))}"'

    return IMPORT.sub(named, text)


def _deflated(part: bytes) -> str:
    return base64.b64encode(zlib.compress(part, 9)).decode()


def _harmless(content: object) -> str:
    r"""Return JSON that cannot end an HTML element.

    >>> print(_harmless("</script>"))
    "\u003c/script>"
    """
    return json.dumps(content, allow_nan=False).replace("<", "\\u003c").replace("\u2028", "\\u2028")

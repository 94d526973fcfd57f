"""The page as one HTML file with styles, scripts and runs inside, which works from disk without server or network.

The modules become data: URLs in an import map, and their relative imports are rewritten to names of that map. Runs are
compressed and base64-encoded, so that their content cannot end or start a script element.
"""

import base64
import json
import posixpath
import re
import zlib
from collections.abc import Mapping

from simalign.app.http.assets import static_files

POLICY = "default-src 'none'; script-src 'unsafe-inline' data:; style-src 'unsafe-inline'; img-src data: blob:"
IMPORT = re.compile(r'(\bfrom\s*|\bimport\s*)"(\.\.?/[a-z0-9_/.]+\.js)"')
LEFT_OUT = ("join.js", "engine.js", "engine_core.js", "engine_worker.js")  # a class that has not joined; new runs
LINKS = re.compile(r'\s*<(?:link rel="(?:stylesheet|icon)"[^>]*|script type="module"[^>]*></script)>')


def saved_page(parts: Mapping[str, bytes], texts: Mapping[str, object]) -> bytes:
    """Return the HTML file. parts: blocks by the name of their route; texts: further data that the page needs, as JSON.

    >>> b"http-equiv" in saved_page({"run": b"..."}, {"address": ""})
    True
    """
    files = {name: content.decode() for name, (content, kind) in static_files().items() if kind.startswith("text/")}
    style = "\n".join(text for name, text in files.items() if name.endswith(".css"))
    modules = {
        f"saved:{name}": _data(_with_names(name, text))
        for name, text in files.items()
        if name.endswith(".js") and name not in LEFT_OUT
    }
    content = {"texts": dict(texts), "parts": {name: _deflated(part) for name, part in parts.items()}}
    head = "\n".join(
        [
            f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
            f"<style>\n{style}\n</style>",
            f'<script type="application/json" id="saved">{_harmless(content)}</script>',
            f'<script type="importmap">{_harmless({"imports": modules})}</script>',
            '<script type="module">import "saved:main.js";</script>',
        ]
    )
    page = LINKS.sub("", files["index.html"])
    return page.replace("</head>", f"{head}\n</head>", 1).encode()


def _with_names(name: str, text: str) -> str:
    """Return a module with its relative imports as names of the import map.

    >>> _with_names("bench/bench.js", 'import { html } from "../base/elements.js";')
    'import { html } from "saved:base/elements.js";'
    """

    def named(found: re.Match[str]) -> str:
        return f'{found[1]}"saved:{posixpath.normpath(posixpath.join(posixpath.dirname(name), found[2]))}"'

    return IMPORT.sub(named, text)


def _data(text: str) -> str:
    return f"data:text/javascript;base64,{base64.b64encode(text.encode()).decode()}"


def _deflated(part: bytes) -> str:
    return base64.b64encode(zlib.compress(part, 9)).decode()


def _harmless(content: object) -> str:
    r"""Return JSON that cannot end an HTML element.

    >>> print(_harmless("</script>"))
    "\u003c/script>"
    """
    return json.dumps(content, allow_nan=False).replace("<", "\\u003c").replace("\u2028", "\\u2028")

"""The page as one HTML file that plays from disk, without server or network: styles, scripts and runs inside it.

The modules become data: addresses in an import map; their own ``from "./name.js"`` is rewritten to names of that map.
Runs are deflated and in base64, so that nothing in them can end a script or start one.
"""

import base64
import json
import re
import zlib
from collections.abc import Mapping

from simalign.app.http.assets import static_files

POLICY = "default-src 'none'; script-src 'unsafe-inline' data:; style-src 'unsafe-inline'; img-src data: blob:"
IMPORT = re.compile(r'(\bfrom\s*|\bimport\s*)"\./([a-z_]+\.js)"')
LINKS = re.compile(r'\s*<(?:link rel="(?:stylesheet|icon)"[^>]*|script type="module"[^>]*></script)>')


def saved_page(parts: Mapping[str, bytes], texts: Mapping[str, object]) -> bytes:
    """The file. parts: blocks by name, as the page would fetch them; texts: what else it needs, as JSON.

    >>> b"http-equiv" in saved_page({"run": b"..."}, {"address": ""})
    True
    """
    files = {name: content.decode() for name, (content, _) in static_files().items()}
    style = "\n".join(text for name, text in files.items() if name.endswith(".css"))
    modules = {
        f"saved:{name}": _data(IMPORT.sub(r'\1"saved:\2"', text))
        for name, text in files.items()
        if name.endswith(".js") and name != "join.js"
    }
    held = {"texts": dict(texts), "parts": {name: _deflated(part) for name, part in parts.items()}}
    head = "\n".join(
        [
            f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
            f"<style>\n{style}\n</style>",
            f'<script type="application/json" id="saved">{_harmless(held)}</script>',
            f'<script type="importmap">{_harmless({"imports": modules})}</script>',
            '<script type="module">import "saved:main.js";</script>',
        ]
    )
    page = LINKS.sub("", files["index.html"])
    return page.replace("</head>", f"{head}\n</head>", 1).encode()


def _data(text: str) -> str:
    return f"data:text/javascript;base64,{base64.b64encode(text.encode()).decode()}"


def _deflated(part: bytes) -> str:
    return base64.b64encode(zlib.compress(part, 9)).decode()


def _harmless(content: object) -> str:
    r"""JSON that can end no element of HTML.

    >>> print(_harmless("</script>"))
    "\u003c/script>"
    """
    return json.dumps(content, allow_nan=False).replace("<", "\\u003c").replace("\u2028", "\\u2028")

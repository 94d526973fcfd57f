"""Markdown as HTML that can do nothing: no HTML of its own, no pictures, no address that is not http or https."""

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

LINKS = ("https://", "http://")


def rendered(text: str) -> str:
    r"""Headings, paragraphs, lists, emphasis, quotes, code and links.

    >>> rendered("**So** <script>alert(1)</script> [x](javascript:alert)")
    '<p><strong>So</strong> &lt;script&gt;alert(1)&lt;/script&gt; [x](javascript:alert)</p>\n'
    """
    return str(_renderer().render(text))


@cache
def _renderer() -> "MarkdownIt":
    from markdown_it import MarkdownIt  # slow to import

    found = MarkdownIt("commonmark", {"html": False}).disable("image")
    found.validateLink = lambda url: url.lower().startswith(LINKS)  # type: ignore[method-assign]
    return found

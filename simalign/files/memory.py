"""A file in memory that can be read like a path."""

from pathlib import Path


class MemoryFile(Path):
    """A file in memory: a path whose ``read_bytes`` returns its content. Other methods do not know the content.

    >>> MemoryFile("members.csv", b"id,manager").read_bytes()
    b'id,manager'
    """

    def __init__(self, name: str, content: bytes) -> None:
        super().__init__(name)
        self._content = content

    def with_segments(self, *parts: str) -> Path:  # type: ignore[override]
        """Return derived paths, such as the parent, as ordinary paths."""
        return Path(*parts)

    def read_bytes(self) -> bytes:
        """Return the content."""
        return self._content

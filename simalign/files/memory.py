"""A file that exists in memory only, for use wherever a path is read."""

from pathlib import Path


class Held(Path):
    """A path with its content in memory. Only ``read_bytes`` reads it; nothing touches a disk.

    >>> Held("members.csv", b"id,manager").read_bytes()
    b'id,manager'
    """

    def __init__(self, name: str, content: bytes) -> None:
        super().__init__(name)
        self._content = content

    def with_segments(self, *parts: str) -> Path:  # type: ignore[override]
        """Return an ordinary path for every path derived from this one."""
        return Path(*parts)

    def read_bytes(self) -> bytes:
        """Return the content."""
        return self._content

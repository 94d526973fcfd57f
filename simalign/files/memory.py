"""A file that was never on a disk: its name, and its bytes in memory, wherever a path is read."""

from pathlib import Path


class Held(Path):
    """A path whose content is here. All that is read of it is ``read_bytes``; nothing else touches a disk either.

    >>> Held("members.csv", b"id,manager").read_bytes()
    b'id,manager'
    """

    def __init__(self, name: str, content: bytes) -> None:
        super().__init__(name)
        self._content = content

    def with_segments(self, *parts: str) -> Path:  # type: ignore[override]
        """What is derived of it is an ordinary path."""
        return Path(*parts)

    def read_bytes(self) -> bytes:
        """The content."""
        return self._content

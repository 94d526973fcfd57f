"""simalign odd: print the description of the model. It imports nothing else, so that it starts fast."""

import sys
from importlib.resources import files

from simalign.cli.lazy import command


@command(epilog="Example: simalign odd | less")
def odd() -> None:
    """Print the description of the model in the ODD protocol."""
    sys.stdout.write((files("simalign") / "ODD.md").read_text(encoding="utf-8"))

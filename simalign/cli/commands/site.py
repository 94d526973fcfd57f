"""simalign site: the page as one file, for any web server or none."""

from pathlib import Path
from typing import Annotated

import typer

from simalign.app.site import write_site
from simalign.cli.lazy import command


@command(epilog="Example: simalign site --out public")
def site(
    out: Annotated[Path, typer.Option("--out", metavar="FOLDER", help="Folder of the site, new or empty.")],
) -> None:
    """Write the page as a site that needs no server.

    It has comparisons, lessons and the game, with the model inside. The folder can be put on any web host, shown in a
    frame of a learning platform, or opened from a USB stick. Links that are made in one place open in every other,
    because the address holds the whole state of the page.
    """
    print(f"Wrote {write_site(out)}")

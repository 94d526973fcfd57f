"""The browser that tests of the pages drive."""

import shutil

CHROMIUM = shutil.which("chromium")  # None where it is not installed
MISSING = "no chromium on the PATH (Debian: apt-get install chromium)"
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

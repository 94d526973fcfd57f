"""Run the command line with ``python -m simalign``."""

from simalign.cli import main

main()

"""python -m simalign."""

from simalign.cli import main

main()

"""The nodes of a network as people without managers."""

from dataclasses import replace
from itertools import chain
from pathlib import Path

from simalign.files.table import Raw
from simalign.organisation.reading.account import Account
from simalign.organisation.reading.choices import Choices
from simalign.organisation.ties import edges_of, holds_network
from simalign.texts.phrase import Phrase


def people_of_network(file: Path, choices: Choices) -> Raw | None:
    """Return the nodes of a network as rows with an id and a name; None for a file that is not a network.

    Raises InputError for a network that cannot be read.
    """
    if not holds_network(file, choices):
        return None
    edges, reading = edges_of(file, replace(choices, columns={}), [], Account())
    ends = chain.from_iterable(zip(edges.source.cells, edges.target.cells, strict=True))
    nodes = [node for node in dict.fromkeys(chain(edges.nodes, ends)) if node]
    names = edges.labels.get("label") or edges.labels.get("name") or {}
    rows: list[tuple[str, ...]] = [("id", "name"), *((node, names.get(node, node)) for node in nodes)]
    return Raw(file, reading.format, rows, list(range(len(rows))), notes=(Phrase("report.note.nodes"),))

"""Files of classics: complete, with sources, and refused if they contradict themselves."""

import pytest

from simalign import InputError
from simalign.docking.catalogue import CLASSICS
from simalign.docking.published import Targets, read_classic
from simalign.files.shipped import names


def test_each_classic_has_a_file_and_each_file_a_classic() -> None:
    assert sorted(CLASSICS) == sorted(names("classics"))
    assert all(read_classic(name).name == name for name in CLASSICS)


@pytest.mark.parametrize("name", CLASSICS)
def test_numbers_have_a_source_and_each_panel_a_quantity_that_is_compared_or_shown(name: str) -> None:
    file = read_classic(name)
    assert all(target.source for target in file.numbers())
    assert {"published", "closed form", "replication", "independent program"} & {t.kind for t in file.numbers()}
    if file.rules_from in ("secondary sources", "reconstruction"):
        assert file.note, "a reader must know that the rules were not read in the publication"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"value": [0.5], "above": 0.1}, "kind: does not have one kind of number"),
        ({}, "kind: does not have one kind of number"),
        ({"kind": "not found", "value": [0.5]}, "kind: does not have one kind of number"),
        ({"value": [0.5], "x": [1.0, 2.0]}, "value: must have one number for each x"),
        ({"value": [0.5], "tolerance": -0.1}, "tolerance"),
        ({"value": [0.5], "kind": "rumour"}, "kind"),
    ],
)
def test_contradictions_are_refused(changes: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        Targets(**{"quantity": "q", "kind": "published", "source": "s", **changes})

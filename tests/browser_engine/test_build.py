"""The engine's files in the package are those that the build makes of the present code."""

import json
import shutil
from pathlib import Path

import numba
import pytest

from simalign import Scenario
from simalign.browser.build import FOLDER, LINKER, main
from simalign.browser.inputs import checked, manifest
from simalign.errors import InputError
from simalign.scenario.rules import Rules


def test_the_description_is_of_the_present_code() -> None:
    """Otherwise run ``python -m simalign.browser.build``."""
    shipped = json.loads((FOLDER / "engine.json").read_text(encoding="utf-8"))
    assert shipped.pop("numba")
    assert shipped == json.loads(json.dumps(manifest()))


@pytest.mark.slow
@pytest.mark.skipif(shutil.which(LINKER) is None, reason=f"no {LINKER} on the PATH (Debian: apt-get install lld)")
def test_a_build_gives_the_same_bytes(tmp_path: Path) -> None:
    shipped = json.loads((FOLDER / "engine.json").read_text(encoding="utf-8"))
    if shipped["numba"] != numba.__version__:
        pytest.skip(f"the shipped engine was built with Numba {shipped['numba']}, not {numba.__version__}")
    main(tmp_path)
    assert (tmp_path / "engine.wasm").read_bytes() == (FOLDER / "engine.wasm").read_bytes()


def test_scenarios_that_require_python_are_refused() -> None:
    scenario = Scenario(events=[{"week": 1, "hire": 2}])
    with pytest.raises(InputError, match="events: is not available in the browser"):
        checked(scenario)
    with pytest.raises(InputError, match=r"rules\.likeness: is not available in the browser"):
        checked(Scenario().unchecked_copy(rules=Rules(likeness="cosine")))
    with pytest.raises(InputError, match="goals: is not available in the browser; allowed: 8 goals"):
        checked(Scenario().unchecked_copy(goals=Scenario().goals[:7]))

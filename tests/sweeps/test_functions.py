"""Steps and measures of the user's: by value in the store, the same wherever and by whomever they are run."""

import json
import os
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import numba
import numpy as np
import pytest

from simalign import InputError, Simulation
from simalign.files import atomic
from simalign.measures.catalogue import NAMES
from simalign.simulation.digest import digest_of_function
from simalign.sweeps import create, execute, load_sweep, open_store, open_sweep, repeated, verified
from simalign.sweeps.running.worker import IN_PROCESS
from simalign.sweeps.store.create import with_functions
from simalign.sweeps.store.extend import extend, growth
from simalign.sweeps.store.mend import mend
from tests.sweeps.made import small_store, sweep_file

FLOOR = 0.5


def feel(fixed: Any, state: Any, parameters: Any, week: int) -> None:
    state.trust[:] = state.trust.clip(FLOOR)


def low_trust(fixed: Any, state: Any, parameters: Any, week: int) -> float:
    return float((state.trust < 0.6).mean())


def weeks_so_far(fixed: Any, state: Any, parameters: Any, week: int) -> float:
    return week + 1.0


def own_file(folder: Path, keep: str, replications: int = 2) -> Path:
    """A sweep file that keeps what is said, with a warm-up of 1 week and 4 weeks of policy."""
    folder.mkdir(exist_ok=True)
    file = sweep_file(folder, replications)
    text = file.read_text()
    file.write_text(text[: text.index("keep:")] + f"keep: {keep}\n")
    return file


def test_own_measures_stand_wherever_shipped_ones_do(tmp_path: Path) -> None:
    keep = "{final: [trust, spread], series: [elapsed], groups: {top: {level: 1}}, "
    keep += "after: {early: {measure: elapsed, mean: [1, 2]}, reached: {measure: elapsed, reaches: 4}}}"
    measures = {"elapsed": weeks_so_far, "spread": lambda f, s, p, t: s.trust.max() - s.trust.min()}
    store = create(load_sweep(own_file(tmp_path, keep)), tmp_path / "store", measures=measures)
    execute(store, 1, start_method=IN_PROCESS)
    results = open_sweep(store.path)
    assert results.measures == ("trust", "spread", "early", "reached")
    runs = results.runs()
    assert (runs["early"] == 2.5).all()  # weeks of the run: the warm-up's one, then 2 and 3
    assert (runs["reached"] == 3.0).all()
    assert results.series().groupby("week")["elapsed"].unique().map(list).to_dict() == {n: [n + 1.0] for n in range(5)}
    summary = results.summary(["spread"])
    assert summary["spread"].tolist() == pytest.approx(runs.groupby("point")["spread"].mean().tolist())

    simulation = Simulation(with_functions(load_sweep(tmp_path / "small.yaml"), None, measures).scenario(0), 5)
    simulation.run(5)
    trust = simulation.state.trust
    first = runs[(runs["point"] == 0) & (runs["replication"] == 0)].iloc[0]
    assert first["spread"] == trust.max() - trust.min()
    assert first["trust"] == simulation.measure()["trust"]


def test_all_includes_own_measures_after_the_shipped_ones(tmp_path: Path) -> None:
    file = own_file(tmp_path, "{final: all, series: all}", 1)
    store = create(load_sweep(file), tmp_path / "store", measures={"low": low_trust, "elapsed": weeks_so_far})
    execute(store, 1, start_method=IN_PROCESS)
    results = open_sweep(store.path)
    assert results.measures == (*NAMES, "low", "elapsed")
    assert results.runs()["elapsed"].tolist() == [5.0, 5.0]
    assert results.series()["elapsed"].tolist() == [1.0, 2.0, 3.0, 4.0, 5.0] * 2


def test_own_steps_change_runs_and_their_names(tmp_path: Path) -> None:
    file = own_file(tmp_path, "{final: [trust]}")
    plain, own = (
        create(load_sweep(file), tmp_path / "a"),
        create(load_sweep(file), tmp_path / "b", steps={"feel": feel}),
    )
    for store in (plain, own):
        execute(store, 1, start_method=IN_PROCESS)
    runs = [open_sweep(store.path).runs() for store in (plain, own)]
    assert (runs[1]["trust"] >= FLOOR).all()
    assert not set(runs[0]["run"]) & set(runs[1]["run"])
    assert not [again for again in verified(open_sweep(own.path), 4, 0) if not again.same]
    assert repeated(open_sweep(own.path), runs[1]["run"][0]).same


SCRIPT = """
import sys
from simalign.sweeps import create, execute, load_sweep
import own_helpers
{moved}
LIMIT = 0.6

def feel(fixed, state, parameters, week):
    state.trust[:] = own_helpers.clip(state.trust)

class Share:
    def __call__(self, fixed, state, parameters, week):
        return (state.trust < LIMIT).mean()

words = {{"b", "a", "c"}}
if __name__ == "__main__":
    measures = {{"low": Share(), "words": lambda f, s, p, t: float(len(words)), "inside": lambda f, s, p, t: p.lag}}
    store = create(load_sweep("small.yaml"), sys.argv[1], 2, 60.0, {{"feel": feel}}, measures)
    print(sorted(store.custom.steps.items()), sorted(store.custom.measures.items()))
"""


def test_a_script_s_functions_go_on_on_the_command_line(tmp_path: Path) -> None:
    """As from a notebook: what is in ``__main__``, and in modules beside it, is not there for the next process."""
    home, elsewhere = tmp_path / "home", tmp_path / "elsewhere"
    own_file(home, "{final: [trust, low, words]}")
    (home / "own_helpers.py").write_text("def clip(x):\n    return x.clip(0.5)\n")
    said = []
    for n, moved in enumerate(("", "# a comment that moves all lines\n\n\n")):
        (home / "script.py").write_text(SCRIPT.format(moved=moved))
        environment = os.environ | {"PYTHONHASHSEED": str(n + 1)}
        line = [sys.executable, "script.py", str(elsewhere)]
        made = subprocess.run(line, cwd=home, env=environment, capture_output=True, text=True, timeout=300)
        assert made.returncode == 0, made.stderr
        said.append(made.stdout)
    assert said[0] == said[1]  # the same functions, whatever the process: the second call opened the store

    command = [sys.executable, "-m", "simalign", "sweep", str(home / "small.yaml"), "--out", str(elsewhere), "-w", "1"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    assert f"runs call functions that {elsewhere} holds: feel, low, words, inside" in done.stderr
    runs = open_sweep(elsewhere).runs()
    assert len(runs) == 4
    assert (runs["words"] == 3.0).all()
    assert (runs["trust"] >= 0.5).all()


def test_a_store_with_functions_grows_with_them(tmp_path: Path) -> None:
    file = own_file(tmp_path, "{final: [low]}")
    store = create(load_sweep(file), tmp_path / "store", measures={"low": low_trust}, steps={"feel": feel})
    create(load_sweep(file), store.path, measures={"low": low_trust}, steps={"feel": feel})
    with pytest.raises(InputError, match=r"contains another sweep.*steps.feel: '\w{16}' in the store, nothing here"):
        create(load_sweep(file), store.path, measures={"low": low_trust})
    with pytest.raises(InputError, match=r"measures.low: '\w{16}' in the store, '\w{16}' here"):
        create(load_sweep(file), store.path, measures={"low": weeks_so_far}, steps={"feel": feel})
    more = replace(load_sweep(own_file(tmp_path, "{final: [low]}", 3)), custom=store.custom)
    assert growth(store, more)
    grown = extend(store.path, more)
    execute(grown, 1, start_method=IN_PROCESS)
    assert len(open_sweep(grown.path).runs()) == 6


def test_lost_functions_come_back_with_the_same_call(tmp_path: Path) -> None:
    file = own_file(tmp_path, "{final: [low]}")
    store = create(load_sweep(file), tmp_path / "store", measures={"low": low_trust})
    pickled = store.path / store.manifest["functions"]
    for damage in (pickled.unlink, lambda: pickled.write_bytes(b"damaged"), lambda: pickled.write_bytes(b"")):
        damage()
        with pytest.raises(InputError, match=r"allowed: the call of create\(\) in Python that made the store"):
            execute(store, 1, start_method=IN_PROCESS)
        with pytest.raises(InputError, match=r"the call of create\(\)"):
            mend(store, replace(load_sweep(file), custom=store.custom))  # as on the command line
        create(load_sweep(file), store.path, measures={"low": low_trust})
    execute(store, 1, start_method=IN_PROCESS)
    assert len(open_sweep(store.path).runs()) == 4


def test_a_store_of_another_python_is_refused(tmp_path: Path) -> None:
    file = own_file(tmp_path, "{final: [low]}")
    store = create(load_sweep(file), tmp_path / "store", measures={"low": low_trust})
    content = json.loads((store.path / "manifest.json").read_text())
    content.pop("checksum")
    content["versions"]["python"] = "3.11.9"
    text = json.dumps(content, indent=2)
    (store.path / "manifest.json").write_text(
        json.dumps({"checksum": atomic.checksum(text.encode()), **content}, indent=2)
    )
    with pytest.raises(InputError, match=r"contains functions of Python 3.11.9; this is Python 3.*: Python 3.11"):
        execute(open_store(store.path), 1, start_method=IN_PROCESS)


LOCK = threading.Lock()


def locked(fixed: Any, state: Any, parameters: Any, week: int) -> float:
    with LOCK:
        return 1.0


def generator(fixed: Any, state: Any, parameters: Any, week: int) -> Any:
    yield 1.0


@pytest.mark.parametrize(
    ("steps", "measures", "said"),
    [
        ({}, {"x": locked}, r"measures.x: cannot be stored with the sweep \(TypeError: cannot pickle '_thread.lock'"),
        ({"feel": locked}, {}, r"steps.feel: cannot be stored"),
        ({"fele": feel}, {}, r"steps.fele: no step is called 'fele'; did you mean 'feel'\?"),
        ({"feel": 3}, {}, r"steps.feel: is not a function \(given: 3\); allowed: a function of \(fixed, state, para"),
        ({}, {"x": lambda state: 1.0}, r"measures.x: has the signature \(state\), but is called with 4 arguments"),
        ({}, {"x": generator}, r"measures.x: is a generator or coroutine"),
        ({}, {"do": low_trust}, r"measures.do: is the name of another measure or column"),
        ({}, {"half": low_trust}, r"measures.half: is the name of another measure or column"),
        ({}, {"do_low": low_trust}, r"measures.do_low: is the name of another"),
        ({}, {"policy.levers.mandate": low_trust}, r"measures.policy.levers.mandate: is the name of another"),
        ({}, {"know_top": low_trust}, r"measures.know_top: is the name of another"),
        ({}, {"replication": low_trust}, r"measures.replication: is the name of another"),
        ({}, {"x y": low_trust}, r"measures.x y: is not a name of letters, digits and _"),
        ({"feel": "__main__:feel"}, {}, r"steps.feel: is in the running program.*the function itself: feel"),
        ({"feel": "no_such_module:feel"}, {}, r"steps.feel: cannot be imported \(ModuleNotFoundError"),
        ({"feel": "tests.sweeps.made:nothing"}, {}, r"steps.feel: cannot be imported \(AttributeError"),
        ({"feel": "feel"}, {}, r"steps.feel: is not the address of a function"),
    ],
)
def test_what_cannot_be_run_elsewhere_is_refused_at_creation(
    steps: dict[str, Any], measures: dict[str, Any], said: str, tmp_path: Path
) -> None:
    keep = "{final: [do], groups: {top: {level: 1}}, after: {half: {measure: do, reaches: 0.5}}}"
    with pytest.raises(InputError, match=said):
        create(load_sweep(own_file(tmp_path, keep)), tmp_path / "store", steps=steps, measures=measures)
    assert not (tmp_path / "store" / "manifest.json").exists()


def test_steps_that_members_take_in_turns_are_refused_at_creation(tmp_path: Path) -> None:
    file = own_file(tmp_path, "{final: [do]}")
    file.write_text(file.read_text().replace("set: {", "set: {rules.activation: random, "))
    with pytest.raises(InputError, match=r"small.yaml:5: set.rules.activation: lets members take turns"):
        create(load_sweep(file), tmp_path / "store", steps={"feel": feel})
    create(load_sweep(file), tmp_path / "store", steps={"market": feel})


def test_measures_that_nobody_defines_are_refused_with_their_line(tmp_path: Path) -> None:
    file = own_file(tmp_path, "{final: [low], after: {x: {measure: lwo, reaches: 1}}}")
    with pytest.raises(InputError, match=r":8: keep.final: no measure is called 'low'") as caught:
        create(load_sweep(file), tmp_path / "store")
    assert [problem.key for problem in caught.value.problems] == ["keep.final", "keep.after.x.measure"]
    with pytest.raises(InputError, match=r"keep.after.x.measure: no measure is called 'lwo'; did you mean 'low'\?"):
        create(load_sweep(file), tmp_path / "store", measures={"low": low_trust})


def test_a_measure_that_fails_or_is_not_finite_fails_its_run(tmp_path: Path) -> None:
    file = own_file(tmp_path, "{final: [x]}", 1)
    for n, (function, status) in enumerate(
        [(lambda f, s, p, t: 1 / 0, "raised"), (lambda f, s, p, t: float("nan"), "not finite")]
    ):
        store = create(load_sweep(file), tmp_path / str(n), measures={"x": function})
        execute(store, 1, start_method=IN_PROCESS)
        assert set(open_sweep(store.path).failures()["status"]) == {status}


def test_a_module_that_changed_since_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    module = tmp_path / "changed_later.py"
    module.write_text("def market(f, s, p, t):\n    return None\n")
    store = small_store(tmp_path, steps={"market": "changed_later:market"})
    module.write_text("def market(f, s, p, t):\n    s.trust[:] = 1.0\n")
    monkeypatch.delitem(sys.modules, "changed_later")
    with pytest.raises(InputError, match=r"steps.market: has changed since"):
        execute(store, 1, start_method=IN_PROCESS)


def changed(limit: float) -> Any:
    return lambda f, s, p, t: float((s.trust < limit).mean())


def by_default(f: Any, s: Any, p: Any, t: int, limit: float = 0.5) -> float:
    return limit


def test_the_digest_follows_what_a_function_does(monkeypatch: pytest.MonkeyPatch) -> None:
    assert digest_of_function(changed(0.5)) == digest_of_function(changed(0.5))
    assert digest_of_function(changed(0.5)) != digest_of_function(changed(0.6))  # a cell
    one = digest_of_function(feel)
    monkeypatch.setattr(sys.modules[__name__], "FLOOR", 0.6)
    assert digest_of_function(feel) != one  # a global
    two = digest_of_function(by_default)
    monkeypatch.setattr(by_default, "__defaults__", (0.6,))
    assert digest_of_function(by_default) != two
    monkeypatch.setattr(by_default, "__defaults__", (np.array([1.0, 2.0]),))
    three = digest_of_function(by_default)
    monkeypatch.setattr(by_default, "__defaults__", (np.array([1.0, 2.5]),))
    assert digest_of_function(by_default) != three


def test_a_function_that_refers_to_itself_has_a_digest() -> None:
    def factorial(n: int) -> int:
        return 1 if n < 2 else n * factorial(n - 1)

    known: list[Any] = []
    known.append(known)
    assert digest_of_function(factorial) == digest_of_function(factorial)
    assert len(digest_of_function(lambda f, s, p, t: known)) == 16


def test_compiled_functions_are_stored_too(tmp_path: Path) -> None:
    @numba.njit
    def mean(values: Any) -> float:
        return values.mean()

    file = own_file(tmp_path, "{final: [m, trust]}", 1)
    store = create(load_sweep(file), tmp_path / "store", measures={"m": lambda f, s, p, t: mean(s.trust)})
    execute(store, 1, start_method=IN_PROCESS)
    runs = open_sweep(store.path).runs()
    assert runs["m"].tolist() == pytest.approx(runs["trust"].tolist(), rel=1e-12)

"""Work that is interrupted and taken up again has the bytes of work that never was."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simalign import InputError, Policy, Scenario
from simalign.comparison.compare import compare
from simalign.decision.cases import Cases, simulate_worth
from simalign.evidence.read import load_study
from simalign.evidence.validation import validate
from simalign.scenario.posterior import shipped_posterior
from simalign.sensitivity.studies import answers
from simalign.simulation import resume
from simalign.simulation.ensemble import Ensemble, Execution, Job
from simalign.simulation.resume import Arrays
from simalign.sweeps.checkpoint import Folder
from tests.evidence.made import study

SMALL = Scenario(organisation={"size": 12}, warmup=2, weeks=4)
POLICIES = {"push": Policy(preset="push"), "ruled": Policy(rules=[{"while": "trust < 0.5", "levers": {"voice": 1.0}}])}


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three replications of a small comparison each, or so."""
    monkeypatch.setattr(resume, "CHUNK", 1000)


class Counted(Folder):
    """A folder that counts what is loaded and saved."""

    loaded = saved = 0

    def load(self, key: str) -> Arrays | None:
        arrays = super().load(key)
        self.loaded += arrays is not None
        return arrays

    def save(self, key: str, arrays: Arrays) -> None:
        super().save(key, arrays)
        self.saved += 1


def series(folder: Folder | None, jobs: int, seed: int = 1, scenario: Scenario = SMALL, **more: Any) -> bytes:
    """Series of so many jobs of two arms."""
    arms = [scenario, scenario.model_copy(update={"policy": Policy(preset="push")})]
    ensemble = Ensemble(seed, execution=Execution(checkpoint=folder, **more))
    kept = ensemble.runs([Job(arms, n) for n in range(jobs)], lambda run: run.series, "series")
    return b"".join(one.tobytes() for one in kept)


def test_what_was_saved_is_not_run_again(tmp_path: Path) -> None:
    plain = series(None, 20)
    first, second = Counted(tmp_path), Counted(tmp_path)
    assert series(first, 20) == plain == series(second, 20)
    assert (first.loaded, second.saved) == (0, 0)
    assert first.saved == second.loaded > 2


def test_more_replications_go_on_from_fewer(tmp_path: Path) -> None:
    fewer, more = Counted(tmp_path), Counted(tmp_path)
    assert series(more, 21) != series(fewer, 14) == series(None, 14)
    again = Counted(tmp_path)
    assert series(again, 40) == series(None, 40)
    assert again.loaded == more.saved
    assert again.saved > 0


def doubled(fixed: Any, state: Any, parameters: Any, week: int) -> float:
    return 2.0 * float(state.trust[0])


def tripled(fixed: Any, state: Any, parameters: Any, week: int) -> float:
    return 3.0 * float(state.trust[0])


@pytest.mark.parametrize(
    "other",
    [
        {"seed": 2},
        {"scenario": SMALL.model_copy(update={"weeks": 5})},
        {"scenario": SMALL.model_copy(update={"context": type(SMALL.context)(trust=0.1)})},
        {"measures": {"own": tripled}},
        {"measures": {"other": doubled}},
        {"steps": {"relate": lambda fixed, state, parameters, week: None}},
    ],
)
def test_other_work_in_the_same_folder_is_not_mistaken_for_it(tmp_path: Path, other: dict[str, Any]) -> None:
    given: dict[str, Any] = {"measures": {"own": doubled}}
    series(Folder(tmp_path), 6, **given)
    folder = Counted(tmp_path)
    assert series(folder, 6, **(given | other)) == series(None, 6, **(given | other))
    assert folder.loaded == 0


def test_a_file_that_changed_is_other_work(tmp_path: Path) -> None:
    """Members, and a policy that a preset names."""
    members, policy = tmp_path / "members.csv", tmp_path / "mine.yaml"
    members.write_text("id,manager\na,\nb,a\n")
    policy.write_text("levers: {mandate: 0.9}")
    given = {"organisation": {"members": str(members)}, "policy": {"preset": str(policy)}, "warmup": 1, "weeks": 2}
    folder = Counted(tmp_path / "saved")
    series(folder, 2, scenario=Scenario(**given))
    series(folder, 2, scenario=Scenario(**given))
    assert (folder.loaded, folder.saved) == (1, 1)
    members.write_text("id,manager\na,\nb,a\nc,a\n")
    series(folder, 2, scenario=Scenario(**given))
    assert (folder.loaded, folder.saved) == (1, 2)
    policy.write_text("levers: {mandate: 0.1}")
    assert series(folder, 2, scenario=Scenario(**given)) == series(None, 2, scenario=Scenario(**given))
    assert (folder.loaded, folder.saved) == (1, 3)


@pytest.mark.parametrize("harm", ["torn", "empty", "flipped", "renamed", "foreign"])
def test_files_that_are_not_intact_are_computed_again(tmp_path: Path, harm: str) -> None:
    plain = series(None, 20)
    series(Folder(tmp_path), 20)
    first, second, *_ = sorted(tmp_path.iterdir())
    content = first.read_bytes()
    if harm == "renamed":
        first.write_bytes(second.read_bytes())
        first.rename(first.with_name(f"{first.name.partition('-')[0]}-{second.name.partition('-')[2]}"))
    else:
        broken = {"torn": content[:-100], "empty": b"", "foreign": b"id,manager\n"}
        flipped = content[:200] + bytes([content[200] ^ 1]) + content[201:]
        first.write_bytes(broken.get(harm, flipped))
    folder = Counted(tmp_path)
    assert series(folder, 20) == plain
    assert folder.saved == 1
    again = Counted(tmp_path)
    assert series(again, 20) == plain
    assert again.saved == 0


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match=r"file/saved: cannot be written: Not a directory"):
        series(Folder(tmp_path / "file" / "saved"), 6)


def test_a_checkpoint_needs_a_label(tmp_path: Path) -> None:
    ensemble = Ensemble(1, execution=Execution(checkpoint=Folder(tmp_path)))
    with pytest.raises(ValueError, match="requires a label"):
        list(ensemble.runs([Job([SMALL], 0)], lambda run: run.series))


def test_own_code_without_a_source_is_told_apart_by_what_it_does(tmp_path: Path) -> None:
    own: dict[str, Any] = {}
    exec("def one(fixed, state, parameters, week): return 1.0", own)
    exec("def two(fixed, state, parameters, week): return 2.0", own)
    first = series(Folder(tmp_path), 2, measures={"own": own["one"]})
    second = series(Folder(tmp_path), 2, measures={"own": own["two"]})
    again = Counted(tmp_path)
    assert series(again, 2, measures={"own": own["one"]}) == first != second
    assert (again.saved, again.loaded) == (0, 1)


class Interrupted(Folder):
    """A folder on which the work ends by Ctrl-C after so many chunks."""

    chunks = 2

    def save(self, key: str, arrays: Arrays) -> None:
        super().save(key, arrays)
        self.chunks -= 1
        if not self.chunks:
            raise KeyboardInterrupt


@pytest.mark.parametrize("work", ["compare", "answers", "lives", "validate"])
def test_every_kind_of_long_work_goes_on(tmp_path: Path, work: str) -> None:
    whole = done(work, tmp_path, None)
    with pytest.raises(KeyboardInterrupt):
        done(work, tmp_path, Interrupted(tmp_path / "saved"))
    folder = Counted(tmp_path / "saved")
    assert done(work, tmp_path, folder) == whole
    assert folder.loaded == 2
    assert folder.saved > 0
    again = Counted(tmp_path / "saved")
    assert done(work, tmp_path, again) == whole
    assert again.saved == 0


def done(work: str, tmp_path: Path, folder: Folder | None) -> Any:
    """What comes of a piece of work, to the last digit."""
    execution = Execution(checkpoint=folder)
    if work == "compare":
        chosen, table, ends = compare(SMALL, POLICIES, 1, 12, posterior=shipped_posterior(), execution=execution)
        return chosen, table.to_csv(float_format="%.17g"), {name: end.digest() for name, end in ends.items()}
    if work == "answers":
        return answers([SMALL] * 4, 3, 1, execution=execution).tobytes()
    if work == "lives":
        return simulate_worth(SMALL, POLICIES, Cases(1, shipped_posterior(), execution=execution), 20).tobytes()
    larger = study(tmp_path, "larger", arms="arms: => organisations: 40\narms:")
    studies = [load_study(study(tmp_path)), load_study(larger)]
    return [finding.record() for finding in validate(studies, 5, 20, execution=execution)]


PROGRAM = """
import sys
from pathlib import Path
from simalign.comparison.compare import compare
from simalign.simulation import resume
from simalign.simulation.ensemble import Execution
from simalign.sweeps.checkpoint import Folder
from tests.simulation.test_resume import POLICIES, SMALL
resume.CHUNK = 1000
table = compare(SMALL, POLICIES, 1, 200, execution=Execution(workers=2, checkpoint=Folder(Path(sys.argv[1]))))[1]
table.to_csv(sys.argv[2], float_format="%.17g")
"""


def started(*given: object) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", PROGRAM, *map(str, given)]
    return subprocess.Popen(command, cwd=Path(__file__).parents[2])


def times(folder: Path) -> dict[str, int]:
    """When each chunk was written."""
    return {file.name: file.stat().st_mtime_ns for file in folder.glob("*.npz")}


def once_there(folder: Path, chunks: int, process: subprocess.Popen[bytes]) -> Iterator[None]:
    """Wait until so many chunks are written."""
    end = time.monotonic() + 300
    while len(times(folder)) < chunks:
        assert process.poll() is None and time.monotonic() < end
        yield
        time.sleep(0.001)


def test_killed_again_and_again_it_ends_with_the_bytes_of_one_go(tmp_path: Path) -> None:
    folder, out = tmp_path / "saved", tmp_path / "table.csv"
    written: dict[str, int] = {}
    for chunks in (1, 9, 25):
        process = started(folder, out)
        for _ in once_there(folder, chunks, process):
            pass
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
        assert written.items() <= times(folder).items()  # no chunk was written twice
        written = times(folder)
        assert len(written) >= chunks
    assert not out.exists()
    assert started(folder, out).wait(300) == 0
    assert written.items() < times(folder).items()
    table = compare(SMALL, POLICIES, 1, 200)[1]
    assert out.read_text() == table.to_csv(float_format="%.17g")


LONG = """
import signal
import sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # background jobs of a shell ignore it
from simalign import Policy, Scenario
from simalign.comparison.compare import compare
scenario = Scenario(organisation={"size": 1000}, warmup=100, weeks=50000)  # 50 million member-weeks a run
print("begun", flush=True)
try:
    compare(scenario, {"push": Policy(preset="push")}, 1, 8)
except KeyboardInterrupt:
    print("interrupted", flush=True)
"""


@pytest.mark.skipif(os.name == "nt", reason="sends a signal")
def test_ctrl_c_does_not_wait_for_runs() -> None:
    """A run takes half a minute or more; what is waited for is a compiled call, a second or two."""
    process = subprocess.Popen([sys.executable, "-c", LONG], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "begun\n"
    time.sleep(3)
    start = time.monotonic()
    process.send_signal(signal.SIGINT)
    try:
        assert process.communicate(timeout=60)[0] == "interrupted\n"
    finally:
        process.kill()
    assert process.returncode == 0
    assert time.monotonic() - start < 20


def test_results_are_the_tables_that_were_saved(tmp_path: Path) -> None:
    """Arrays of every kind and shape come back as they were."""
    folder = Folder(tmp_path)
    arrays = {"0 ": np.arange(6.0).reshape(2, 3), '0 ["a/b", "ü"]': np.empty(0), "1 ": np.array([True, False])}
    folder.save("k", arrays)
    found = folder.load("k")
    assert found is not None and list(found) == list(arrays)
    for name, array in arrays.items():
        assert found[name].dtype == array.dtype
        np.testing.assert_array_equal(found[name], array)
    folder.remove()
    assert folder.load("k") is None

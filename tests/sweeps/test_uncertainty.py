"""Sweeps under what is not known of people: draws by replication, exact when repeated, refused when they change."""

import json
from pathlib import Path

import pytest

from simalign import InputError, Scenario, Simulation
from simalign.simulation.initial import organise
from simalign.sweeps import Store, create, execute, load_sweep, open_store, open_sweep, repeated, verified
from simalign.sweeps.running.runner import runner_of
from simalign.sweeps.running.worker import IN_PROCESS
from simalign.sweeps.store.extend import extend, growth
from tests.cli.conftest import Command, command  # noqa: F401  (a fixture)
from tests.sweeps.made import SEED, sweep_file, table

DRAWS = "draw,pace,lag\n0,0.01,8\n1,0.5,4\n2,0.2,2\n"
MARK = "uncertainty: draws.csv\n"


def uncertain_file(folder: Path, draws: str = DRAWS, said: str = MARK, **sizes: object) -> Path:
    """A small sweep file with draws beside it."""
    (folder / "draws.csv").write_text(draws)
    file = sweep_file(folder, **sizes)  # type: ignore[arg-type]
    file.write_text(file.read_text() + said)
    return file


def uncertain_store(folder: Path, **sizes: object) -> Store:
    """Its store, done."""
    store = create(load_sweep(uncertain_file(folder, **sizes)), folder / "store", 3)  # type: ignore[arg-type]
    execute(store, 1, start_method=IN_PROCESS)
    return store


def test_replications_have_their_draw_at_every_point(tmp_path: Path) -> None:
    store = uncertain_store(tmp_path, replications=5)
    runner = runner_of(store)
    for point in (0, 1):
        there = [runner.simulation(point, r).parameters for r in range(5)]
        assert [(p.pace, p.lag) for p in there] == [(0.01, 8), (0.5, 4), (0.2, 2), (0.01, 8), (0.5, 4)]
    runs = open_sweep(store.path).runs().set_index(["point", "replication"])
    text = json.loads(open_sweep(store.path).points.scenario(1))
    assert {"pace", "lag"}.isdisjoint(text["psychology"])
    text["psychology"] |= {"pace": 0.5, "lag": 4.0}
    scenario = Scenario(**text)
    alone = Simulation(scenario, SEED, 4, organise(scenario, SEED, 4))
    alone.run(5)
    assert runs.loc[(1, 4), "want"] == alone.measure()["want"]


def test_what_is_set_stays_also_as_a_factor(tmp_path: Path) -> None:
    file = uncertain_file(tmp_path, replications=2)
    default = Scenario().psychology.lag
    text = file.read_text().replace("organisation.size: 12", "organisation.size: 12, psychology.pace: 0.3")
    file.write_text(text.replace("factors:\n", f"factors:\n  psychology.lag: [{default}, 3]\n"))
    runner = runner_of(create(load_sweep(file), tmp_path / "store"))
    seen = {(p.pace, p.lag) for point in range(4) for p in [runner.simulation(point, 1).parameters]}
    assert seen == {(0.3, default), (0.3, 3)}


def test_without_pairs_the_replication_still_says_which_draw(tmp_path: Path) -> None:
    file = uncertain_file(tmp_path, said=MARK + "paired: false\n")
    runner = runner_of(create(load_sweep(file), tmp_path / "store"))
    assert [runner.simulation(point, 1).parameters.pace for point in (0, 1)] == [0.5, 0.5]
    assert len({runner.simulation(point, 1).replication for point in (0, 1)}) == 2


def test_the_same_bytes_whatever_the_order_and_again(tmp_path: Path) -> None:
    store = uncertain_store(tmp_path, replications=4)
    other = create(load_sweep(tmp_path / "small.yaml"), tmp_path / "other", 5)
    execute(other, 2, (2, 2), start_method=IN_PROCESS)
    execute(other, 2, start_method=IN_PROCESS)
    assert table(other) == table(store)
    results = open_sweep(store.path)
    assert not [run for run in verified(results, 20, 1) if not run.same]
    assert repeated(results, results.runs()["run"][5]).same
    assert open_sweep(store.path).skipped() == []


def test_names_hold_the_draws(tmp_path: Path) -> None:
    names = []
    texts = [(DRAWS, MARK), (DRAWS.replace("0.01", "0.02"), MARK), (DRAWS, "")]
    for n, (draws, said) in enumerate(texts):
        store = create(load_sweep(uncertain_file(tmp_path, draws, said)), tmp_path / str(n))
        names.append([row["name"] for (batch,) in store.points(["name"]) for row in batch.to_pylist()])
    assert len({name for own in names for name in own}) == 6


def test_a_changed_posterior_is_refused_and_runs_are_still_repeated(tmp_path: Path) -> None:
    store = uncertain_store(tmp_path, replications=2)
    more = uncertain_file(tmp_path, DRAWS.replace("0.01", "0.02"), replications=3)
    with pytest.raises(InputError, match=r"draws.csv: contains other posterior draws than those of .*--uncertainty"):
        growth(store, load_sweep(more))
    with pytest.raises(InputError, match=r"contains other posterior draws"):
        extend(store.path, load_sweep(more))
    with pytest.raises(
        InputError, match=r"uncertainty.sha256: '\w+\.*' in the store, nothing|uncertainty.draws: 3 in the store"
    ):
        growth(store, load_sweep(more, uncertainty="none"))
    assert all(run.same for run in verified(open_sweep(store.path), 20, 1))
    kept = store.path / store.manifest["draws"]
    grown = extend(store.path, load_sweep(more, uncertainty=kept))
    execute(grown, 1, start_method=IN_PROCESS)
    assert open_sweep(grown.path).coverage() == {"runs": 6, "done": 6, "failed": 0, "missing": 0}
    fresh = create(load_sweep(uncertain_file(tmp_path, replications=3)), tmp_path / "fresh", 3)
    execute(fresh, 1, start_method=IN_PROCESS)
    ours, theirs = (open_sweep(s.path).runs().sort_values("run", ignore_index=True) for s in (grown, fresh))
    assert ours.equals(theirs)


def test_a_damaged_copy_is_noticed(tmp_path: Path) -> None:
    store = uncertain_store(tmp_path, replications=1)
    copy = store.path / store.manifest["draws"]
    copy.write_text(copy.read_text().replace("0.5", "0.6"))
    with pytest.raises(InputError, match=r"draws-\w+.csv: is damaged"):
        verified(open_sweep(store.path), 1, 1)


def test_draws_that_contradict_a_point_are_refused_before_anything_is_run(tmp_path: Path) -> None:
    file = uncertain_file(tmp_path, "draw,skill_share\n0,0.5\n1,0.8\n")
    file.write_text(file.read_text().replace("factors:\n", "factors:\n  psychology.progress_share: [0.1, 0.32]\n"))
    with pytest.raises(InputError, match="draw 1 is inconsistent with the scenario"):
        create(load_sweep(file), tmp_path / "store")


def test_a_broken_posterior_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"draws.csv:2: pace: is not a number"):
        load_sweep(uncertain_file(tmp_path, "draw,pace\n0,fast\n"))
    with pytest.raises(
        InputError, match=r"small.yaml:9: uncertainty: is not a kind of uncertainty; did you mean 'posterior'"
    ):
        load_sweep(uncertain_file(tmp_path, said="uncertainty: posteriors\n"))


def test_the_command_takes_plans_and_refuses(command: Command, tmp_path: Path) -> None:  # noqa: F811
    file = uncertain_file(tmp_path, replications=2, said="")
    wrong = command("sweep", str(file), "--uncertainty", "prior")
    assert wrong.returncode == 2
    assert "--uncertainty: is not a kind of uncertainty" in wrong.stderr
    assert "allowed: none, posterior, or the path" in wrong.stderr
    plan = command("sweep", str(file), "--uncertainty", "draws.csv", "--plan")
    assert "replication r uses draw r of the 3 in draws.csv" in plan.stdout
    for uncertainty, status in (("draws.csv", 0), ("draws.csv", 0), ("posterior", 2), ("none", 2)):
        done = command("sweep", str(file), "--uncertainty", uncertainty, "--out", "store", "-w", "1")
        assert done.returncode == status, done.stderr
    assert open_store(tmp_path / "store").posterior is not None
    assert command("verify", "store").returncode == 0

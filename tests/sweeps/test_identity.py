"""A run is what its name says: nothing that decides it is left out, and no store holds another's runs."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from simalign import InputError, Simulation, load_scenario
from simalign.sweeps import create, execute, load_sweep, open_store, open_sweep, repeated
from simalign.sweeps.design.custom import Custom
from simalign.sweeps.design.file import After
from simalign.sweeps.running import chunk as work
from simalign.sweeps.running.runner import after_value
from simalign.sweeps.running.worker import IN_PROCESS
from simalign.sweeps.store.extend import extend, growth
from tests.cli.conftest import Command, command  # noqa: F401  (a fixture)
from tests.sweeps.made import SICK, small_store, sweep_file, table

MEMBERS = "id,manager\na,\nb,a\nc,a\nd,b\n"


def test_departments_in_another_order_are_another_organisation(tmp_path: Path) -> None:
    lean = "{lean: {growth: 1}}"
    orders = ["operations, marketing_sales, management", "management, operations, marketing_sales"]
    goal = load_scenario("default").goals[0].name
    found = []
    for n, order in enumerate(orders):
        file = tmp_path / f"{n}.yaml"
        departments = ", ".join(f"{name}: {lean}" for name in order.split(", ")).replace("growth", goal)
        file.write_text(f"departments: {{{departments}}}\norganisation: {{size: 20}}\nweeks: 4\nwarmup: 1\n")
        sweep = tmp_path / f"sweep{n}.yaml"
        sweep.write_text(f"{{seed: 1, scenario: {n}.yaml, replications: 1, keep: {{final: [do]}}}}")
        store = create(load_sweep(sweep), tmp_path / f"store{n}")
        execute(store, 1, start_method=IN_PROCESS)
        row = open_sweep(store.path).runs().iloc[0]
        alone = Simulation(load_scenario(file), 1)
        alone.run(5)
        assert row["do"] == alone.measure()["do"]
        found.append((row["run"], row["do"]))
    assert found[0][0] != found[1][0]


@pytest.mark.parametrize(
    "how",
    ["set: {organisation.members: m.csv}",
     *(pytest.param(how, marks=pytest.mark.slow) for how in (
         "set: {organisation: {members: m.csv}}", "factors: {organisation: [{members: m.csv}]}",
         "factors: {organisation.members: [m.csv]}"))],
)  # fmt: skip
def test_a_changed_members_file_is_noticed(how: str, tmp_path: Path) -> None:
    members = tmp_path / "m.csv"
    members.write_text(MEMBERS)
    base = "scenario: base.yaml\n" if "organisation.members" in how else ""
    (tmp_path / "base.yaml").write_text("organisation: {members: m.csv}\n")
    file = tmp_path / "sweep.yaml"
    file.write_text(f"{base}seed: 1\nweeks: 2\nreplications: 2\n{how}\n")
    store = create(load_sweep(file), tmp_path / "store", chunk=1)
    execute(store, 1, (1, 2), start_method=IN_PROCESS)
    members.write_text(MEMBERS + "e,b\n")
    with pytest.raises(InputError, match=r"m.csv: has changed since"):
        growth(store, load_sweep(file))
    execute(store, 1, start_method=IN_PROCESS)
    (failure,) = open_sweep(store.path).failures().to_dict("records")
    assert "m.csv: has changed since the sweep was made" in failure["error"]


def test_a_place_with_parts_but_no_manifest_is_refused(command: Command, tmp_path: Path) -> None:  # noqa: F811
    store = small_store(tmp_path)
    execute(store, 1, start_method=IN_PROCESS)
    (store.path / "manifest.json").unlink()
    refused = command("sweep", str(sweep_file(tmp_path, seed=99)), "--out", str(store.path))
    assert refused.returncode == 2
    assert "contains parts of a sweep, but not its manifest" in refused.stderr


def test_parts_of_another_store_are_not_read_and_are_done_again(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    ours, other = small_store(tmp_path / "ours"), small_store(tmp_path / "other", seed=99)
    execute(ours, 1, start_method=IN_PROCESS)
    execute(other, 1, start_method=IN_PROCESS)
    wanted = table(ours)
    file = sorted(ours.parts.iterdir())[0]
    stranger = sorted(other.parts.iterdir())[0]
    file.unlink()
    shutil.copy(stranger, ours.parts)
    with pytest.raises(InputError, match="is a part of another store"):
        open_sweep(ours.path).runs()
    assert execute(ours, 1, start_method=IN_PROCESS).done == 7
    assert table(ours) == wanted


def test_create_opens_the_same_sweep_and_refuses_another(tmp_path: Path) -> None:
    store = small_store(tmp_path)
    assert create(load_sweep(sweep_file(tmp_path)), store.path).id == store.id
    with pytest.raises(InputError, match="contains another sweep, or one that was extended: weeks: 4 in the store, 5"):
        create(load_sweep(sweep_file(tmp_path, weeks=5)), store.path)


def test_a_worker_of_an_old_store_is_not_used_for_a_new_one_in_its_place(tmp_path: Path) -> None:
    old = small_store(tmp_path)
    worker = work._worker(old, "spawn")
    assert work._worker(open_store(old.path), "spawn") is worker
    shutil.rmtree(old.path)
    new = small_store(tmp_path)
    assert work._worker(new, "spawn") is not worker
    work.close_workers(old.path)


def test_two_who_extend_lose_nothing(tmp_path: Path) -> None:
    store = small_store(tmp_path, replications=2)
    execute(store, 1, start_method=IN_PROCESS)
    more = load_sweep(sweep_file(tmp_path, replications=4))
    assert growth(store, more)  # seen before the other extends
    extend(store.path, load_sweep(sweep_file(tmp_path, replications=3, mandates="0, 0.5, 1")))
    with pytest.raises(InputError, match="lacks 1 of the"):
        extend(store.path, more)
    store = extend(store.path, load_sweep(sweep_file(tmp_path, replications=4, mandates="0, 0.5, 1")))
    execute(store, 1, start_method=IN_PROCESS)
    assert open_sweep(store.path).coverage() == {"runs": 12, "done": 12, "failed": 0, "missing": 0}
    runs = open_sweep(store.path).runs()
    assert len(set(runs["run"])) == 12


def test_numbers_may_grow_a_word(tmp_path: Path) -> None:
    file = sweep_file(tmp_path, replications=1)
    text = file.read_text().replace("policy.levers.mandate: [0, 1]", "policy.levers.feedback_interval: [4, 8]")
    file.write_text(text)
    store = create(load_sweep(file), tmp_path / "store")
    execute(store, 1, start_method=IN_PROCESS)
    file.write_text(text.replace("[4, 8]", "[4, 8, never]"))
    store = extend(store.path, load_sweep(file))
    execute(store, 1, start_method=IN_PROCESS)
    assert open_sweep(store.path).runs()["policy.levers.feedback_interval"].tolist() == ["4", "8", "never"]


def test_another_time_limit_is_another_sweep(tmp_path: Path) -> None:
    store = small_store(tmp_path)
    file = sweep_file(tmp_path)
    file.write_text(file.read_text() + "time_limit: 9\n")
    with pytest.raises(InputError, match=r"time_limit: 3.0 in the store, 9(.0)? here"):
        growth(store, load_sweep(file))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("factors: {policy: [push]}\nkeep: {after: {policy: {measure: do, reaches: 1}}}", "keep.after.policy: is the"),
        ("keep: {after: {do_sd: {measure: do, reaches: 1}}}", "keep.after.do_sd: is the"),
        (
            "factors: {context: [{trust: 0.1}, {trust: 0.9}]}\nset: {context.trust: 0.5}",
            "contains context.trust, which",
        ),
        ("factors: {context: [{trust: 0.1}], context.trust: [0.5]}", "contains context.trust, which"),
        ("weeks: 3\nfactors: {weeks: [4, 5]}", "factors.weeks: is also in the file"),
        ("factors: {name: [a, b]}", "factors.name: has no effect on a run"),
        (
            "factors: {policy: [{name: p, preset: push}, {name: p, preset: pull}]}",
            "is the name of two different values",
        ),
        ("factors: {context.trust: {grid: [0, 1, 2000]}, context.turbulence: {grid: [0, 1, 2000]}}", "spans 4,000,000"),
    ],
)
def test_what_would_mislead_is_refused(text: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / "sweep.yaml"
    file.write_text(text)
    with pytest.raises(InputError, match=said):
        load_sweep(file)


def test_scenarios_and_policy_files_may_be_drawn(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("levers: {voice: 0.125}\n")
    file = tmp_path / "sweep.yaml"
    drawn = "scenario: {choice: [default, low_trust]}, policy: {choice: [./mine.yaml, pull]}"
    file.write_text(f"{{seed: 1, factors: {{{drawn}}}, sample: {{points: 8}}}}")
    design = load_sweep(file)
    made = [(design.labels(point), design.scenario(point)) for point in design.points]
    assert {labels["scenario"] for labels, _ in made} == {"default", "low_trust"}
    for labels, scenario in made:
        assert scenario.context.trust == (0.5 if labels["scenario"] == "default" else 0.2)
        assert (scenario.policy.levers.voice == 0.125) == (labels["policy"] == "./mine.yaml")


def test_a_run_that_hung_is_not_repeated(tmp_path: Path) -> None:
    steps = {"market": "tests.sweeps.made:loops"}
    store = small_store(tmp_path, steps=steps, replications=SICK + 1, mandates="1", weeks=1, chunk=200)
    execute(store, 1)
    (failure,) = open_sweep(store.path).failures().to_dict("records")
    with pytest.raises(InputError, match="ended with 'time limit': it has no results to compare"):
        repeated(open_sweep(store.path), failure["run"])


def test_a_changed_step_is_another_sweep(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "changing_step.py").write_text("def market(f, s, p, t):\n    return None\n")
    store = small_store(tmp_path, steps={"market": "changing_step:market"})
    address, digest = store.manifest["steps"]["market"].split()
    assert address == "changing_step:market"
    assert len(digest) == 16
    other = Custom({"market": "changing_step:market 0123456789abcdef"})
    with pytest.raises(InputError, match=r"steps.market"):
        growth(store, replace(load_sweep(sweep_file(tmp_path)), custom=other))


def test_what_remains_counts_from_where_the_policy_starts() -> None:
    values = np.array([0.2, 0.6, 0.5])
    after = After(measure="do", remains=[2, 1])
    assert after_value(after, values, values[0]) == pytest.approx(0.75)


def test_an_empty_store_reads_as_empty(command: Command, tmp_path: Path) -> None:  # noqa: F811
    small_store(tmp_path, series="do")
    for option in ("--runs", "--series"):
        assert command("results", "store", option, f"{option[2:]}.csv").returncode == 0
        assert (tmp_path / f"{option[2:]}.csv").read_text().startswith('"run","point","replication"')
    asked = command("results", "store", "--sql", "select count(*) n from series", "--json")
    assert json.loads(asked.stdout) == [{"n": 0}]
    empty = command("results", "store", "--sql", "")
    assert (empty.returncode, "is an empty query" in empty.stderr) == (2, True)

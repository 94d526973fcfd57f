"""simalign sweep, results, rerun and verify, as people use them."""

import json
import shutil
import sys
from pathlib import Path

import pandas as pd
import pytest

from simalign.analysis.intervals import interval
from simalign.cli import main
from simalign.sweeps import execute, load_sweep, open_store, open_sweep
from simalign.sweeps.running.worker import IN_PROCESS
from tests.cli.conftest import Command, command  # noqa: F401  (a fixture)
from tests.sweeps.made import small_store, sweep_file


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished store with series."""
    store = small_store(tmp_path_factory.mktemp("whole"), replications=3, series="do")
    execute(store, 1, start_method=IN_PROCESS)
    return store.path


@pytest.fixture
def swept(whole: Path, tmp_path: Path) -> str:
    """The file of a sweep that was run into the store "there"."""
    shutil.copytree(whole, tmp_path / "there")
    return str(sweep_file(tmp_path, replications=3, series="do"))


def test_a_sweep_is_planned_run_read_and_verified(command: Command, swept: str, tmp_path: Path) -> None:  # noqa: F811
    planned = json.loads(command("sweep", swept, "--out", "there", "--plan", "--json").stdout)
    assert (planned["points"], planned["replications"], planned["runs"], planned["done"]) == (2, 3, 6, 6)
    assert planned["first_points"] == [{"policy.levers.mandate": 0}, {"policy.levers.mandate": 1}]

    again = command("sweep", swept, "--out", "there")
    assert again.returncode == 0
    assert "already complete: 6 of 6 runs are in there" in again.stdout

    shown = command("results", "there")
    assert "2 design points, seed 5" in shown.stdout
    assert "6 runs, 6 done, 0 failed, 0 missing" in shown.stdout
    record = json.loads(command("results", "there", "--json").stdout)
    assert [point["runs"] for point in record["points"]] == [3, 3]
    why = "3 replications are too few to distinguish a skewed measure from a normal one"
    assert shown.stdout.count(f"unreliable: all intervals: {why}") == 1
    for point, values in zip(record["points"], open_sweep(tmp_path / "there").samples("do"), strict=True):
        assert len(values) == 3 and point["do_warning"] == why
        found = interval(values)
        assert (point["do_low"], point["do"], point["do_high"]) == pytest.approx((found.low, found.mean, found.high))
        assert f"{found.mean:.3f} ±{found.reach:.3f}" in shown.stdout

    assert command("results", "there", "--runs", "runs.csv", "--series", "series.csv").returncode == 0
    runs, series = pd.read_csv(tmp_path / "runs.csv"), pd.read_csv(tmp_path / "series.csv")
    assert (len(runs), len(series)) == (6, 30)
    assert runs.groupby("point")["do"].mean().tolist() == pytest.approx([point["do"] for point in record["points"]])
    last = series[series["week"] == 4].set_index("run")["do"]
    assert last.loc[runs["run"]].tolist() == runs["do"].tolist()

    query = (
        'select "policy.levers.mandate" m, count(*) n, avg(s.do) d from series s where week > 0 group by m order by m'
    )
    asked = json.loads(command("results", "there", "--sql", query, "--json").stdout)
    assert [(row["m"], row["n"]) for row in asked] == [(0, 12), (1, 12)]
    wanted = series[series["week"] > 0].groupby("policy.levers.mandate")["do"].mean().tolist()
    assert [row["d"] for row in asked] == pytest.approx(wanted)

    one = command("rerun", "there", runs["run"][4][:10])
    assert one.returncode == 0
    assert "identical" in one.stdout
    all_of_them = command("verify", "there", "--sample", "200")
    assert all_of_them.returncode == 0
    assert "6 runs repeated: 6 identical" in all_of_them.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["sweep", "no.yaml"], "no.yaml: no such file"),
        (["sweep", "dial"], "no sweep of that name; did you mean 'dials'? (given: 'dial'); allowed: contexts, dials"),
        (["sweep", "dials", "--shard", "3/2"], "--shard: cannot be used (given: '3/2'); allowed: I/N"),
        (["sweep", "dials", "--start-method", "fork"], "--start-method: cannot be used (given: 'fork')"),
        (["sweep", "dials", "--out", "full"], "--out: contains something that is not a sweep; nothing was overwritten"),
        (["sweep", "dials", "--out", "file"], "--out: contains something that is not a sweep; nothing was overwritten"),
        (["sweep", "dials", "--out", "file/below"], "cannot be"),
        (["sweep", "dials", "--out", "there"], "differs from the sweep file that made there"),
        (["sweep", "dials", "--dask", "a", "--dask-jobqueue", "b"], "only one of --dask-jobqueue and --dask"),
        (["results", "full"], "full: is not a store"),
        (["results", "there", "--sql", "select nothing"], "--sql: "),
        (["results", "there", "--sql", "select * from 'file'"], "--sql: "),
        (["results", "there", "--runs", "full/mine.csv"], "mine.csv: exists already; nothing was overwritten"),
        (
            ["results", "there", "--series", "file"],
            "--series: has another ending (given: 'file'); allowed: a name that ends in",
        ),
        (["rerun", "there", "zz"], "RUN: is not the name of a run (given: 'zz')"),
        (["verify", "there", "--sample", "0"], "a whole number from 1"),
    ],
)
def test_what_cannot_be_is_refused(
    words: list[str], said: str, swept: str, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")
    (tmp_path / "full" / "mine.csv").write_text("mine")
    (tmp_path / "file").write_text("mine")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["simalign", *words])
    with pytest.raises(SystemExit) as refused:
        main()
    assert refused.value.code == 2
    told = capsys.readouterr().err
    assert said in told
    assert "Traceback" not in told
    assert (tmp_path / "full" / "mine.txt").read_text() == (tmp_path / "file").read_text() == "mine"
    assert not open_store(tmp_path / "there").missing()


def test_more_is_refused_without_extend_and_done_with_it(command: Command, swept: str, tmp_path: Path) -> None:  # noqa: F811
    file = sweep_file(tmp_path, replications=4, mandates="0, 0.5, 1", series="do")
    refused = command("sweep", str(file), "--out", "there")
    assert refused.returncode == 2
    assert "requires more than there was created for: 1 more design points and 4 replications instead of 3" in (
        refused.stderr
    )
    assert "--extend" in refused.stderr
    done = command("sweep", str(file), "--out", "there", "--extend", "--json")
    assert json.loads(done.stdout) == {
        "store": "there", "seed": 5, "runs": 12, "done": 12, "failed": 0, "missing": 0,
    }  # fmt: skip


def test_a_seed_that_is_not_given_is_drawn_told_and_kept(command: Command, tmp_path: Path) -> None:  # noqa: F811
    file = sweep_file(tmp_path, replications=1)
    file.write_text(file.read_text().replace("seed: 5\n", ""))
    first = command("sweep", str(file), "--out", "there", "-w", "1")
    seed = open_store(tmp_path / "there").seed
    assert f"Seed drawn: {seed}" in first.stderr
    again = command("sweep", str(file), "--out", "there")
    assert again.returncode == 0
    assert f"seed {seed}" in again.stdout


@pytest.mark.parametrize(
    ("sql", "names"),
    [
        ("select avg(do) from runs", ['avg("do")']),
        ("select policy.levers.mandate, avg(r.do) as do from runs r group by r.policy.levers.mandate", None),
        ("select max(DO) as most from runs where policy.levers.mandate > 0.5 and 'do' = 'do' -- do", ["most"]),
    ],
)
def test_sql_takes_measures_and_factors_without_quotes(
    sql: str, names: list[str] | None, command: Command, swept: str  # noqa: F811
) -> None:  # fmt: skip
    asked = command("results", "there", "--sql", sql, "--json")
    assert asked.returncode == 0, asked.stderr
    rows = json.loads(asked.stdout)
    assert list(rows[0]) == (names or ["policy.levers.mandate", "do"])
    if names is None:
        runs = open_sweep(Path(swept).parent / "there").runs()
        wanted = runs.groupby("policy.levers.mandate")["do"].mean().to_dict()
        assert {row["policy.levers.mandate"]: row["do"] for row in rows} == pytest.approx(wanted)


def test_sql_says_how_to_quote(command: Command, swept: str) -> None:  # noqa: F811
    refused = command("results", "there", "--sql", "select order from runs")
    assert refused.returncode == 2
    assert 'names that are keywords of SQL must be in double quotes, like "order"' in refused.stderr


@pytest.mark.parametrize("where", ["simalign.cli.commands.sweep.estimate", "simalign.sweeps.running.chunk._rows"])
def test_too_little_memory_is_told_without_a_traceback(
    where: str, swept: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def starved(*_: object) -> None:
        raise MemoryError("realloc of size 68157440 failed")

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(where, starved)
    monkeypatch.setattr(sys, "argv", ["simalign", "sweep", swept, "--out", "new", "-w", "1"])
    with pytest.raises(SystemExit) as left:
        main()
    told = capsys.readouterr().err
    assert left.value.code in (1, 2)
    assert "needs more memory than" in told
    assert "Traceback" not in told


def test_failed_runs_show_in_the_exit_status(command: Command, tmp_path: Path) -> None:  # noqa: F811
    file = sweep_file(tmp_path, replications=2, mandates="1", weeks=5000)
    file.write_text(file.read_text() + "time_limit: 0.001\n")
    failed = command("sweep", str(file), "--out", "there", "-w", "1")
    assert failed.returncode == 1
    assert "2 runs failed: see `simalign results there`" in failed.stdout
    shown = command("results", "there").stdout
    assert "time limit: took longer than 0.001 s" in shown
    assert "2 failed" in shown
    assert command("sweep", str(file), "--out", "there").returncode == 1


@pytest.mark.parametrize("name", ["contexts", "dials"])
def test_shipped_sweeps_are_sound(name: str) -> None:
    design = load_sweep(name)
    assert len(list(design.scenarios())) == len(design.points)

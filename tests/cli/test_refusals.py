"""Bad input: one clear message, exit status 2, and nothing lost, overwritten or left half-written."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from simalign.cli import app
from simalign.cli.commands import run
from simalign.cli.output import reserve
from simalign.errors import InputError, Problem
from tests.patience import PATIENCE, eventually

from .conftest import QUICK, Command

MADE = {
    "lacking.yaml": "levers: {voice: 1}\ndepartments:\n  finance: {voice: 0}\n",
    "own.yaml": "departments: {management: {lean: {service: 1}}, finance: {lean: {service: 1}}}\n"
    "policy:\n  departments:\n    finance: {voice: 0}\n",
    "base.yaml": "name: status quo\nlevers: {voice: 1}\n",
    "push.yaml": "levers: {voice: 1}\n",
    "goal.csv": "id,manager,agenda_nonsense\na,,1\nb,a,1\n",
    "head.csv": "id,manager\na,b\nb,a\n",
    "twice.csv": "source,goal\na,b\na,b\n",
    "odd.csv": "id,manager,department\na,,zoo\nb,a,circus\n",
    "two.yaml": "departments:\n  circus: {voice: 0}\n  a.b: {voice: 0}\n"
    "phases:\n- from: 1\n  departments:\n    a: {voice: 0}\n",
    "by_name.yaml": "# as another file says\npreset: two.yaml\n",
    "on_top.yaml": "name: on top\nextends: by_policy.yaml\n",
    "by_policy.yaml": "policy:\n  preset: two.yaml\ndepartments: {management: {lean: {service: 1}}}\n",
    "mixed.yaml": "rules:\n- while: trust > 0\n  preset: two.yaml\n",
    "mapped.yaml": "members: odd.csv\ncolumns:\n  level: Band\n  department: id\n",
    "book.xlsx": "PK\3\4",
    "headless.csv": "ann,\nbo,ann\n",
    "of_mapped.yaml": "weeks: 3\norganisation: mapped.yaml\n",
    "notes.md": "# Notes\n\n**bold**\n",
    "empty.yaml": "source: a\narms: {little: {policy.levers.voice: 0.1}, much: {choice: []}}\n"
    "effects: [{name: a, outcome: do, unit: cohen_d, week: 4}]\n",
}
REFUSED = {
    "compare nosuch": "no scenario of that name.*'nosuch'.*default",
    "compare missing.yaml": "missing.yaml: no such file",
    "compare .": "is a folder",
    "compare -p push,push": "--policies: has the same name as another policy, 'push'",
    "compare -p push,push.yaml": "--policies: has the same name as another policy, 'push'.*'push.yaml'",
    "compare -p base.yaml": "--policies: has the name 'status quo' but other levers",
    "compare -p ,": "--policies: does not name a policy",
    "compare -p pusch": "--policies: no policy of that name; did you mean 'push'.*'pusch'",
    "compare -p lacking.yaml": r"lacking.yaml:3: departments: no such department.*'finance'.*operations",
    "run own.yaml -g odd.csv": r"own.yaml:4: policy.departments: no such department.*'finance'.*zoo",
    "run --policy lacking.yaml -g odd.csv": r"lacking.yaml:3: departments: no such department.*'finance'.*zoo",
    "run --policy by_name.yaml -g odd.csv": r"two.yaml:3: departments: no such.*'a.b'(.|\n)*"
    r"two.yaml:7: phases.0.departments: no such.*'a'",
    "run on_top.yaml -g odd.csv": r"two.yaml:3: departments: no such.*'a.b'",
    "run own.yaml -g odd.csv --set policy.departments.bar.voice=1": r"--set: policy.departments: no such.*'bar'",
    "compare -p mixed.yaml": r"mixed.yaml:3: rules.0.preset: has phases",
    "org mapped.yaml": r"mapped.yaml:3: columns.level: no such column.*'Band'(.|\n)*yaml:4: .*also the column of id",
    "run of_mapped.yaml": r"mapped.yaml:3: organisation.columns.level: no such column.*'Band'.*id, manager",
    "run -g mapped.yaml": r"mapped.yaml:3: organisation.columns.level: no such column.*'Band'.*id, manager",
    "compare -p pusch,missing.yaml,lack": r"'pusch'(.|\n)*missing.yaml: no such file(.|\n)*'lack'",
    "run -g head.csv --ties twice.csv": r"head.csv:1: manager: no member is(.|\n)*twice.csv:1: .*no such column",
    "compare -n 0": "--replications.*given: '0'.*whole number from 1 to",
    "compare -n many": "--replications.*given: 'many'.*whole number from 1 to",
    "compare --seed -1": "--seed.*given: '-1'.*from 0 to",
    "compare --seed 99999999999999999999": "--seed.*99999999999999999999.*from 0 to",
    "run --weeks 0": "--weeks.*given: '0'.*from 1 to",
    "run --weeks 3 --set weeks=4": "--set: is also given by --weeks",
    "run --set context.trust=2": "--set: context.trust: is out of range .given: 2.; allowed: a number from 0 to 1",
    "run --set context.trst=1": "context.trst: unknown key; did you mean 'trust'",
    "run --policy pull --set policy=push": "--set: is also given by --policy",
    "run --policy pull --set policy.levers.voice=3": "levers.voice: is out of range",
    "compare --set policy.levers.voice=1": "--set: has no effect",
    "compare -g workshop --set organisation.size=3": "--set: has no effect with --organisation",
    "compare -g goal.csv": "goal.csv:1: agenda_nonsense",
    "compare -g head.csv": "head.csv:1: manager: no member is the head",
    "compare -g missing.csv": "missing.csv: no such file",
    "compare --ties ties.csv": "--ties: requires --organisation",
    "compare -g workshop --ties ties.csv": "--ties: requires a table of members",
    "org missing.csv": "missing.csv: no such file",
    "org notes.md": "notes.md:1: does not have a known column; row 1 may be data",
    "org /dev/zero": "/dev/zero: is not a regular file",
    "run --set organisation.members=/dev/zero": "/dev/zero: is not a regular file; allowed: a table of people",
    "run -g odd.csv --ties /dev/zero": "/dev/zero: is not a regular file",
    "run --set rules.activaton=random": "--set: rules.activaton: unknown key; did you mean 'activation'",
    "run --set rules.0.while=x": "--set: rules.0.while: the file has no list of rules",
    "compare -p status_quo": "--policies: names only status_quo.*allowed: one other policy or more",
    "power -p status_quo": "--policies: names only status_quo",
    "decide --report board.txt": "--report: is not a format of reports",
    "decide --report nowhere/board.html": "--report: is in a folder that does not exist",
    "decide --payroll 0": "allowed: a number above 0",
    "decide --trust much": "--trust: is not an answer.*'much'.*low, medium, high, a share from 0% to 100%, or unknown",
    "decide --customers 50%": "--customers: is not an answer.*times a year, from 0 to 52",
    "decide --trust low --set context.trust=0.3": r"--trust: is also given by --set context\.trust",
    "decide --budget much": "--budget: cannot be used.*'much'.*above 0, such as 2%",
    "decide -p continuous_feedback --budget 0.1%": "--budget: allows 0.1%, but the reviews and feedback of",
    "decide --ask": "--routine: was asked but not answered; allowed: low, medium, high",
    "decide --language fr": "--language: is not a language of reports.*'fr'.*allowed: en or de",
    "decide --code-name Larch": "--code-name: requires --report",
    "decide --report a.html --name Acme --code-name Larch": "--code-name: cannot be used with --name",
    "decide --name Larch": "--name: requires --report",
    "advise --code-name Larch": "--code-name: requires --report",
    "decide -p status_quo": "--policies: names only status_quo",
    "validate empty.yaml": r"empty.yaml:2: arms.much.choice: unknown key",
    "org book.xlsx": "book.xlsx: is a damaged workbook: .*save it as CSV",
    "compare -g headless.csv": "headless.csv:1: .*the first row must contain the names.*'id' and 'manager'",
    "schema nonsense": "KIND: is not a kind of file.*'nonsense'.*scenario, policy, organisation",
}


@pytest.mark.parametrize("line", REFUSED)
def test_bad_input_gets_a_message(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, text in MADE.items():
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(app, line.split())
    found = str(result.exception) if isinstance(result.exception, InputError) else " ".join(result.stderr.split())
    assert isinstance(result.exception, InputError) or result.exit_code == 2
    assert re.search(REFUSED[line], found)
    assert {file.name for file in tmp_path.iterdir()} == set(MADE)


def test_message_and_status_of_the_process(process: Command) -> None:
    done = process("compare", "-p", "nosuch")
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("error: --policies: no policy of that name")


def test_an_organisation_with_departments_of_its_own_runs(tmp_path: Path) -> None:
    (tmp_path / "odd.csv").write_text(MADE["odd.csv"])
    few = ["--weeks", "2", "--seed", "1", "--out", str(tmp_path / "out")]
    assert CliRunner().invoke(app, ["run", "-g", str(tmp_path / "odd.csv"), *few]).exit_code == 0


def test_what_is_shown_cannot_dress_the_terminal(tmp_path: Path) -> None:
    file = tmp_path / "m.csv"
    file.write_text("id,manager,department\na\x1b[31m,,x\x1b[2J\n")
    result = CliRunner().invoke(app, ["org", str(file)])
    assert "x?[2J" in result.stdout
    assert "\x1b" not in result.stdout
    assert "\x1b" not in str(InputError([Problem("m\x1b", Path("f\x1b"), 1, "k\x1b", "v\x1b", "a\x1b")]))


def test_departments_of_another_organisation_have_levers(tmp_path: Path) -> None:
    (tmp_path / "odd.csv").write_text(MADE["odd.csv"])
    few = ["--set", "policy.departments.zoo.mandate=1", "--set", "warmup=1", "--weeks", "2", "--seed", "1"]
    line = ["run", "-g", str(tmp_path / "odd.csv"), *few, "--out", str(tmp_path / "out")]
    assert CliRunner().invoke(app, line).exit_code == 0


@pytest.mark.parametrize("command", ["run", "compare"])
def test_remarks_on_the_organisations_files(command: str, tmp_path: Path) -> None:
    for name, text in {
        "m.csv": "id,manager,departmant\na,,x\n",
        "n.csv": "id,manager,department\na,,Operations\n",
    }.items():
        (tmp_path / name).write_text(text)
    told = [
        CliRunner().invoke(app, [command, "-g", str(tmp_path / name), "--out", str(tmp_path / "m.csv")]).stderr
        for name in ("m.csv", "n.csv")
    ]
    assert "m.csv: column 'departmant' is not used; did you mean 'department'?" in told[0]
    assert (
        "n.csv: department 'Operations' is not one that the scenario describes; did you mean 'operations'?" in told[1]
    )


def test_out_that_holds_results_loses_nothing(tmp_path: Path) -> None:
    held, file = tmp_path / "held", tmp_path / "file"
    held.mkdir()
    for there in (held / "mine", file):
        there.write_text("kept")
    for place, why in (
        (held, "is not empty"),
        (file, "is a file"),
        (file / "below", "/file is a file"),
        (file / "below" / "deep", "/file is a file"),
    ):
        result = CliRunner().invoke(app, ["run", *QUICK, "--out", str(place)])
        assert isinstance(result.exception, InputError)
        assert why in str(result.exception)
    assert [(held / "mine").read_text(), file.read_text()] == ["kept", "kept"]
    assert {f.name for f in held.iterdir()} == {"mine"}


def test_out_may_be_an_empty_folder_or_the_current_one(command: Command, tmp_path: Path) -> None:
    assert command("run", *QUICK, "--out", ".").returncode == 0
    assert (tmp_path / "manifest.json").is_file()


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="no /proc")
def test_out_that_cannot_be_written(command: Command) -> None:
    done = command("run", *QUICK, "--out", "/proc/nowhere/x")
    assert done.returncode == 2
    assert re.match(r"error: --out: cannot be written .*'/proc/nowhere/x'", done.stderr)
    assert done.stdout == ""


def test_a_reserved_folder_is_nobody_elses(tmp_path: Path) -> None:
    with reserve(tmp_path / "a", "x"):
        with pytest.raises(InputError, match="is being written by another run"), reserve(tmp_path / "a", "x"):
            pass
        assert (tmp_path / "a").is_dir()
    assert not (tmp_path / "a").exists()


def test_what_fails_leaves_nothing(tmp_path: Path) -> None:
    with (
        pytest.raises(InputError, match="No space left"),
        reserve(tmp_path / "deep" / "a", "x") as results,
        results.filling() as folder,
    ):
        (folder / "manifest.json").write_text("{}")
        raise OSError(28, "No space left on device")
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_fills_up_while_files_move(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.rename

    def rename(source: Path, target: Path) -> None:
        if target.name == "manifest.json":
            raise OSError(28, "No space left on device")
        real(source, target)

    monkeypatch.setattr(os, "rename", rename)
    with (
        pytest.raises(InputError, match="no file remains in it"),
        reserve(tmp_path / "a", "x") as results,
        results.filling() as folder,
    ):
        for name in ("manifest.json", "series.csv", "zoo.png"):
            (folder / name).write_text("")
    assert list(tmp_path.iterdir()) == []


def test_results_are_printed_though_they_cannot_be_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(run, "_write", full)
    result = CliRunner().invoke(app, ["run", *QUICK, "--out", str(tmp_path / "a")])
    assert "digest of the state" in result.stdout
    assert "No space left" in str(result.exception)
    assert list(tmp_path.iterdir()) == []


def stopped(line: str, number: signal.Signals, folder: Path) -> tuple[int, str]:
    """Send a command a signal two seconds after its results have a folder: status and errors."""
    words = [sys.executable, "-m", "simalign", *line.split(), "--seed", "1", "--out", "out"]
    process = subprocess.Popen(words, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    eventually(lambda: process.poll() is not None or (folder / "out" / ".unfinished").is_dir())
    time.sleep(2)
    process.send_signal(number)
    stdout, stderr = process.communicate(timeout=PATIENCE)
    assert stdout == ""
    assert list(folder.iterdir()) == []
    return process.returncode, stderr


def test_terminated_in_the_middle_leaves_nothing(tmp_path: Path) -> None:
    status, stderr = stopped("compare -n 9000", signal.SIGTERM, tmp_path)
    assert status == 128 + signal.SIGTERM
    assert "Traceback" not in stderr


@pytest.mark.parametrize("line", ["compare -n 9000", "run --set organisation.size=20000 --weeks 50000"])
def test_interrupted_in_the_middle(line: str, tmp_path: Path) -> None:
    """Also in the middle of a run of hours. What a comparison has computed is stored, and it says so."""
    status, stderr = stopped(line, signal.SIGINT, tmp_path)
    assert status == 130
    *_, before, last = ["", *stderr.splitlines()]
    if line.startswith("compare") and last != "interrupted; nothing was written":  # it had begun to run
        assert "the same command or call with seed 1 continues from there" in last
        last = before
    assert last == "interrupted; nothing was written"
    assert "Traceback" not in stderr


@pytest.mark.parametrize("line", ["policies", "odd", f"run {' '.join(QUICK)}"])
def test_a_closed_standard_output(process: Command, line: str, tmp_path: Path) -> None:
    done = process(*line.split(), shell=">&-")
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "simalign-run" / "manifest.json").is_file() == line.startswith("run")


def test_a_reader_that_leaves_early(process: Command, tmp_path: Path) -> None:
    for line in (["odd"], ["policies"], ["run", *QUICK]):
        done = process(*line, shell="| head -1")
        assert done.stdout.count("\n") == 1
        assert done.stderr == ""
    assert (tmp_path / "simalign-run" / "manifest.json").is_file()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
@pytest.mark.parametrize("line", ["policies", "odd"])
def test_a_full_standard_output(process: Command, line: str) -> None:
    done = process(line, shell="> /dev/full")
    assert done.returncode == 1
    assert done.stderr == "error: [Errno 28] No space left on device\n"

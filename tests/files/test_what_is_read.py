"""Only regular files of a stated size are read, and thousands of problems take no longer than as many lines."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from simalign import InputError, load_policy, load_scenario
from simalign.app.classroom.lessons import load_lesson, load_lessons
from simalign.calibration.priors import load_priors
from simalign.evidence.read import load_studies, load_study
from simalign.files import read
from simalign.files.memory import MemoryFile
from simalign.files.table import read_table
from simalign.organisation.members import read_members
from simalign.organisation.ties import read_ties
from simalign.scenario.posterior import read_posterior
from simalign.scenario.read import load_organisation_spec
from simalign.sensitivity.claims import load_claims, load_rivals
from simalign.sensitivity.factors import load_ranges
from simalign.sweeps.design.load import load_sweep

MANY = 6_000
Load = Callable[[Path], object]


def ranges(file: Path) -> object:
    return load_ranges(file, ["context.trust"])


def graph(file: Path) -> object:
    return read_ties(file.rename(file.with_suffix(".graphml")), ["a"])


TABLES: dict[str, Load] = {
    "members": read_members,
    "ties": lambda file: read_ties(file, ["a"]),
    "graph": graph,
    "posterior": read_posterior,
}
TREES: dict[str, Load] = {
    "scenario": load_scenario,
    "policy": load_policy,
    "organisation": load_organisation_spec,
    "sweep": load_sweep,
    "study": load_study,
    "lesson": load_lesson,
    "priors": load_priors,
    "ranges": ranges,
    "claims": load_claims,
    "rivals": load_rivals,
}


@pytest.mark.parametrize("kind", [*TABLES, *TREES])
@pytest.mark.parametrize("device", ["/dev/zero", "pipe.yaml", "."])
def test_what_might_never_end_is_not_read(kind: str, device: str, tmp_path: Path) -> None:
    """Nobody writes to the pipe: opening it would wait for ever."""
    file = Path(device)
    if device == "pipe.yaml":
        file = tmp_path / device
        os.mkfifo(file)
    if kind == "graph":
        link = tmp_path / "link"
        link.symlink_to(file.absolute())
        file = link
    with pytest.raises(InputError, match=r"is not a regular file|is a folder, not a file"):
        (TABLES | TREES)[kind](file)


@pytest.mark.parametrize("kind", [*TABLES, *TREES])
def test_what_is_too_large_is_not_read(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sparse file of a terabyte is refused at once; the message says what is allowed."""
    file = tmp_path / "large.yaml"
    with file.open("wb") as out:
        out.truncate(10**12)
    allowed = "256 MB" if kind in TABLES else "4 MB"
    with pytest.raises(InputError, match=f"is too large; allowed: a file of at most {allowed}"):
        (TABLES | TREES)[kind](file)


def test_a_file_of_just_the_size_is_read(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(b"x" * 10)
    assert read.read_bytes(file, 10) == b"x" * 10
    with pytest.raises(InputError, match="too large"):
        read.read_bytes(file, 9)


@pytest.mark.parametrize("head", ["", "context:\n", "policy:\n  levers:\n", "goals:\n  - name: a\n"])
def test_problems_take_time_in_proportion(head: str, tmp_path: Path) -> None:
    """Ten times the keys must not take thirty times the processor's time: where it grew by the square, 100 times.

    A machine under load may still fail one try, hardly three.
    """
    indent = " " * (len(head.splitlines()[-1]) - len(head.splitlines()[-1].lstrip()) + 2 if head else 0)

    def seconds(keys: int) -> float:
        file = tmp_path / "many.yaml"
        file.write_text(head + "".join(f"{indent}k{n}: {n}\n" for n in range(keys)))
        start = time.process_time()
        with pytest.raises(InputError) as error:
            load_scenario(file)
        assert len(error.value.problems) == keys
        assert len(str(error.value).splitlines()) == 21
        assert str(error.value).endswith(f"and {keys - 20:,} more like these")
        return time.process_time() - start

    assert any(seconds(MANY // 2) < 30 * seconds(MANY // 20) for _ in range(3))


def test_many_factors_take_no_minutes(tmp_path: Path) -> None:
    file = tmp_path / "many.yaml"
    file.write_text("factors:\n" + "".join(f"  k{n}: {n}\n" for n in range(MANY)))
    start = time.process_time()
    with pytest.raises(InputError, match="5,980 more"):
        load_sweep(file)
    assert time.process_time() - start < 16  # 2 s where it was written, and 33 s before


@pytest.mark.parametrize("kind", TREES)
@pytest.mark.parametrize("given", [None, 3, {"a": 1}, ["x"]])
def test_what_is_no_path_is_refused(kind: str, given: object) -> None:
    with pytest.raises(InputError, match=r"allowed: .*the path of a file"):
        TREES[kind](given)  # type: ignore[arg-type]


def test_paths_may_be_text(tmp_path: Path) -> None:
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text("")
    for load in (load_study, load_lesson, load_priors, ranges):
        with pytest.raises(InputError, match=r"a.yaml: is empty"):
            load(str(tmp_path / "a.yaml"))  # type: ignore[arg-type]
    with pytest.raises(InputError, match="--lessons: does not contain a lesson"):
        load_lessons(str(tmp_path.parent))
    with pytest.raises(InputError, match=r"files: is text.*allowed: a list of paths"):
        load_studies("a.yaml")


@pytest.mark.parametrize("text", ["# Title\n\n**bold** text\n", "just words", "a: 1\n", "- x\n"])
def test_what_is_no_organisation_is_said_so(text: str, tmp_path: Path) -> None:
    """A README is neither table nor YAML; nothing is said of YAML's aliases. Without an ending YAML is tried."""
    file = tmp_path / "README.md"
    file.write_text(text)
    with pytest.raises(InputError) as error:
        load_organisation_spec(file)
    (problem,) = error.value.problems
    assert problem.allowed and ("a members CSV" in problem.allowed) == (text != "a: 1\n")
    file.write_text("size: 12\n")
    assert load_organisation_spec(file).size == 12


def test_tables_in_memory_are_still_read() -> None:
    assert read_table(MemoryFile("m.csv", b"id,manager\na,\n")).rows == (("a", ""),)

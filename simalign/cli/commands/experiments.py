"""simalign experiments and simalign experiment: list the shipped experiments, and run one."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from simalign.cli import Left, output
from simalign.cli.lazy import command
from simalign.cli.options import JsonOption, SeedOption, announce_compilation, tell, whole_option
from simalign.cli.progress import Progress
from simalign.errors import InputError, Problem, printable
from simalign.experiments.catalogue import Shipped, load, names
from simalign.experiments.results import shown, table_of
from simalign.experiments.run import FULL, QUICK, SEED, Answer, run
from simalign.files.spreadsheet import write_csv
from simalign.parallel import worker_count
from simalign.sweeps.design.design import SAMPLE

STORES = Path("simalign-experiments")  # folder of the stores of runs
WRITTEN = ("results.csv", "finding.txt", "figure.png", "manifest.json")


@command(epilog="Example: simalign experiments")
def experiments(as_json: JsonOption = False) -> None:
    """List the shipped experiments with their questions."""
    questions = {name: load(name).experiment.question for name in names()}
    if as_json:
        print(output.json_text([{"name": name, "question": question} for name, question in questions.items()]))
        return
    width = max(map(len, questions), default=0)
    for name, question in questions.items():
        print(f"{name:{width}}  {question}")
    print("\nTo run one: simalign experiment NAME, or with --quick for a small version in under a minute")


@command(epilog="Example: simalign experiment push_or_pull --quick")
def experiment(
    name: Annotated[str, typer.Argument(metavar="NAME", help="One that `simalign experiments` lists.")],
    quick: Annotated[
        bool, typer.Option("--quick", help="Run a small version in under a minute; do not cite it.")
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="New folder for the results, or the experiment's folder, whose results are replaced; default: a new "
            "folder here.",
            show_default=False,
        ),
    ] = None,
    stores: Annotated[
        Path, typer.Option("--stores", metavar="DIR", help="Folder that stores finished runs, to continue from.")
    ] = STORES,
    workers: Annotated[
        int | None,
        whole_option(1, 4096, "Worker processes; default: one per usable core.", "--workers", "-j"),
    ] = None,
    seed: SeedOption = None,
    as_json: JsonOption = False,
) -> None:
    """Run a shipped experiment and print its answer.

    The answer is a table of estimates with the 95% interval of the mean, the middle 95% of draws of plausible people
    and the share of draws with the opposite sign. Finished runs are stored, and the same command continues where it
    stopped.
    """
    shipped = load(name)
    size = QUICK if quick else FULL
    with _results_folder(shipped, out) as results:
        announce_compilation(8)
        try:
            with Progress() as progress:
                chosen = SEED if seed is None else seed
                answer = run(shipped, stores / name, size, chosen, worker_count(workers), progress.show)
        except Left as left:
            left.kept = True
            tell(f"interrupted; finished runs are stored in {stores / name}, and the same command continues")
            raise
        record: dict[str, Any] = {
            "experiment": name,
            "question": shipped.experiment.question,
            "finding": answer.finding,
        }
        record |= {"verdict": answer.verdict, "claim": shipped.experiment.claim.text}
        record |= {"seed": chosen, "quick": quick, "runs": answer.runs}
        with results.filling() as folder:
            write(folder, shipped, answer, record)
    _show(record | {"out": str(results.path), "stores": str(stores / name)}, answer, as_json)


class _ExperimentFolder:
    """The folder of the experiment itself, whose results are replaced together once all are written."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.kept = False

    @contextmanager
    def filling(self) -> Iterator[Path]:
        """Yield a temporary folder; its files replace the previous results when the block ends without an error."""
        try:
            with tempfile.TemporaryDirectory(dir=self.path, prefix=".unfinished") as temporary:
                yield Path(temporary)
                for name in WRITTEN:
                    os.replace(Path(temporary) / name, self.path / name)
                self.kept = True
        except OSError as error:
            message = f"cannot be written ({error.strerror})"
            raise InputError([Problem(message, key="--out", value=str(self.path))]) from None


@contextmanager
def _results_folder(shipped: Shipped, out: Path | None) -> Iterator[output.Results | _ExperimentFolder]:
    """Yield the folder for the results: the experiment's folder, or a new one."""
    if out is not None and _is_experiment_folder(shipped, out):
        yield _ExperimentFolder(out)
        return
    with output.reserve(out, f"simalign-{shipped.name}") as results:
        yield results


def _is_experiment_folder(shipped: Shipped, out: Path) -> bool:
    """Return whether a folder holds the same declaration as the experiment."""
    declaration = out / "run.py"
    return declaration.is_file() and declaration.read_bytes() == (shipped.folder / "run.py").read_bytes()


def write(folder: Path, shipped: Shipped, answer: Answer, record: dict[str, Any]) -> None:
    """Write the numbers, the finding, the figure and the manifest of an answer into a folder."""
    write_csv(table_of(list(answer.rows.values())), folder / "results.csv")
    (folder / "finding.txt").write_text(answer.finding + "\n", encoding="utf-8")
    figure = shipped.experiment.figure
    title = shipped.experiment.title(answer.rows)
    figure.draw(answer.outcomes, answer.rows, title, footnote(answer, record), [folder / "figure.png"])
    sweeps = {
        name: {
            "replications": design.file.replications,
            "points": len(design.points),
            "seed": design.seed,
            "weeks": design.scenario(0).weeks,
            "members": design.scenario(0).organisation.size,
            "people": design.posterior and design.posterior.plain(),
        }
        for name, design in answer.designs.items()
    }
    text = output.json_text(output.manifest(**record, sweeps=sweeps), indent=2)
    (folder / "manifest.json").write_text(text + "\n", encoding="utf-8")


def footnote(answer: Answer, record: dict[str, Any]) -> str:
    """Return the note below the figure: sample and random seed."""
    design = next(iter(answer.designs.values()))
    quick = "small quick version, do not cite; " if record["quick"] else ""
    sample = f"{design.file.replications} replications, paired, each with its own draw of people"
    if design.file.paired == SAMPLE:
        sample = f"{design.paired:,} contexts, paired, each with its own random numbers and draw of people"
    return f"{quick}{sample}; seed {record['seed']}"


def _show(record: dict[str, Any], answer: Answer, as_json: bool) -> None:
    """Print the finding, the numbers, and the folders that hold them."""
    if as_json:
        print(output.json_text(record | {"results": table_of(list(answer.rows.values())).to_dict("records")}))
        return
    quick = "This is a small quick version: do not cite it. " if record["quick"] else ""
    print(f"\n{record['question']}\n\n{answer.finding}\n")
    print(f"Claim: {record['claim']} Verdict of the runs: {answer.verdict}.\n{quick}{answer.runs:,} runs.\n")
    columns = ("", "estimate", "95% of the mean", "middle 95%", "opposite", "n", "detectable", "unit")
    lines = [columns]
    for row in answer.rows.values():
        ends = f"{shown(row.low, row.unit)} to {shown(row.high, row.unit)}"
        numbers = (f"{row}", ends, row.middle, row.reverse, str(row.n), shown(row.smallest, row.unit))
        lines.append((row.label, *numbers, row.unit))
    widths = [max(len(line[n]) for line in lines) for n in range(len(columns))]
    for first, *rest, last in lines:
        middle = "  ".join(f"{text:>{width}}" for text, width in zip(rest, widths[1:-1], strict=True))
        print(f"{first:{widths[0]}}  {middle}  {last}".rstrip())
    print(
        "\n95% of the mean: its confidence interval, which narrows with more replications\n"
        "middle 95%, opposite: range of the single draws, which differ in people and in replication noise, and the "
        "share of them with the opposite sign\n"
        "detectable: the smallest true difference that n draws detect with a power of .8"
    )
    notes: dict[str, list[str]] = {}
    for row in answer.rows.values():
        if row.note:
            notes.setdefault(row.note, []).append(row.label)
    for note, labels in notes.items():
        print(f"{note}: {'all numbers' if len(labels) == len(answer.rows) else '; '.join(labels)}")
    print(f"\nTable, figure and manifest: {printable(record['out'])}/. Runs are stored in {record['stores']}/")

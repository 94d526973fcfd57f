"""Check of an archive: its files against their checksums, its tables against its runs, and a sample of its runs."""

import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from simalign.errors import InputError, Problem, printable
from simalign.installation import versions
from simalign.sweeps.design.custom import PICKLED
from simalign.sweeps.design.identity import digest_of
from simalign.sweeps.exchange.archive import ABOUT, FORMAT, derived, people_name
from simalign.sweeps.exchange.unpack import ARCHIVE, unpack
from simalign.sweeps.running.repeat import Repeated, verified
from simalign.sweeps.store.results import Results
from simalign.sweeps.store.store import Store, open_store
from simalign.version import MODEL_VERSION


@dataclass(frozen=True, slots=True)
class Check:
    """The result of a check.

    files: the number of files that match their checksums. repeated: the runs that were executed again. altered: the
    names of tables and texts that do not follow from the runs. versions: distributions whose version differs from that
    of the archive, with both versions.
    """

    files: int
    repeated: list[Repeated]
    altered: list[str]
    versions: dict[str, tuple[str, str]]

    @property
    def differing(self) -> list[Repeated]:
        """The runs whose results differ from those in the archive."""
        return [run for run in self.repeated if not run.same]

    @property
    def passed(self) -> bool:
        """Whether runs were repeated, all are identical, and no table differs."""
        return bool(self.repeated) and not self.differing and not self.altered


def check_archive(
    file: str | Path, sample: int = 50, seed: int = 0, organisation: Sequence[str | Path] = (), run_code: bool = False
) -> Check:
    """Check an archive: unpack it into a temporary folder, and repeat a random sample of its runs.

    sample: the number of runs; seed: the random seed of their choice. organisation: the files of a private
    organisation, which are recognised by their digests. run_code: whether functions of the archive's author may be
    executed.
    Raises InputError for a file that is not an archive or is damaged, for an archive of another version of the model,
    for missing files of a private organisation, and for functions that may not be executed.
    """
    file = Path(file)
    with tempfile.TemporaryDirectory(prefix="simalign-") as name:
        files = unpack(file, Path(name))
        try:
            return _checked(file, Path(name), files, sample, seed, [Path(path) for path in organisation], run_code)
        except InputError:
            raise
        except (KeyError, TypeError, ValueError, AttributeError, IndexError, pa.ArrowException) as error:
            message = f"has an invalid store ({type(error).__name__}: {printable(str(error))[:200]})"
            raise InputError([Problem(message, file, allowed=ARCHIVE)]) from error


def _checked(
    file: Path, folder: Path, files: Sequence[str], sample: int, seed: int, supplied: Sequence[Path], run_code: bool
) -> Check:
    """Check an archive that was unpacked into a folder."""
    private = _is_private(folder, file)
    results = Results(open_store(folder / "store"))
    store = results.store
    _check_model(store, file)
    _check_code(store, file, run_code)
    moved = _files(store, folder, private, supplied, file)
    repeated = verified(results, sample, seed, moved)
    expected = dict(derived(results, private))
    altered = [n for n in expected if n not in files or (folder / n).read_bytes() != expected[n]]
    here, there = versions(), store.manifest["versions"]
    differing = {key: (there[key], here[key]) for key in here if there.get(key, here[key]) != here[key]}
    return Check(len(files), repeated, altered, differing)


def _is_private(folder: Path, file: Path) -> bool:
    """Return whether an archive has only the digests of the files of organisations."""
    try:
        about = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
        if about["format"] != FORMAT:
            allowed = f"format {FORMAT}, which this version of simalign reads"
            raise InputError([Problem("has another format", file, value=about["format"], allowed=allowed)])
        return any(entry["file"] is None for entry in about["organisation"].values())
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError([Problem(f"has an invalid {ABOUT}", file, allowed=ARCHIVE)]) from None


def _check_model(store: Store, file: Path) -> None:
    """Raise InputError if the archive is of another version of the model."""
    if (model := store.manifest["model"]) != MODEL_VERSION:
        version = store.manifest["versions"]["simalign-abm"]
        message = f"was made by version {model} of the model, and this is version {MODEL_VERSION}"
        raise InputError([Problem(message, file, allowed=f"simalign-abm {version}, which made it")])


def _check_code(store: Store, file: Path, run_code: bool) -> None:
    """Raise InputError if the archive has functions, unless they may be executed."""
    names = [*store.custom.steps, *store.custom.measures, *([PICKLED] if PICKLED in store.manifest else [])]
    if names and not run_code:
        message = f"contains functions of its author ({printable(', '.join(names))}), which a check executes"
        raise InputError([Problem(message, file, allowed="--run-code, if you trust the author")])


def _files(store: Store, folder: Path, private: bool, supplied: Sequence[Path], file: Path) -> dict[str, str]:
    """Return the paths of the files of organisations here, by their paths in the store.

    Raises InputError if a file is missing, and if a supplied one is not a file of the archive.
    """
    required: dict[str, str] = store.manifest["files"]
    by_digest = {digest_of(path): path for path in supplied}
    for digest, path in by_digest.items():
        if digest not in required.values():
            message = f"is not a file of the organisation in {file}: its content is another one"
            raise InputError([Problem(message, path, allowed=f"a file with SHA-256 {_digests(required)}")])
    if not private:
        packed = {path: folder / people_name(path, digest) for path, digest in required.items()}
    else:
        packed = {path: by_digest[digest] for path, digest in required.items() if digest in by_digest}
    missing = {path: digest for path, digest in required.items() if path not in packed or not packed[path].is_file()}
    if missing:
        message = "has a private organisation, whose files it does not contain"
        allowed = f"--organisation FILE, for each file with SHA-256 {_digests(missing)}"
        raise InputError([Problem(message, file, allowed=allowed)])
    return {path: str(here.resolve()) for path, here in packed.items()}


def _digests(files: dict[str, str]) -> str:
    return ", ".join(dict.fromkeys(files.values())) or "of none: it has no files"

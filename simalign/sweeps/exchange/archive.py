"""Archive of a store, from which a reviewer can read and repeat its runs.

The archive is a ZIP file without compression: its bytes depend only on its content, not on a library of compression,
and it cannot be a bomb that unpacks to more than its size. The same store gives the same bytes on every machine with
the same versions.
"""

import hashlib
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from importlib.resources import files as package_files
from pathlib import Path
from typing import Any

from simalign.errors import InputError, Problem
from simalign.files import atomic
from simalign.files.folder import json_text
from simalign.files.shipped import is_name
from simalign.sweeps.design.custom import PICKLED, read_pickle, with_checksum
from simalign.sweeps.design.identity import digest_of
from simalign.sweeps.design.source import yaml_text
from simalign.sweeps.store.results import Results
from simalign.sweeps.store.store import FROM_FILE, MANIFEST, Store, open_store

ABOUT, SUMS, STORE, PEOPLE = "reproduce.json", "SHA256SUMS", "store/", "organisation/"
SWEEP, AGAIN = "sweep.yaml", "again"  # the sweep file, and the store that it makes
FORMAT = 1
MOMENT = (1980, 1, 1, 0, 0, 0)  # of all entries: the first moment that a ZIP file can express
MODE = 0o644 << 16  # an ordinary file
BY_COMMAND = """
To make all runs again, in the unpacked archive{requirement}; {result}:

    {command}
"""
SAME_FILES = f"the files in `{AGAIN}/parts/` are then those in `store/parts/`"
SAME_RUNS = f"`{AGAIN}` then has the same runs, in other files, because the store was extended"
THEIR_FILES = f", with the files of the organisation as `{PEOPLE}` and the first 16 digits of their SHA-256 digests"
BY_CALL = """
The sweep was started from Python with functions of its author ({functions}), which `store/{pickle}` contains.
"""
README = """\
# Runs of the sweep "{name}"

{done} of {runs} runs of simalign {version} (model {model}), random seed {seed}{failed}.

To repeat a sample of the runs and compare them byte by byte, install the versions in `{about}`, then:

    simalign reproduce --check ARCHIVE.zip{organisation}
{again}
- `sweep.yaml`: the sweep, with its random seed; it names only files of this archive.
- `ODD.md`: the description of the model.
- `scenarios/`, `policies/`: the base scenarios and the policies of the sweep, as files for simalign.
- `results/summary.csv`: one row per design point: factors, runs, mean and standard deviation of each measure.
- `store/`: the store of the sweep: the design points with their complete scenarios, and all runs, as Parquet files.
- `{about}`: versions, files of the organisation with their digests, and the numbers of runs.
- `{sums}`: the SHA-256 digest of every other file.
"""


def write_archive(path: str | Path, file: str | Path, private: bool = False) -> list[Path]:
    """Write the archive of a store to a new file, and return the files of organisations that it contains.

    private: leave out the files of organisations, of which the archive then has only the digests.
    Raises InputError for a store without runs or with damaged files, for files of organisations that have changed since
    the store was made, and for a file that exists or cannot be written.
    """
    results = Results(open_store(path))
    with atomic.new_file(Path(file)) as draft, zipfile.ZipFile(draft, "w", zipfile.ZIP_STORED) as archive:
        sums: dict[str, str] = {}
        for name, content in _entries(results, private):
            sums[name] = hashlib.sha256(content).hexdigest()
            _add(archive, name, content)
        _add(archive, SUMS, sums_text(sums).encode())
    return [] if private else [Path(name) for name in results.store.manifest["files"]]


def _add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    """Add an entry whose bytes depend only on its name and content."""
    entry = zipfile.ZipInfo(name, MOMENT)
    entry.create_system, entry.external_attr = 3, MODE
    archive.writestr(entry, content)


def sums_text(sums: Mapping[str, str]) -> str:
    r"""Return digests by file as `sha256sum` writes and checks them.

    >>> sums_text({"b": "02", "a": "01"})
    '01  a\n02  b\n'
    """
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(sums.items()))


def _entries(results: Results, private: bool) -> Iterator[tuple[str, bytes]]:
    """Yield the name and content of each entry. Raises InputError if a file is damaged or has changed."""
    store = results.store
    parts = [file for file, _ in results.files()]
    if not parts:
        raise InputError([Problem("has no finished runs", store.path, allowed="a store with runs")])
    if not private:
        yield from _organisations(store)
    yield from derived(results, private)
    yield STORE + MANIFEST, (store.path / MANIFEST).read_bytes()
    for file in store.designs():
        yield STORE + file.name, atomic.read(file, FROM_FILE)
    if "draws" in store.manifest:
        yield STORE + store.manifest["draws"], atomic.read(store.path / store.manifest["draws"], FROM_FILE)
    if PICKLED in store.manifest:
        yield STORE + store.manifest[PICKLED], with_checksum(read_pickle(store.path / store.manifest[PICKLED]))
    for file in parts:
        yield f"{STORE}parts/{file.name}", atomic.read(file)


def people_name(file: str, digest: str) -> str:
    """Return the name of a file of an organisation in an archive, which contains its ending but not its name.

    >>> people_name("/home/me/people.csv", "0123456789abcdef0123")
    'organisation/0123456789abcdef.csv'
    """
    return f"{PEOPLE}{digest[:16]}{Path(file).suffix.lower()}"


def _organisations(store: Store) -> Iterator[tuple[str, bytes]]:
    """Yield the files of organisations, each once. Raises InputError if one has changed or cannot be read."""
    contents: dict[str, bytes] = {}
    for file, digest in store.manifest["files"].items():
        if digest_of(Path(file)) != digest:
            message = f"has changed since {store.path} was made"
            raise InputError([Problem(message, file, allowed="the file as it was, or --private")])
        contents[people_name(file, digest)] = Path(file).read_bytes()
    yield from contents.items()


def derived(results: Results, private: bool) -> Iterator[tuple[str, bytes]]:
    """Yield the entries that follow from a store and the installed model."""
    store = results.store
    coverage = results.coverage()
    included = {
        file: {"sha256": digest, "file": None if private else people_name(file, digest)}
        for file, digest in sorted(store.manifest["files"].items())
    }
    about = {
        "format": FORMAT,
        "command": ["simalign", "reproduce", "--check"],
        **{key: store.manifest[key] for key in ("name", "model", "seed", "versions")},
        **coverage,
        "organisation": included,
        "sweep": _command(store),
    }
    yield ABOUT, (json_text(about, indent=2) + "\n").encode()
    words = {
        **about,
        "version": store.manifest["versions"]["simalign-abm"],
        "failed": f"; {coverage['failed']} runs failed" if coverage["failed"] else "",
        "organisation": " --organisation FILE" if private and included else "",
        "again": _again(store, THEIR_FILES if private and included else ""),
    }
    yield "README.md", README.format(about=ABOUT, sums=SUMS, **words).encode()
    renamed = {path: people_name(path, digest) for path, digest in store.manifest["files"].items()}
    if "source" in store.manifest:
        yield SWEEP, yaml_text(_packed_sweep(store, renamed)).encode()
    yield "ODD.md", (package_files("simalign") / "ODD.md").read_bytes()
    for name, base in store.manifest["sweep"]["bases"].items():
        yield _scenario(name), _yaml(_renamed(base, {path: f"../{name}" for path, name in renamed.items()}))
    for name, policy in _policies(results):
        yield f"policies/{_safe(name)}.yaml", _yaml(policy)
    table = results.summary().to_csv(index=False, float_format="%.17g", lineterminator="\n")
    yield "results/summary.csv", table.encode()


def _command(store: Store) -> list[str] | None:
    """Return the command that makes all runs of a store again; None if they call functions of the author."""
    if "source" not in store.manifest or store.custom.steps or store.custom.measures:
        return None
    return ["simalign", "sweep", SWEEP, "--out", AGAIN, "--chunk", str(store.blocks[0].chunk)]


def _again(store: Store, requirement: str) -> str:
    """Return the paragraph of the README that says how all runs are made again."""
    if command := _command(store):
        result = SAME_FILES if len(store.blocks) == 1 else SAME_RUNS
        return BY_COMMAND.format(requirement=requirement, result=result, command=" ".join(command))
    functions = ", ".join([*store.custom.steps, *store.custom.measures])
    return BY_CALL.format(functions=functions, pickle=store.manifest[PICKLED]) if PICKLED in store.manifest else ""


def _packed_sweep(store: Store, renamed: Mapping[str, str]) -> Any:
    """Return the sweep file of a store, with the files that it names replaced by those of the archive."""
    plain = {key: value for key, value in store.manifest["source"].items() if value is not None}
    plain["factors"] = dict(plain.get("factors", {}))
    if "draws" in store.manifest:
        plain["uncertainty"] = STORE + store.manifest["draws"]
    if "scenario" in plain["factors"]:
        plain["factors"]["scenario"] = [_shipped_or(_scenario(name), name) for name in plain["factors"]["scenario"]]
    else:
        (base,) = store.manifest["sweep"]["bases"]
        plain["scenario"] = _shipped_or(_scenario(base), base)
    return _renamed(plain, renamed)


def _shipped_or(entry: str, name: str) -> str:
    return name if is_name(name) else entry


def _scenario(name: str) -> str:
    return f"scenarios/{_safe(name)}.yaml"


def _renamed(plain: Any, names: Mapping[str, str]) -> Any:
    """Return nested values in which paths are replaced.

    >>> _renamed({"members": ["/home/a.csv", 1]}, {"/home/a.csv": "organisation/0.csv"})
    {'members': ['organisation/0.csv', 1]}
    """
    if isinstance(plain, Mapping):
        return {key: _renamed(value, names) for key, value in plain.items()}
    if isinstance(plain, list):
        return [_renamed(value, names) for value in plain]
    return names.get(plain, plain) if isinstance(plain, str) else plain


def _policies(results: Results) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the policies by the labels of the factor ``policy``, or else that of the first point."""
    labels = results.points.column("policy").to_pylist() if "policy" in results.store.factors else ["policy"]
    for label in dict.fromkeys(labels):
        canonical = json.loads(results.points.scenario(labels.index(label)))
        yield str(label), {"name": str(label), **canonical["policy"]}


def _safe(name: str) -> str:
    """Return a name with only letters, digits, - and _, for an entry.

    >>> _safe("../mine.yaml")
    '___mine_yaml'
    """
    return re.sub(r"[^A-Za-z0-9_-]", "_", name)


def _yaml(plain: Mapping[str, Any]) -> bytes:
    """Return values as YAML, without the keys that have none, because files for simalign leave those out."""
    return yaml_text(_without_none(plain)).encode()


def _without_none(plain: Any) -> Any:
    if isinstance(plain, Mapping):
        return {key: _without_none(value) for key, value in plain.items() if value is not None}
    return [_without_none(value) for value in plain] if isinstance(plain, list) else plain

"""Unpacking of an archive from an unknown source into a folder.

Only the names that an archive of simalign has are accepted, so that no file leaves the folder; only entries without
compression, so that the files are not larger than the archive; and only entries with matching checksums.
"""

import hashlib
import re
import zipfile
from pathlib import Path

from simalign.errors import InputError, Problem, printable
from simalign.files.read import unusable
from simalign.sweeps.exchange.archive import SUMS, sums_text

LONGEST = 150  # characters of a name
NAMES = re.compile(
    r"README\.md|ODD\.md|sweep\.yaml|reproduce\.json|SHA256SUMS|results/summary\.csv|(scenarios|policies)/[\w-]+\.yaml"
    r"|organisation/[0-9a-f]{16}(\.[a-z0-9]{1,10})?|store/(manifest\.json|design-[0-9a-f]{16}\.parquet"
    r"|draws-[0-9a-f]{16}\.csv|functions-[0-9a-f]{16}\.pickle|parts/[0-9]{2,9}-[0-9]{7,12}-[0-9a-f]{16}\.parquet)",
    re.ASCII,
)
ARCHIVE = "an archive that `simalign reproduce STORE --out FILE` made"
BLOCK = 1 << 20  # bytes that are read at a time


def unpack(file: Path, folder: Path) -> list[str]:
    """Unpack an archive into an empty folder, and return the names of its files.

    Raises InputError, before anything is written, for a file that is not such an archive, and for one whose content
    does not match its checksums or that cannot be unpacked.
    """
    if reason := unusable(file):
        raise InputError([Problem(reason, file, allowed=ARCHIVE)])
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            if problem := _problem(entries, file):
                raise InputError([Problem(problem, file, allowed=ARCHIVE)])
            sums = {entry.filename: _extracted(archive, entry, folder) for entry in entries}
    except (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError, RuntimeError) as error:
        if isinstance(error, InputError):
            raise
        message = f"is damaged or not a ZIP file ({printable(str(error))})"
        raise InputError([Problem(message, file, allowed=ARCHIVE)]) from None
    except OSError as error:
        raise InputError([Problem(f"cannot be unpacked ({error.strerror})", file)]) from None
    del sums[SUMS]
    if (folder / SUMS).read_text(encoding="utf-8", errors="replace") != sums_text(sums):
        raise InputError([Problem(f"has files that do not match {SUMS}", file, allowed="the archive as it was made")])
    return sorted(sums)


def _problem(entries: list[zipfile.ZipInfo], file: Path) -> str | None:
    """Return what is wrong with the entries of an archive; None if they may be unpacked."""
    names = [entry.filename for entry in entries]
    for entry in entries:
        name = entry.filename
        if len(name) > LONGEST or not NAMES.fullmatch(name):
            return f"contains a file of another name, {printable(name[:LONGEST])!r}"
        if entry.compress_type != zipfile.ZIP_STORED or entry.file_size != entry.compress_size:
            return f"contains {name} in compressed form"
        if (entry.external_attr >> 16) & 0o170000 not in (0, 0o100000):
            return f"contains {name}, which is not a regular file"
    if len(set(names)) < len(names):
        return "contains a file twice"
    if sum(entry.file_size for entry in entries) > file.stat().st_size:
        return "contains files that overlap"
    missing = [name for name in (SUMS, "reproduce.json", "store/manifest.json") if name not in names]
    return f"lacks {missing[0]}" if missing else None


def _extracted(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, folder: Path) -> str:
    """Write an entry into the folder, and return its SHA-256 digest."""
    path = folder / entry.filename
    path.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with archive.open(entry) as source, path.open("xb") as target:
        while block := source.read(BLOCK):
            digest.update(block)
            target.write(block)
    return digest.hexdigest()

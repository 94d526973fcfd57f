"""simalign reproduce: archives that others can check, and archives that nobody should unpack."""

import hashlib
import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from simalign import InputError, load_policy, load_scenario
from simalign.files import atomic
from simalign.sweeps import Store, create, execute, load_sweep
from simalign.sweeps.exchange.archive import SUMS, sums_text, write_archive
from simalign.sweeps.exchange.check import check_archive
from simalign.sweeps.exchange.unpack import unpack
from simalign.sweeps.running.worker import IN_PROCESS
from simalign.sweeps.store.store import encoded, write_manifest
from tests.cli.conftest import Command, command  # noqa: F401  (a fixture)
from tests.sweeps.made import small_store

PEOPLE = "id,manager,department\nann,,management\nbob,ann,operations\ncarl,ann,operations\ndora,bob,operations\n"
IMPORTED = """
seed: 5
weeks: 3
replications: 3
set: {organisation: {members: people.csv}, warmup: 1}
factors: {policy: [push, pull]}
keep: {final: [do, value]}
"""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A finished store of an imported organisation, whose files are in the folder of the store."""
    folder = tmp_path_factory.mktemp("reproduce")
    (folder / "people.csv").write_text(PEOPLE)
    (folder / "imported.yaml").write_text(IMPORTED)
    store = create(load_sweep(folder / "imported.yaml"), folder / "store", 4, 60.0)
    execute(store, 1, start_method=IN_PROCESS)
    return store


@pytest.fixture
def archive(store: Store, tmp_path: Path) -> Path:
    write_archive(store.path, tmp_path / "whole.zip")
    return tmp_path / "whole.zip"


def rewritten(archive: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """The archive with changed files and matching checksums, as somebody would forge it."""
    with zipfile.ZipFile(archive) as source:
        contents = {name: source.read(name) for name in source.namelist() if name != SUMS}
    change(contents)
    sums = {name: hashlib.sha256(data).hexdigest() for name, data in contents.items()}
    file = archive.with_name("forged.zip")
    with zipfile.ZipFile(file, "w") as target:
        for name, data in {**contents, SUMS: sums_text(sums).encode()}.items():
            target.writestr(name, data)
    return file


def test_an_archive_is_checked_without_the_files_that_made_it(
    command: Command,  # noqa: F811
    store: Store,
    archive: Path,
    tmp_path: Path,
) -> None:
    people = store.path.parent / "people.csv"
    away = people.rename(tmp_path / "away.csv")
    try:
        done = command("reproduce", "--check", str(archive), "--json")
    finally:
        away.rename(people)
    record = json.loads(done.stdout)
    assert done.returncode == 0
    assert record == {
        "passed": True, "files": 13, "checked": 6, "differing": [], "altered": [], "versions": {},
    }  # fmt: skip
    with zipfile.ZipFile(archive) as content:
        about = json.loads(content.read("reproduce.json"))
        names = content.namelist()
        assert "random seed 5" in content.read("README.md").decode()
        assert content.read("results/summary.csv").decode().splitlines()[0].startswith("point,policy,runs,failed,do")
        (member_file,) = [name for name in names if name.startswith("organisation/")]
        assert content.read(member_file) == PEOPLE.encode()
    assert (about["runs"], about["done"], about["seed"], about["versions"]) == (6, 6, 5, store.manifest["versions"])
    assert {"policies/push.yaml", "policies/pull.yaml", "scenarios/default.yaml", "ODD.md"} <= set(names)


def test_scenarios_and_policies_of_an_archive_are_files_for_simalign(archive: Path, tmp_path: Path) -> None:
    unpack(archive, tmp_path / "unpacked")
    assert load_scenario(tmp_path / "unpacked/scenarios/default.yaml").weeks == load_scenario("default").weeks
    levers = load_policy(tmp_path / "unpacked/policies/push.yaml").levers
    assert levers.mandate == load_policy("push").levers.mandate


def test_the_command_in_an_archive_makes_the_same_files_in_another_folder(
    command: Command,  # noqa: F811
    store: Store,
    archive: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = tmp_path / "unpacked"
    unpack(archive, folder)
    words = json.loads((folder / "reproduce.json").read_text())["sweep"]
    assert " ".join(words) in (folder / "README.md").read_text()
    monkeypatch.chdir(folder)
    done = command(*words[1:])
    assert done.returncode == 0, done.stderr
    parts, again = ({f.name: f.read_bytes() for f in (at / "parts").iterdir()} for at in (store.path, folder / "again"))
    assert again == parts


def test_the_bytes_of_an_archive_depend_only_on_the_store(store: Store, archive: Path, tmp_path: Path) -> None:
    copied = shutil.copytree(store.path, tmp_path / "elsewhere")
    write_archive(copied, tmp_path / "again.zip")
    assert (tmp_path / "again.zip").read_bytes() == archive.read_bytes()
    with pytest.raises(InputError, match=r"again.zip: exists already; nothing was overwritten"):
        write_archive(copied, tmp_path / "again.zip")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["again.zip", "elsewhere", "whole.zip"]


def test_a_private_organisation_is_replaced_by_its_digest(
    command: Command,  # noqa: F811
    store: Store,
    tmp_path: Path,
) -> None:
    assert command("reproduce", str(store.path), "--out", "private.zip", "--private").returncode == 0
    content = (tmp_path / "private.zip").read_bytes()
    assert b"dora" not in content and hashlib.sha256(PEOPLE.encode()).hexdigest().encode() in content
    refused = command("reproduce", "--check", "private.zip")
    assert refused.returncode == 2
    assert "has a private organisation" in refused.stderr and "allowed: --organisation FILE" in refused.stderr
    (tmp_path / "theirs.csv").write_text(PEOPLE)
    (tmp_path / "other.csv").write_text(PEOPLE.replace("dora", "dana"))
    done = command("reproduce", "--check", "private.zip", "--organisation", "theirs.csv", "--sample", "2")
    assert (done.returncode, "2 runs repeated: 2 identical" in done.stdout) == (0, True)
    refused = command("reproduce", "--check", "private.zip", "--organisation", "other.csv")
    assert refused.returncode == 2 and "other.csv: is not a file of the organisation" in refused.stderr


def test_results_that_were_altered_are_found(archive: Path) -> None:
    """A forger who computes the checksums anew, of a table or of a text, does not pass."""

    def change(contents: dict[str, bytes]) -> None:
        contents["results/summary.csv"] = contents["results/summary.csv"].replace(b",3,0,", b",4,0,")
        contents["ODD.md"] += b"more"

    result = check_archive(rewritten(archive, change), sample=1)
    assert result.altered == ["ODD.md", "results/summary.csv"] and not result.passed and not result.differing


def test_runs_that_the_model_does_not_make_are_found(archive: Path) -> None:
    """One number that a forger changed in a part, which then has the checksum of its new content in its name."""

    def change(contents: dict[str, bytes]) -> None:
        name = min(name for name in contents if "/parts/" in name)
        rows = pq.read_table(pa.BufferReader(contents.pop(name)))
        values = rows["value"].to_numpy().copy()
        values[1] += 1e-12
        data = bytes(encoded(rows.set_column(rows.column_names.index("value"), "value", pa.array(values))))
        contents[name[:-24] + atomic.checksum(data) + ".parquet"] = data

    result = check_archive(rewritten(archive, change), sample=6)
    assert [run.differing for run in result.differing] == [("value",)] and not result.passed
    assert result.altered == ["results/summary.csv"]


def test_parts_of_another_store_are_found(archive: Path, tmp_path: Path) -> None:
    def change(contents: dict[str, bytes]) -> None:
        manifest = json.loads(contents["store/manifest.json"]) | {"seed": 6}
        del manifest["checksum"]
        write_manifest(tmp_path, manifest, replacing=True)
        contents["store/manifest.json"] = (tmp_path / "manifest.json").read_bytes()

    with pytest.raises(InputError, match="is a part of another store"):
        check_archive(rewritten(archive, change))


def evil(name: str, data: bytes = b"evil", **entry: object) -> Callable[[zipfile.ZipFile], None]:
    def add(target: zipfile.ZipFile) -> None:
        info = zipfile.ZipInfo(name)
        for key, value in entry.items():
            setattr(info, key, value)
        target.writestr(info, data)

    return add


@pytest.mark.parametrize(
    ("add", "message"),
    [
        (evil("../evil.yaml"), "contains a file of another name, '../evil.yaml'"),
        (evil("/etc/evil"), "contains a file of another name, '/etc/evil'"),
        (evil("scenarios/../../evil.yaml"), "contains a file of another name"),
        (evil("scenarios\\..\\evil.yaml"), "contains a file of another name"),
        (evil("C:evil.yaml"), "contains a file of another name"),
        (evil("scenarios/" + "e" * 200 + ".yaml"), "contains a file of another name"),
        (evil("scenarios/link.yaml", b"/etc/passwd", external_attr=0o120777 << 16), "is not a regular file"),
        (evil("scenarios/bomb.yaml", bytes(10**7), compress_type=zipfile.ZIP_DEFLATED), "in compressed form"),
        (evil("ODD.md"), "contains a file twice"),
        (evil("scenarios/more.yaml"), "has files that do not match SHA256SUMS"),
    ],
)  # fmt: skip
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_archives_that_are_not_ours_are_refused(
    add: Callable[[zipfile.ZipFile], None], message: str, archive: Path, tmp_path: Path
) -> None:
    with zipfile.ZipFile(archive, "a") as target:
        add(target)
    folder = tmp_path / "unpacked"
    folder.mkdir()
    with pytest.raises(InputError) as refused:
        unpack(archive, folder)
    assert message in str(refused.value) and len(refused.value.problems) == 1
    assert not list(tmp_path.rglob("evil*"))


def test_files_that_are_not_archives_are_refused(command: Command, archive: Path, tmp_path: Path) -> None:  # noqa: F811
    (tmp_path / "text.zip").write_text("text")
    (tmp_path / "short.zip").write_bytes(archive.read_bytes()[:-100])
    whole = bytearray(archive.read_bytes())
    whole[2000] ^= 1
    (tmp_path / "flipped.zip").write_bytes(whole)
    rewritten(archive, lambda contents: contents.clear()).rename("empty.zip")
    rewritten(archive, lambda contents: contents.update({"reproduce.json": b"[]"})).rename("nothing.zip")
    for name, message in (
        ("text.zip", "is damaged or not a ZIP file"),
        ("short.zip", "is damaged or not a ZIP file"),
        ("flipped.zip", "is damaged or not a ZIP file"),
        ("missing.zip", "no such file"),
        ("nothing.zip", "has an invalid reproduce.json"),
        ("empty.zip", "lacks reproduce.json"),
    ):
        refused = command("reproduce", "--check", name)
        assert refused.returncode == 2 and refused.stderr.count("error:") == 1
        assert message in refused.stderr


def test_a_manifest_without_meaning_is_refused(archive: Path, tmp_path: Path) -> None:
    def change(contents: dict[str, bytes]) -> None:
        write_manifest(tmp_path, {"format": 1, "model": "six", "sweep": []}, replacing=True)
        contents["store/manifest.json"] = (tmp_path / "manifest.json").read_bytes()

    with pytest.raises(InputError, match=r"was made by version six of the model|has an invalid store"):
        check_archive(rewritten(archive, change))


def test_functions_of_an_author_are_executed_only_on_request(tmp_path: Path) -> None:
    (tmp_path / "evil").mkdir()
    store = small_store(tmp_path / "evil", replications=2)
    shutil.rmtree(store.path)
    design = load_sweep(tmp_path / "evil" / "small.yaml")
    store = create(design, store.path, 7, 60.0, measures={"mine": lambda f, s, p, t: 2.5})
    execute(store, 1, start_method=IN_PROCESS)
    write_archive(store.path, tmp_path / "code.zip")
    with pytest.raises(
        InputError, match=r"contains functions of its author \(mine, functions\), .*allowed: --run-code"
    ):
        check_archive(tmp_path / "code.zip")
    assert check_archive(tmp_path / "code.zip", run_code=True).passed

    def hide(contents: dict[str, bytes]) -> None:  # a pickle that no step and no measure names
        manifest = json.loads(contents["store/manifest.json"]) | {"measures": {}}
        del manifest["checksum"]
        write_manifest(tmp_path, manifest, replacing=True)
        contents["store/manifest.json"] = (tmp_path / "manifest.json").read_bytes()

    with pytest.raises(InputError, match=r"contains functions of its author \(functions\)"):
        check_archive(rewritten(tmp_path / "code.zip", hide))


def test_what_cannot_be_archived(command: Command, store: Store, tmp_path: Path) -> None:  # noqa: F811
    small_store(tmp_path)  # without runs
    path = str(store.path)
    for words, message in (
        (("store", "--out", "a.zip"), "store: has no finished runs"),
        ((path,), "--out: is required"),
        ((), "requires either STORE with --out, or --check FILE"),
        ((path, "--check", "a.zip"), "requires either STORE with --out, or --check FILE"),
        (("--check", "a.zip", "--private"), "--check: cannot be combined with --out and --private"),
        ((path, "--out", "a.zip", "--run-code"), "--run-code: requires --check"),
        ((path, "--out", "missing/a.zip"), "cannot be written"),
        (("small.yaml", "--out", "a.zip"), "small.yaml: is not a store"),
    ):
        refused = command("reproduce", *words)
        assert (refused.returncode, refused.stderr.count("error:")) == (2, 1)
        assert message in refused.stderr
    people = store.path.parent / "people.csv"
    people.write_text(PEOPLE + "eve,ann,operations\n")
    try:
        refused = command("reproduce", path, "--out", "a.zip")
        assert refused.returncode == 2 and "people.csv: has changed since" in refused.stderr
    finally:
        people.write_text(PEOPLE)
    assert not (tmp_path / "a.zip").exists()

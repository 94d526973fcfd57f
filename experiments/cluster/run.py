"""Test sweeps on a real queue: Debian's Slurm on the loopback interface, with jobs cancelled during the sweep.

Run as root on a machine that may install packages: ``uv run python experiments/cluster/run.py``. The program starts
separate munged, slurmctld and slurmd processes in a temporary folder, and stops them at the end.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd

from simalign.sweeps import open_store, open_sweep

HERE = Path(__file__).parent
DAEMONS = ("munged", "slurmctld", "slurmd")
CONF = """
ClusterName=simalign
SlurmctldHost={host}(127.0.0.1)
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket
SlurmUser=root
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
SlurmctldPort={ports[0]}
SlurmdPort={ports[1]}
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
DefMemPerCPU=1000
MpiDefault=none
ReturnToService=2
SchedulerParameters=sched_interval=2,batch_sched_delay=1
MinJobAge=300
NodeName={host} NodeAddr=127.0.0.1 CPUs={cores} RealMemory=4000 State=UNKNOWN
PartitionName=main Nodes={host} Default=YES MaxTime=INFINITE State=UP
"""


def install_slurm() -> None:
    """Install Debian's Slurm if it is missing."""
    if not all(shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin") for name in DAEMONS):
        line = ["apt-get", "install", "-y", "--no-install-recommends", "slurm-wlm", "munge"]
        subprocess.run(line, check=True, env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"})


def free_ports(count: int) -> list[int]:
    """Return free ports of the loopback interface."""
    sockets = [socket.socket() for _ in range(count)]
    for sock in sockets:
        sock.bind(("127.0.0.1", 0))
    ports = [int(sock.getsockname()[1]) for sock in sockets]
    for sock in sockets:
        sock.close()
    return ports


@contextmanager
def slurm(folder: Path) -> Iterator[None]:
    """Start a queue with the cores of this machine, and stop it at the end of the block."""
    os.environ["PATH"] += ":/usr/sbin"
    os.environ["SLURM_CONF"] = str(folder / "slurm.conf")
    for name in ("state", "spool"):
        (folder / name).mkdir()
    host = socket.gethostname()
    text = CONF.format(host=host, folder=folder, ports=free_ports(2), cores=os.cpu_count())
    (folder / "slurm.conf").write_text(text)
    key = folder / "munge.key"
    key.write_bytes(os.urandom(128))
    key.chmod(0o600)
    names = ("socket", "pid-file", "log-file", "seed-file")
    munge = ["munged", "-F", "--force", f"--key-file={key}", *(f"--{name}={folder}/munge.{name}" for name in names)]
    lines = ([*munge], ["slurmctld", "-D", "-i"], ["slurmd", "-D"])
    started = []
    try:
        for line in lines:
            started.append(subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
            time.sleep(2)
        wait_for(lambda: "idle" in output_of("sinfo", "-h", "-o", "%t"), 60, "an idle node")
        yield
    finally:
        subprocess.run(["scancel", "--user", "root"], capture_output=True)
        for process in reversed(started):
            process.terminate()
            process.wait(30)


def output_of(*line: str) -> str:
    """Run a command and return its standard output."""
    return subprocess.run(line, capture_output=True, text=True, check=False).stdout


def wait_for(condition: Callable[[], bool], seconds: float, name: str) -> None:
    """Wait until a condition holds. Raises SystemExit after ``seconds``."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise SystemExit(f"waited {seconds:g} s for {name}")
        time.sleep(0.3)


def jobs() -> list[str]:
    """List the jobs in the queue, with one entry for each task of an array."""
    return output_of("squeue", "-h", "-r", "-o", "%i %t").splitlines()


def parts(store: Path) -> int:
    """Return the number of finished chunks."""
    return len(list(store.glob("parts/*.parquet")))


def submit(store: Path, log: Path, *further: str) -> None:
    """Submit the job array."""
    line = [
        "sbatch",
        "--array=1-4",
        f"--output={log}/%A_%a.out",
        HERE / "array.sh",
        HERE / "sweep.yaml",
        store,
        *further,
    ]
    subprocess.run(line, check=True, stdout=subprocess.DEVNULL)


def by_array(store: Path, log: Path) -> int:
    """Run the sweep as a job array, cancel one job, and submit the array again; return the number of cancelled jobs."""
    submit(store, log)
    wait_for(lambda: parts(store) >= 3, 240, "the first chunks")
    running = [job.split()[0] for job in jobs() if job.endswith(" R")]
    subprocess.run(["scancel", "--signal=KILL", running[0]], check=True)
    wait_for(lambda: not jobs(), 600, "the array to end")
    left = len(open_store(store).missing())
    print(f"  array: cancelled {running[0]}; {left} chunks left to do")
    if not left:
        raise SystemExit("the cancelled job had nothing left to do")
    submit(store, log)
    wait_for(lambda: not jobs(), 600, "the second array to end")
    return 1


def by_merge(store: Path, log: Path) -> int:
    """Run the sweep as a job array in which each job makes a store of its own, and merge the stores."""
    submit(store, log, "apart")
    wait_for(lambda: not jobs(), 900, "the array to end")
    stores = [f"{store}-{task}" for task in range(1, 5)]
    subprocess.run([sys.executable, "-m", "simalign", "merge", *stores, "--out", store], check=True)
    return 0


def by_dask(store: Path, folder: Path) -> int:
    """Run the sweep on workers submitted by dask-jobqueue and cancel one; return the number of cancelled jobs."""
    line = [
        "simalign",
        "sweep",
        HERE / "sweep.yaml",
        "--out",
        store,
        "--dask-jobqueue",
        HERE / "slurm.yaml",
    ]
    process = subprocess.Popen([sys.executable, "-m", *map(str, line)], cwd=folder)
    wait_for(lambda: parts(store) >= 3, 240, "the first chunks")
    running = [job.split()[0] for job in jobs() if job.endswith(" R")]
    subprocess.run(["scancel", running[0]], check=True)
    print(f"  dask-jobqueue: cancelled {running[0]} after {parts(store)} chunks")
    if process.wait(900):
        raise SystemExit(f"simalign sweep ended with status {process.returncode}")
    return 1


def main() -> None:
    """Run the sweep in three ways, write results.csv, and fail unless all runs exist and are identical."""
    install_slurm()
    rows, tables = [], []
    with tempfile.TemporaryDirectory(prefix="simalign-slurm-") as name:
        folder = Path(name)
        os.environ["PATH"] = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        with slurm(folder):
            for way in (by_array, by_merge, by_dask):
                store = folder / way.__name__
                began = time.monotonic()
                cancelled = way(store, folder)
                results = open_sweep(store)
                coverage = results.coverage()
                tables.append(results.runs().to_csv())
                row = {"way": way.__name__, "jobs_cancelled": cancelled, **coverage}
                rows.append(row | {"seconds": round(time.monotonic() - began, 1)})
                print(json.dumps(rows[-1]))
    same = len(set(tables)) == 1
    print("the tables are identical" if same else "the tables differ")
    pd.DataFrame(rows).to_csv(HERE / "results.csv", index=False)
    if not same or any(row["missing"] or row["failed"] for row in rows):
        raise SystemExit(1)


if __name__ == "__main__":
    main()

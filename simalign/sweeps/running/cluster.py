"""Sweeps on a running Dask cluster, or on one that Slurm starts. Requires ``simalign-abm[cluster]``."""

import time
from concurrent.futures import Executor
from pathlib import Path
from typing import Any

from simalign.errors import InputError, Problem
from simalign.installation import require

ABSENCE = 300.0  # seconds that a scheduler may be unreachable
PAUSE = 1.0  # seconds between attempts


class Dask:
    """The workers of a Dask scheduler; each executes chunks in a supervised process and writes the parts itself.

    The folder of the store must have the same path on all machines.
    """

    def __init__(self, address: str, patience: float = 10.0) -> None:
        """Connect to an address within ``patience`` seconds. Raises InputError if no scheduler answers."""
        require("--dask", "cluster", "distributed")
        self.address = address
        self._client: Any = None
        if not self._connect(patience):
            message = "no Dask scheduler answers"
            raise InputError([Problem(message, key="--dask", value=address, allowed="an address like tcp://host:8786")])

    def _connect(self, patience: float) -> bool:
        """Try to connect for some seconds, and return whether it succeeded."""
        from distributed import Client

        end = time.monotonic() + patience
        while True:
            try:
                self._client = Client(self.address, timeout=max(1.0, min(10.0, patience)), set_as_default=False)
                self._executor: Executor = self._client.get_executor(pure=False)
                return True
            except (OSError, ValueError):
                if time.monotonic() > end:
                    return False
                time.sleep(PAUSE)

    @property
    def executor(self) -> Executor:
        """The executor of the current connection."""
        return self._executor

    def slots(self) -> int:
        """Return the number of threads of all current workers."""
        try:
            return int(sum(self._client.nthreads().values()))
        except (OSError, ValueError, RuntimeError):
            return 0

    def lost(self) -> bool:
        """Return whether the connection to the scheduler was lost; if so, first reconnect.

        Raises InputError if no scheduler answers for five minutes.
        """
        if self._client.status == "running":
            return False
        self.close()
        if not self._connect(ABSENCE):
            message = f"the Dask scheduler did not come back within {ABSENCE:g} s; finished runs are safe"
            raise InputError([Problem(message, key="--dask", value=self.address)])
        return True

    def close(self) -> None:
        """Disconnect; submitted chunks continue on the cluster."""
        try:
            self._client.close(timeout=2)
        except Exception:  # a broken connection may fail in many ways
            return


async def _submitted(cluster: Any) -> None:
    """Wait until the jobs are in the queue. Raises RuntimeError if the queue rejects them."""
    await cluster


class Slurm(Dask):
    """Workers that Slurm starts by dask-jobqueue; they end with the sweep."""

    def __init__(self, file: Path) -> None:
        """Start the jobs that a file describes.

        file: YAML with ``jobs``, their number, and the options of dask_jobqueue.SLURMCluster.
        Raises InputError for a file that cannot be read or used.
        """
        require("--dask-jobqueue", "cluster", "dask_jobqueue")
        from dask_jobqueue import SLURMCluster

        from simalign.files.read import read_tree

        problems: list[Problem] = []
        options = read_tree(file, problems).plain()
        jobs = options.pop("jobs", None)
        if not isinstance(jobs, int) or isinstance(jobs, bool) or jobs < 1:
            allowed = "a whole number from 1: how many jobs to keep in the queue"
            problems.append(Problem("is missing or invalid", file, None, "jobs", jobs, allowed))
        if problems:
            raise InputError(problems)
        try:
            self._cluster: Any = SLURMCluster(**options)
            self._cluster.scale(jobs=jobs)
            self._cluster.sync(_submitted, self._cluster)
            self._cluster.adapt(minimum_jobs=jobs, maximum_jobs=jobs)  # jobs that end are replaced
        except (TypeError, ValueError, OSError, RuntimeError) as error:
            allowed = "jobs, and options of dask_jobqueue.SLURMCluster"
            reason = " ".join(str(error).split())
            raise InputError([Problem(f"cannot be used: {reason}", file, allowed=allowed)]) from None
        super().__init__(self._cluster.scheduler_address)

    def close(self) -> None:
        """Disconnect and cancel the jobs."""
        super().close()
        self._cluster.close()

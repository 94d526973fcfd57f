"""Sweeps on a Dask cluster: one that runs already, or one that Slurm starts. Needs ``simalign-abm[cluster]``."""

import time
from concurrent.futures import Executor
from pathlib import Path
from typing import Any

from simalign.errors import InputError, Problem
from simalign.installation import require

RETURNS = 300.0  # seconds that a scheduler may be away
PAUSE = 1.0


class Dask:
    """The workers behind a scheduler; each does chunks in a watched process of its own, and writes the parts itself.

    The store's folder must be the same path on all machines.
    """

    def __init__(self, address: str, patience: float = 10.0) -> None:
        """Connect; raises InputError where nothing answers at the address."""
        require("--dask", "cluster", "distributed")
        self.address = address
        self._client: Any = None
        if not self._connect(patience):
            message = "no Dask scheduler answers"
            raise InputError([Problem(message, key="--dask", value=address, allowed="an address like tcp://host:8786")])

    def _connect(self, patience: float) -> bool:
        """Connect anew, trying for some seconds."""
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
        """The executor of the present connection."""
        return self._executor

    def slots(self) -> int:
        """Threads of all workers that are there now."""
        try:
            return int(sum(self._client.nthreads().values()))
        except (OSError, ValueError, RuntimeError):
            return 0

    def lost(self) -> bool:
        """Whether the scheduler went away; comes back when there is one at the address again.

        Raises InputError where there is none for five minutes.
        """
        if self._client.status == "running":
            return False
        self.close()
        if not self._connect(RETURNS):
            message = f"the Dask scheduler did not come back within {RETURNS:g} s; what is done is kept"
            raise InputError([Problem(message, key="--dask", value=self.address)])
        return True

    def close(self) -> None:
        """Leave the cluster; whatever is out goes on there."""
        try:
            self._client.close(timeout=2)
        except Exception:  # a connection that is gone may fail in many ways
            return


async def _submitted(cluster: Any) -> None:
    """Wait until the jobs are in the queue; raises RuntimeError where it does not take them."""
    await cluster


class Slurm(Dask):
    """Workers that Slurm starts, as dask-jobqueue has it; they end with the sweep."""

    def __init__(self, file: Path) -> None:
        """file: YAML with ``jobs`` (how many) and the options of dask_jobqueue.SLURMCluster.

        Raises InputError for a file that cannot be read or used.
        """
        require("--dask-jobqueue", "cluster", "dask_jobqueue")
        from dask_jobqueue import SLURMCluster

        from simalign.files.read import read_tree

        found: list[Problem] = []
        options = read_tree(file, found).plain()
        jobs = options.pop("jobs", None)
        if not isinstance(jobs, int) or isinstance(jobs, bool) or jobs < 1:
            found.append(
                Problem("how many jobs to keep in the queue", file, None, "jobs", jobs, "a whole number from 1")
            )
        if found:
            raise InputError(found)
        try:
            self._cluster: Any = SLURMCluster(**options)
            self._cluster.scale(jobs=jobs)
            self._cluster.sync(_submitted, self._cluster)
            self._cluster.adapt(minimum_jobs=jobs, maximum_jobs=jobs)  # jobs that end are replaced
        except (TypeError, ValueError, OSError, RuntimeError) as error:
            allowed = "jobs, and options of dask_jobqueue.SLURMCluster"
            said = " ".join(str(error).split())
            raise InputError([Problem(f"cannot be used: {said}", file, allowed=allowed)]) from None
        super().__init__(self._cluster.scheduler_address)

    def close(self) -> None:
        """Leave, and have the jobs cancelled."""
        super().close()
        self._cluster.close()

"""Reading a store leaves no thread of Arrow's behind, which may abort a process that ends soon after."""

import subprocess
import sys
from pathlib import Path

import pytest

from simalign.sweeps import execute
from simalign.sweeps.running.worker import IN_PROCESS
from tests.sweeps.made import small_store

PROGRAM = """
import os, sys
from simalign.sweeps import open_store, open_sweep
import pandas, pyarrow.parquet, pyarrow.compute

def threads():
    return len(os.listdir("/proc/self/task"))

before = threads()
store, results = open_store(sys.argv[1]), open_sweep(sys.argv[1])
assert not store.missing()
assert len(results.runs()) and not len(results.failures())
list(store.points())
print(threads() - before)
"""


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="threads are counted as Linux lists them")
def test_no_thread_is_left(tmp_path: Path) -> None:
    store = small_store(tmp_path / "store", chunk=2)
    execute(store, 1, start_method=IN_PROCESS)
    done = subprocess.run([sys.executable, "-c", PROGRAM, str(store.path)], capture_output=True, text=True)
    assert done.stdout.strip() == "0", done.stderr

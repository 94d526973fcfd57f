"""Build of the engine for the browser: ``python -m simalign.browser.build``.

It writes two files into the folder of the page: ``engine.wasm``, the compiled functions, and ``engine.json``, the
description of their arrays with the shipped scenarios and policies. It requires ``wasm-ld`` (Debian's package lld). Run
it after each change of a kernel, a measure, a lever, a shipped scenario or a shipped policy; tests fail otherwise.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "app" / "static"
LINKER = "wasm-ld"
SETTINGS = {  # for Numba, which reads them when it is imported
    "SIMALIGN_CACHE": os.devnull,  # not a folder, so that nothing is cached: the cache holds code for this processor
    "NUMBA_OPT": "0",
    "NUMBA_CPU_NAME": "generic",
    "NUMBA_CPU_FEATURES": "",
    "NUMBA_LOOP_VECTORIZE": "0",
    "NUMBA_SLP_VECTORIZE": "0",
}


def main(folder: Path = FOLDER) -> None:
    """Build in a process of its own, in which Numba has these settings and no cache."""
    if shutil.which(LINKER) is None:
        raise SystemExit(f"{LINKER} is not on the PATH (Debian: apt-get install lld)")
    command = [sys.executable, "-m", "simalign.browser.translate", str(folder)]
    subprocess.run(command, check=True, env=os.environ | SETTINGS)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))

"""Coroutines in tests that may run beside a browser, whose driver has an event loop in the test's own thread."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any


def run_in_thread[T](task: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine to its end in a thread of its own and return its result."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, task).result()

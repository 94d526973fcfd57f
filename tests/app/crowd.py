"""A crowd of pupils on a class's page, each with a browser's requests but without a browser; as a program, a report.

    uv run python -m tests.app.crowd --people 40 --seconds 1800

A pupil opens the page with all its files, joins, waits for the engine, has a comparison shown, and then moves a lever,
opens a person's story, predicts, or looks at what the class predicted, every few seconds, as people do. Now and then
one asks which policy to take (or is told to ask later where many do); one has brought an organisation of their own.
The exit status says whether all was well; times are reported only, as they are the machine's as much as ours.
"""

import argparse
import gzip
import http.client
import io
import json
import re
import subprocess
import sys
import zipfile
from base64 import b64encode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random
from time import monotonic, sleep
from typing import Any

import numpy as np
from simalign.app.views.payload import unpacked

from simalign.app.http.assets import static_files
from tests.patience import PATIENCE

ASKED = {
    "size": 80,
    "weeks": 104,
    "seed": 3,
    "replications": 10,
    "policies": [{"preset": "push"}, {"preset": "pull"}],
}
FILES = tuple(name for name in static_files() if not name.startswith("join"))
PEOPLE = "id,manager,department\r\n" + "".join(
    f"p{n},{f'p{(n - 1) // 6}' if n else ''},{('sales', 'service')[n % 2]}\r\n" for n in range(60)
)
DOING = {"lever": 120, "story": 40, "predict": 20, "results": 20, "decide": 1}  # what pupils do, by how often
LESSON = "mandate_trap"
GROWTH = 50.0  # MB that a server may gain once all have joined
LATER = 503  # what is answered where many decisions are being worked out already
OWNER = 1  # the number of the pupil who brings an organisation
KEPT = 20.0  # seconds for which an idle connection is used again; the server closes it a little later
THINKING = (2.0, 6.0)  # seconds between two things that a pupil does
SAID = re.compile(r"at http://127\.0\.0\.1:(\d+)/.*the code ([A-Z-]+)\n.*join with ([A-Z-]+);.*encrypted", re.DOTALL)


@dataclass
class Class:
    """A server that a class joins, on this machine only."""

    process: subprocess.Popen[str]
    port: int
    code: str
    host_code: str

    def memory(self) -> float:
        """What the server holds, MB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="utf-8")
        found = re.search(r"VmRSS:\s+(\d+) kB", status)
        assert found
        return int(found[1]) / 1024


@contextmanager
def served() -> Iterator[Class]:
    """A class on a free port, its engine ready."""
    command = [sys.executable, "-m", "simalign", "app", "--classroom", "--host", "127.0.0.1", "--port", "0"]
    process = subprocess.Popen(
        [*command, "--no-browser"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    )
    assert process.stdout is not None
    assert process.stderr is not None
    try:
        said = ""
        while not (found := SAID.search(said)):
            line = process.stdout.readline()
            assert line, process.stderr.read()
            said += line
        own = Class(process, int(found[1]), found[2], found[3])
        host = Pupil(own, 0)
        host.join(own.host_code)
        host.ready()
        host.close()
        yield own
    finally:
        process.terminate()
        process.wait(PATIENCE)
        process.stdout.close()
        process.stderr.close()


@dataclass
class Pupil:
    """One of the crowd; ``took``: seconds of each thing done, by kind; ``problems``: answers that should not be.

    ``put_off``: how often many were waiting for a decision already, and it was to be asked for later.
    """

    own: Class
    number: int
    cookie: str = ""
    took: dict[str, list[float]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    put_off: int = 0
    moved: list[tuple[float, float]] = field(default_factory=list)  # when a lever was, and seconds to its curves
    wrong: int = 0
    guesses: list[Any] = field(default_factory=list)
    connection: http.client.HTTPConnection | None = None
    heard: float = 0.0  # when it was used last
    asked: dict[str, Any] = field(default_factory=ASKED.copy)
    holds: list[str] = field(default_factory=list)  # marks of the policies shown, as the page keeps them

    def ask(self, path: str, given: Any = None) -> tuple[int, bytes]:
        """Status and body; one connection, as a browser keeps one."""
        if monotonic() - self.heard > KEPT:
            self.close()
        self.connection = self.connection or http.client.HTTPConnection("127.0.0.1", self.own.port, timeout=PATIENCE)
        headers = {"cookie": self.cookie, "accept-encoding": "gzip"}
        if given is not None:
            headers |= {"content-type": "application/json", "origin": f"http://127.0.0.1:{self.own.port}"}
        body = None if given is None else json.dumps(given)
        try:
            self.connection.request("GET" if given is None else "POST", path, body, headers)
            answer = self.connection.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException) as error:
            self.problems.append(f"{path}: {error!r}")
            self.close()
            return 0, b"{}"
        if "set-cookie" in answer.headers:
            self.cookie = answer.headers["set-cookie"].split(";")[0]
        self.heard = monotonic()
        if answer.headers["content-encoding"] == "gzip":
            content = gzip.decompress(content)
        if answer.status == LATER and path == "/api/decide":
            self.put_off += 1
        elif answer.status >= 400:
            self.problems.append(f"{path}: {answer.status} {content[:200]!r}")
        return answer.status, content

    def close(self) -> None:
        if self.connection:
            self.connection.close()
        self.connection = None

    def join(self, code: str) -> None:
        self.ask("/api/join", {"code": code})

    def ready(self) -> None:
        until = monotonic() + 180  # the very first start compiles
        while not json.loads(self.ask("/api/ready")[1])["ready"]:
            assert monotonic() < until
            sleep(0.2)

    def arrive(self, after: float) -> None:
        """Open the page and join, until the first curves are there."""
        sleep(after)
        began = monotonic()
        for path in ("/join", "/static/join.js"):
            self.ask(path)
        self.join(self.own.code)
        for path in ("/", *(f"/static/{name}" for name in FILES), "/api/ready", "/api/catalogue"):
            self.ask(path)
        if self.number == OWNER:
            self.bring()
        self.compare()
        self.noted("usable", began)
        lessons = {one["name"]: one for one in json.loads(self.ask("/api/lessons")[1])}
        kinds = lessons[LESSON]["predict"]
        self.guesses = [lessons[LESSON]["policies"][0] if one["kind"] == "leader" else one["low"] for one in kinds]

    def bring(self) -> None:
        """An organisation of one's own."""
        file = {"name": "members.csv", "content": b64encode(PEOPLE.encode()).decode()}
        found = json.loads(self.ask("/api/organisation", {"members": file})[1])
        self.asked |= {"organisation": f"own:{found['word']}"}
        del self.asked["size"]

    def compare(self) -> None:
        found = self.ask("/api/run", {**self.asked, "window": "one", "holds": self.holds})[1]
        try:
            self.holds = [one["mark"] for one in unpacked(found)[0]["policies"]]
        except (ValueError, KeyError):
            self.wrong += 1

    def live(self, until: float) -> None:
        """Do this and that until the lesson is over."""
        rng = Random(self.number)
        sleep(rng.uniform(0, THINKING[0]))
        while monotonic() < until:
            began = monotonic()
            kind = rng.choices(list(DOING), list(DOING.values()))[0]
            self.do(kind, rng)
            self.noted(kind, began)
            sleep(max(0.0, min(rng.uniform(*THINKING), until - monotonic())))

    def do(self, kind: str, rng: Random) -> None:
        """One thing."""
        if kind == "lever":
            lever = {"preset": "push", "levers": {"monitoring": round(rng.random(), 2)}}
            self.asked["policies"] = [lever, {"preset": "pull"}]
            self.compare()
        elif kind == "story":
            self.ask("/api/story", {**self.asked, "member": rng.randrange(60)})
        elif kind == "decide":
            asked = {name: value for name, value in self.asked.items() if name != "replications"}
            status, found = self.ask("/api/decide", asked)
            self.wrong += status != LATER and not json.loads(found).get("said")
        elif kind == "predict":
            word = str(self.number)
            self.ask("/api/predict", {"lesson": LESSON, "guesses": self.guesses, "word": word})
        else:
            self.ask("/api/results", {"lesson": LESSON})

    def noted(self, kind: str, began: float) -> None:
        seconds = monotonic() - began
        self.took.setdefault(kind, []).append(seconds)
        if kind == "lever":
            self.moved.append((began, seconds))


@dataclass
class Report:
    """What a crowd met with."""

    took: dict[str, list[float]]
    problems: list[str]
    put_off: int
    wrong: int
    stolen: float  # share of the machine's time that other machines on the same hardware had
    minutes: list[float]  # p95 from a lever to its curves, seconds, minute by minute
    memory: list[float]  # MB, when all had joined, every minute after that, and at the end
    alive: bool
    same: bool  # whether what one got after all that is what the command line's engine computes

    @property
    def grown(self) -> float:
        """MB that the server gained once all had joined."""
        return self.memory[-1] - self.memory[0]

    @property
    def well(self) -> bool:
        """Whether all was as it must be on any machine."""
        fine = self.alive and self.same and not self.problems and not self.wrong
        return fine and self.grown < GROWTH

    def lines(self) -> Iterator[str]:
        for kind, seconds in self.took.items():
            middle, most = np.quantile(seconds, [0.5, 0.95])
            yield f"{kind}: {len(seconds)} times, median {1000 * middle:.0f} ms, p95 {1000 * most:.0f} ms"
        yield f"lever, p95 by the minute: {', '.join(f'{1000 * most:.0f}' for most in self.minutes)} ms"
        yield f"had by other machines on the same hardware: {self.stolen:.0%} of the time"
        most = f"(at most {GROWTH:.0f})"
        yield f"memory: {self.memory[0]:.0f} MB when all had joined, {self.grown:+.0f} MB at the end {most}"
        yield f"memory by the minute: {', '.join(f'{held:.0f}' for held in self.memory)} MB"
        yield f"alive: {self.alive}; wrong answers: {self.wrong}; same bytes as the command line: {self.same}"
        yield f"decisions put off: {self.put_off}"
        yield f"problems: {len(self.problems)}{''.join(f'; {one}' for one in self.problems[:3])}"


def crowd(people: int, within: float, seconds: float) -> Report:
    """So many pupils join within so many seconds, and then stay for so many."""
    with served() as own, ThreadPoolExecutor(people) as threads:
        pupils = [Pupil(own, n) for n in range(people)]
        list(threads.map(lambda one: one.arrive(within * one.number / people), pupils))
        memory = [own.memory()]
        before, began = _time(), monotonic()
        until = began + seconds
        living = threads.map(lambda one: one.live(until), pupils)
        while (left := until - monotonic()) > 0:
            sleep(min(60.0, left))
            if left > 60:
                memory.append(own.memory())
        list(living)
        stolen, whole = (now - then for now, then in zip(_time(), before, strict=True))
        took: dict[str, list[float]] = {}
        for one in pupils:
            for kind, found in one.took.items():
                took.setdefault(kind, []).extend(found)
        same = _series(pupils[0]) == _expected()
        memory.append(own.memory())
        problems = [problem for one in pupils for problem in one.problems]
        alive = own.process.poll() is None
        for one in pupils:
            one.close()
    put_off, wrong = sum(one.put_off for one in pupils), sum(one.wrong for one in pupils)
    minutes: dict[int, list[float]] = {}
    for at, lasted in sorted(moved for one in pupils for moved in one.moved):
        minutes.setdefault(int((at - began) // 60), []).append(lasted)
    each = [float(np.quantile(found, 0.95)) for found in minutes.values()]
    return Report(took, problems, put_off, wrong, stolen / max(whole, 1), each, memory, alive, same)


def _time() -> tuple[int, int]:
    """What other machines had of this one's time so far, and all of it, in ticks."""
    spent = [int(part) for part in Path("/proc/stat").read_text(encoding="utf-8").split("\n")[0].split()[1:9]]
    return spent[7], sum(spent)


def _series(pupil: Pupil) -> bytes:
    """The series in the ZIP that the page offers a pupil."""
    return _csv(pupil.ask("/api/export", ASKED)[1])


@cache
def _expected() -> bytes:
    from simalign.app.handlers import export_archive
    from simalign.app.views.session import Sessions

    return _csv(export_archive(Sessions().of_cookie(None)[1], ASKED)[0])


def _csv(archive: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(archive)) as found:
        return b"".join(found.read(name) for name in sorted(found.namelist()) if name.endswith(".csv"))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=40)
    parser.add_argument("--within", type=float, default=10.0, help="seconds in which they join")
    parser.add_argument("--seconds", type=float, default=60.0, help="seconds that they stay")
    chosen = parser.parse_args()
    report = crowd(chosen.people, chosen.within, chosen.seconds)
    print(*report.lines(), sep="\n")
    sys.exit(not report.well)

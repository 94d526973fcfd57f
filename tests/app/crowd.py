"""A crowd of pupils on a class's page, each with a browser's requests but without a browser; as a program, a report.

    uv run python -m tests.app.crowd --people 40 --seconds 1800

A pupil joins and opens the page with all its files, which a browser keeps from then on, and then predicts, asks for the
state of the class, or loads the page again, every few seconds, as people do. Their browsers compute the runs, so
that the server has little to do. Now and then one asks which policy to take (or is told to ask later where many do);
one has brought an organisation of their own. A host watches how many have predicted, and reveals the result at the end.
The exit status says whether all was well; times are reported only, as they are the machine's as much as ours.
"""

import argparse
import gzip
import http.client
import json
import re
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from time import monotonic, sleep
from typing import Any

import numpy as np

from simalign.app.classroom.lessons import KNOTS, Prediction, shipped_lessons
from simalign.app.http.assets import static_files
from tests.patience import PATIENCE

ASKED = {
    "size": 80,
    "weeks": 104,
    "seed": 3,
    "policies": [{"preset": "push"}, {"preset": "pull"}],
}
FILES = tuple(name for name in static_files() if not name.endswith(".html"))
PEOPLE = "id,manager,department\r\n" + "".join(
    f"p{n},{f'p{(n - 1) // 6}' if n else ''},{('sales', 'service')[n % 2]}\r\n" for n in range(60)
)
DOING = {"predict": 60, "results": 60, "reload": 20, "decide": 1}  # what pupils do, by how often
LESSON = "mandate_trap"
GROWTH = 50.0  # MB that a server may gain once all have joined
LATER = 503  # what is answered where many decisions are being worked out already
HOST, OWNER = 0, 1  # the numbers of the host and of the pupil who brings an organisation
KEPT = 20.0  # seconds for which an idle connection is used again; the server closes it a little later
THINKING = (2.0, 6.0)  # seconds between two things that a pupil does
LOOKING = 3.0  # seconds between two looks of the host at what the class predicted
VERSION = re.compile(rb"static/\w+/")
SAID = re.compile(
    r"for you alone: http://127\.0\.0\.1:(\d+)/join#code=([A-Z-]+)\n.*the code ([A-Z-]+)\n.*encrypted", re.DOTALL
)


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
    """A class on a free port."""
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
        yield Class(process, int(found[1]), found[2], found[3])
    finally:
        process.terminate()
        process.wait(PATIENCE)
        process.stdout.close()
        process.stderr.close()


@dataclass
class Pupil:
    """One of the crowd; ``took``: seconds of each thing done, by kind; ``problems``: answers that should not be.

    ``put_off``: how often many were waiting for a decision already, and it was to be asked for later; ``wrong``: how
    many answers had another content than expected; ``guesses``: the latest ones.
    """

    own: Class
    number: int
    cookie: str = ""
    took: dict[str, list[float]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    put_off: int = 0
    wrong: int = 0
    guesses: list[str | float] = field(default_factory=list)
    connection: http.client.HTTPConnection | None = None
    heard: float = 0.0  # when it was used last
    asked: dict[str, Any] = field(default_factory=ASKED.copy)

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

    def arrive(self, after: float) -> None:
        """Join and open the page, until it is there with all its files."""
        sleep(after)
        began = monotonic()
        self.ask("/join")
        self.join(self.own.host_code if self.number == HOST else self.own.code)
        start = VERSION.search(self.ask("/")[1])
        assert start
        for name in FILES:
            self.wrong += self.ask(f"/{start[0].decode()}{name}")[1] != static_files()[name][0]
        self.ask("/api/catalogue")
        self.wrong += LESSON not in [one["name"] for one in json.loads(self.ask("/api/lessons")[1])]
        if self.number == OWNER:
            self.bring()
        self.noted("usable", began)

    def bring(self) -> None:
        """An organisation of one's own."""
        file = {"name": "members.csv", "content": b64encode(PEOPLE.encode()).decode()}
        found = json.loads(self.ask("/api/organisation", {"members": file})[1])
        self.asked |= {"organisation": f"own:{found['word']}"}
        del self.asked["size"]

    def live(self, until: float) -> None:
        """Do this and that until the lesson is over."""
        if self.number == HOST:
            self.watch(until)
            return
        rng = Random(self.number)
        sleep(rng.uniform(0, THINKING[0]))
        while monotonic() < until:
            began = monotonic()
            kind = rng.choices(list(DOING), list(DOING.values()))[0]
            self.do(kind, rng)
            self.noted(kind, began)
            sleep(max(0.0, min(rng.uniform(*THINKING), until - monotonic())))

    def watch(self, until: float) -> None:
        """Look at how many have predicted."""
        while (now := monotonic()) < until:
            self.ask("/api/class", {"stage": "predict", "lesson": LESSON})
            self.noted("host's results", now)
            sleep(max(0.0, min(LOOKING, until - monotonic())))

    def do(self, kind: str, rng: Random) -> None:
        """One thing."""
        if kind == "decide":
            self.decide()
        elif kind == "predict":
            loaded = shipped_lessons()[LESSON]
            names = [policy.name for policy in loaded.request.policies]
            self.guesses = [guess(one, names, rng) for one in loaded.lesson.predict]
            self.ask("/api/predict", {"lesson": LESSON, "guesses": self.guesses})
        elif kind == "reload":
            for path in ("/", "/api/catalogue", "/api/lessons"):
                self.ask(path)
        else:
            self.ask("/api/class", {})

    def decide(self) -> None:
        """Ask which policy is best."""
        status, found = self.ask("/api/decide", self.asked)
        self.wrong += status != LATER and not json.loads(found).get("said")

    def noted(self, kind: str, began: float) -> None:
        self.took.setdefault(kind, []).append(monotonic() - began)


@dataclass
class Report:
    """What a crowd met with."""

    took: dict[str, list[float]]
    problems: list[str]
    put_off: int
    wrong: int
    stolen: float  # share of the machine's time that other machines on the same hardware had
    memory: list[float]  # MB, when all had joined, every minute after that, and at the end
    alive: bool
    same: bool  # whether the host sees at the end what the pupils predicted last

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
        yield f"had by other machines on the same hardware: {self.stolen:.0%} of the time"
        most = f"(at most {GROWTH:.0f})"
        yield f"memory: {self.memory[0]:.0f} MB when all had joined, {self.grown:+.0f} MB at the end {most}"
        yield f"memory by the minute: {', '.join(f'{held:.0f}' for held in self.memory)} MB"
        yield f"alive: {self.alive}; wrong answers: {self.wrong}; all predictions there: {self.same}"
        yield f"decisions put off: {self.put_off}"
        yield f"problems: {len(self.problems)}{''.join(f'; {one}' for one in self.problems[:3])}"


def crowd(people: int, within: float, seconds: float) -> Report:
    """A host and so many pupils join within so many seconds, and then stay for so many."""
    with served() as own, ThreadPoolExecutor(people + 1) as threads:
        pupils = [Pupil(own, n) for n in range(people + 1)]
        host = pupils[HOST]
        host.arrive(0)
        host.ask("/api/class", {"stage": "predict", "lesson": LESSON})
        began = monotonic()
        host.decide()  # what the first decision loads stays in memory
        host.noted("first decision", began)
        list(threads.map(lambda one: one.arrive(within * one.number / people), pupils[1:]))
        memory = [own.memory()]
        before, until = _time(), monotonic() + seconds
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
        same = json.loads(host.ask("/api/class", {"stage": "reveal"})[1])["guesses"] == _expected(pupils)
        memory.append(own.memory())
        problems = [problem for one in pupils for problem in one.problems]
        alive = own.process.poll() is None
        for one in pupils:
            one.close()
    put_off, wrong = sum(one.put_off for one in pupils), sum(one.wrong for one in pupils)
    return Report(took, problems, put_off, wrong, stolen / max(whole, 1), memory, alive, same)


def guess(one: Prediction, names: list[str], rng: Random) -> Any:
    """An answer to a question of a lesson."""
    if one.kind == "leader":
        return rng.choice(names)
    values = [rng.uniform(one.low or 0.0, one.high or 0.0) for _ in range(KNOTS)]
    return values if one.kind == "curve" else values[0]


def _expected(pupils: list[Pupil]) -> list[list[Any]]:
    """The latest guesses of all pupils, by question, in order."""
    guesses = [one.guesses for one in pupils if one.guesses]
    return [sorted(own[n] for own in guesses) for n in range(len(shipped_lessons()[LESSON].lesson.predict))]


def _time() -> tuple[int, int]:
    """What other machines had of this one's time so far, and all of it, in ticks."""
    spent = [int(part) for part in Path("/proc/stat").read_text(encoding="utf-8").split("\n")[0].split()[1:9]]
    return spent[7], sum(spent)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=40)
    parser.add_argument("--within", type=float, default=10.0, help="seconds in which they join")
    parser.add_argument("--seconds", type=float, default=60.0, help="seconds that they stay")
    chosen = parser.parse_args()
    report = crowd(chosen.people, chosen.within, chosen.seconds)
    print(*report.lines(), sep="\n")
    sys.exit(not report.well)

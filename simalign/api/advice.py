"""The result of ``simalign.advise``."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from os import PathLike
from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib import rc_context

from simalign.advice.advise import Found, Task
from simalign.advice.report import reported
from simalign.advice.sentences import advice_sentences, label
from simalign.analysis.figures.advice import draw_advice, draw_gains
from simalign.api.inputs import above_zero
from simalign.api.names import report_file
from simalign.api.result import Result, frame
from simalign.board.advice import advice_board
from simalign.board.write import write_report
from simalign.decision.aliases import aliases, renamed
from simalign.decision.ranking import BASE, Standing
from simalign.decision.sentences import money_sentence
from simalign.decision.sources import source_rows
from simalign.files.spreadsheet import write_csv
from simalign.policies.policy import Policy
from simalign.scenario.writing import policy_text

STANDING = Standing._fields
FEWER = ("changes", "gain", "mean_low", "mean_high", "difference", "low", "high", "extra")  # columns


class Advice(Result):
    """Policies found by a search, with their values in cases that the search has not seen.

    ``table`` has one row per policy, the highest expected worth first: the columns of ``DecisionAnalysis.table``, the
    95% interval of the mean gain (``mean_low``, ``mean_high``), the ``extra`` cost over the status quo, ``trust``,
    ``managers_time`` and ``managing_done`` at the end, the ``share`` to which a given policy is carried out for the
    limits, and the number of levers that it ``changes``. ``levers`` has one row per lever of the best constant policy,
    ``fewer`` one per policy with fewer levers, ``budgets`` the best policies at less and more budget, ``front`` the
    Pareto front, ``against_best`` paired differences, and ``optimism`` the gains in the cases of the search and the
    selection, which are not results. ``policies`` holds all policies by name.
    """

    def __init__(self, task: Task, found: Found, record: Mapping[str, Any]) -> None:
        self._task, self._found = task, found
        self._record = {**record, "said": advice_sentences(record), "sources": self._sources()}

    @property
    def finding(self) -> str:
        """The best policy and its gain, and the same with the fewest levers."""
        return " ".join(self._record["said"]["answer"][:2])

    @property
    def record(self) -> dict[str, Any]:
        """All results as values for JSON; the command line prints them with --json."""
        return {"scenario": self._task.question.scenario.name, "seed": self.seed, **self._record}

    @property
    def seed(self) -> int:
        """The random seed, with which to repeat the search."""
        return self._task.question.seed

    @property
    def policies(self) -> dict[str, Policy]:
        """The reported policies by name, those compared as far as the limits allow."""
        named = reported(self._task, self._found)
        return {name: policy.unchecked_copy(name=name) for name, policy in named.items()}

    @property
    def table(self) -> pd.DataFrame:
        """One row per policy, the best first."""
        return frame(self._record["policies"])

    @property
    def levers(self) -> pd.DataFrame:
        """One row per lever of the best constant policy, the largest effect first."""
        return frame(self._record["levers"])

    @property
    def fewer(self) -> pd.DataFrame:
        """One row per policy with fewer levers, the most first: gain, and difference from the best; NaN: as now."""
        return _with_levers(self._record["fewer"], FEWER)

    @property
    def budgets(self) -> pd.DataFrame:
        """One row per multiple of the budget, with the change from the budget itself."""
        return frame(self._record["budgets"])

    @property
    def front(self) -> pd.DataFrame:
        """One row per policy of the Pareto front, the cheapest first."""
        return _with_levers(self._record["front"])

    @property
    def against_best(self) -> pd.DataFrame:
        """One row per policy: its gain less that of the best constant policy, with the 95% interval."""
        return frame(self._record["against_best"])

    @property
    def optimism(self) -> pd.DataFrame:
        """One row per policy found: its gain in each set of cases, and by how much the search exceeds the report."""
        return frame(self._record["optimism"])

    def money(self, payroll: float) -> str:
        """Return the gain of the best constant policy in money a year; payroll: yearly pay of all members.

        Raises InputError if the payroll is not a number above 0.
        """
        pay = above_zero(payroll, "payroll")
        rows = [row for row in self._record["policies"] if row["policy"] in ("best", BASE)]
        standings = [Standing(**{key: row[key] for key in STANDING}) for row in rows]
        standings = [standing._replace(policy=label(standing.policy)) for standing in standings]
        return money_sentence([s if s.policy != "status quo" else s._replace(policy=BASE) for s in standings], pay)

    def report(
        self,
        path: str | PathLike[str],
        name: str | None = None,
        payroll: float | None = None,
        command: Sequence[str] | None = None,
        code_name: str | None = None,
    ) -> Path:
        """Write the two-page report for a board.

        Args:
            path: a new file that ends in .html, .docx, .pptx or .pdf; all but .html require the extra ``report``.
            name: the name of the organisation.
            payroll: yearly pay of all members, with which the report states the gain in money.
            command: the command line, for the section on how to repeat the analysis.
            code_name: a code name in its place, with which the report contains no names of files; your own policies
                become "policy A", "policy B" and so on. No report of a search names people or departments.

        Returns:
            The path.

        Raises:
            InputError: for another suffix, a file that exists, a missing extra, a file that cannot be written, or a
                name and a code name.

        """
        file = report_file(path, name, code_name)
        money = None if payroll is None else self.money(payroll)
        record = self.record if code_name is None else self._coded()
        with rc_context():
            write_report(advice_board(record, name or code_name, money, command), file)
        return file

    def _sources(self, names: bool = True) -> list[tuple[str, str, str]]:
        """Return the sources of the answer; names: whether to name files."""
        question = self._task.question
        return source_rows(replace(question, policies=reported(self._task, self._found)), names)

    def _coded(self) -> dict[str, Any]:
        """Return the record with letters in place of the names of the user's policies, and without names of files."""
        letters = aliases(self._task.question.policies)
        record = {key: renamed(value, letters, key) for key, value in self.record.items()}
        return record | {"said": advice_sentences(record), "sources": self._sources(names=False)}

    def write(self, folder: Path, command: Sequence[str] | None = None) -> None:
        """Write the files of the result, with all tables, and the policies found as YAML, into an existing folder.

        command: the command line, for the manifest. Raises OSError if a file cannot be written.
        """
        super().write(folder, command)
        for name in ("levers", "fewer", "budgets", "front", "against_best", "optimism"):
            write_csv(getattr(self, name), folder / f"{name}.csv")
        for name in self._found.proposals:
            text = policy_text(self.policies[name].unchecked_copy(description=_description(name, self.record)))
            (folder / f"{name}.yaml").write_text(text, encoding="utf-8")

    def _draw(self, ax: Any | None) -> Any:
        if ax is None:
            return draw_advice(self.record, _title(self.record), label)
        draw_gains(ax, self._record["policies"], label)
        return None

    def _arrays(self) -> tuple[pd.DataFrame, Sequence[str]]:
        return self.table, ["policy"]


def _with_levers(rows: Sequence[Mapping[str, Any]], columns: Sequence[str] = ()) -> pd.DataFrame:
    """Return rows with a column for each lever that one of them changes; columns: those of a table without rows."""
    flat = [{key: value for key, value in row.items() if key != "levers"} | row["levers"] for row in rows]
    return frame(flat, None if flat else columns)


def _title(record: Mapping[str, Any]) -> str:
    """Return the title of the figure."""
    return str(record["said"]["answer"][0]).partition(", with a 95%")[0] + "."


def _description(name: str, record: Mapping[str, Any]) -> str:
    """Return one sentence on a policy that was found, for its file."""
    title = label(name)[:1].upper() + label(name)[1:]
    return f"{title} with up to {record['budget']:.1%} more time and pay, from seed {record['seed']}."

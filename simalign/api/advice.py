"""The result of ``simalign.advise``."""

from collections.abc import Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib import rc_context

from simalign.advice.advise import Found, Task
from simalign.advice.report import reported
from simalign.advice.sentences import label
from simalign.analysis.figures.advice import draw_advice, draw_gains
from simalign.api.inputs import above_zero
from simalign.api.result import Result, frame
from simalign.board.advice import advice_board
from simalign.board.write import check_report, write_report
from simalign.decision.ranking import BASE, Standing
from simalign.decision.sentences import money_sentence
from simalign.errors import expect
from simalign.files.spreadsheet import write_csv
from simalign.policies.policy import Policy
from simalign.scenario.writing import policy_text

STANDING = Standing._fields


class Advice(Result):
    """Policies found by a search, with their values in cases that the search has not seen.

    ``table`` has one row per policy, the highest expected worth first: the columns of ``DecisionAnalysis.table``, the
    95% interval of the mean gain (``mean_low``, ``mean_high``), the ``extra`` cost over the status quo, ``trust``,
    ``managers_time`` and ``managing_done`` at the end, the ``share`` to which a given policy is carried out for the
    limits, and the number of levers that it ``changes``. ``levers`` has one row per lever of the best constant policy,
    ``budgets`` the best policies at less and more budget, ``front`` the Pareto front, ``against_best`` paired
    differences, and ``optimism`` the gains in the cases of the search and the selection, which are not results.
    ``policies`` holds all policies by name.
    """

    def __init__(self, task: Task, found: Found, record: Mapping[str, Any]) -> None:
        self._task, self._found, self._record = task, found, dict(record)

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
    def budgets(self) -> pd.DataFrame:
        """One row per multiple of the budget, with the change from the budget itself."""
        return frame(self._record["budgets"])

    @property
    def front(self) -> pd.DataFrame:
        """One row per policy of the Pareto front, the cheapest first."""
        rows = [{key: value for key, value in row.items() if key != "levers"} for row in self._record["front"]]
        return frame([kept | row["levers"] for kept, row in zip(rows, self._record["front"], strict=True)])

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
    ) -> Path:
        """Write the two-page report for a board.

        Args:
            path: a new file that ends in .html, .docx, .pptx or .pdf; all but .html require the extra ``report``.
            name: the name of the organisation.
            payroll: yearly pay of all members, with which the report states the gain in money.
            command: the command line, for the section on how to repeat the analysis.

        Returns:
            The path.

        Raises:
            InputError: for another suffix, a file that exists, a missing extra, or a file that cannot be written.

        """
        expect(path, (str, PathLike), "path", "the path of a new file")
        file = Path(path)
        check_report(file)
        money = None if payroll is None else self.money(payroll)
        with rc_context():
            write_report(advice_board(self.record, name, money, command), file)
        return file

    def write(self, folder: Path, command: Sequence[str] | None = None) -> None:
        """Write the files of the result, with all tables, and the policies found as YAML, into an existing folder.

        command: the command line, for the manifest. Raises OSError if a file cannot be written.
        """
        super().write(folder, command)
        for name in ("levers", "budgets", "front", "against_best", "optimism"):
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


def _title(record: Mapping[str, Any]) -> str:
    """Return the title of the figure."""
    return str(record["said"]["answer"][0]).partition(", with a 95%")[0] + "."


def _description(name: str, record: Mapping[str, Any]) -> str:
    """Return one sentence on a policy that was found, for its file."""
    title = label(name)[:1].upper() + label(name)[1:]
    return f"{title} with up to {record['budget']:.1%} more time and pay, from seed {record['seed']}."

"""The result of ``simalign.decide``."""

from collections.abc import Sequence
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib import rc_context
from numpy.typing import NDArray

from simalign.analysis.figures.decision import draw_decision, draw_gains
from simalign.api.inputs import above_zero
from simalign.api.names import report_file
from simalign.api.portrait import OrganisationPortrait
from simalign.api.result import Result, frame
from simalign.board.content import Section, special_section
from simalign.board.decision import board_report
from simalign.board.write import write_report
from simalign.decision.aliases import without_departments
from simalign.decision.ranking import Standing, with_base
from simalign.decision.report import Question
from simalign.decision.sentences import money_sentence
from simalign.decision.translated import record_in
from simalign.files.spreadsheet import write_csv
from simalign.texts.catalogue import LANGUAGES, Texts, texts_in


class DecisionAnalysis(Result):
    """A decision analysis: the expected worth of each policy, how often it is best, and where another one would lead.

    ``table`` has one row per policy, the best first: mean ``worth`` (working weeks per member-week), ``gain`` over
    status quo as a share of the worth of status quo, the 90% interval ``low`` to ``high`` of the gain over draws,
    ``best``, the share of draws in which no other policy is worth more, the expected ``regret`` as a share of the same
    worth, and ``loss``, the share of draws in which the policy is worth less than status quo. ``worth`` holds the
    draws, (draws, policies, weeks). ``portrait`` is that of an imported organisation, and ``special`` its five lines.
    ``further`` holds the answers to further questions, each with sentences, ``said``.
    """

    def __init__(
        self,
        question: Question,
        worth: NDArray[np.float64],
        summary: dict[str, Any],
        flips: Sequence[dict[str, Any]],
    ) -> None:
        self._question, self._summary, self._flips = question, summary, list(flips)
        self.worth = worth
        self.portrait: OrganisationPortrait | None = None
        self.further: dict[str, dict[str, Any]] = {}

    @property
    def special(self) -> list[str]:
        """What is special about the organisation, in five lines; none for a generated organisation."""
        return [] if self.portrait is None else self.portrait.lines

    @property
    def finding(self) -> str:
        """Which policy has the highest expected worth, and how often it is the best."""
        return " ".join(self._summary["said"][:2])

    @property
    def record(self) -> dict[str, Any]:
        """All results as values for JSON; the command line prints them with --json."""
        question = self._question
        start = {"scenario": question.scenario.name, "seed": question.seed, "special": self.special}
        return {**start, **self._summary, "flips": self._flips, **self.further}

    def record_in(self, language: str) -> dict[str, Any]:
        """Return ``record`` with the sentences on the decision and the organisation in a language: "en" or "de".

        Raises InputError for another language.
        """
        special = [] if self.portrait is None else self.portrait.in_language(language).lines
        return record_in(texts_in(language), self.record, self._question) | {"special": special}

    @property
    def seed(self) -> int:
        """The random seed, with which to repeat the analysis."""
        return self._question.seed

    @property
    def table(self) -> pd.DataFrame:
        """One row per policy, the best first."""
        return frame(self._summary["standings"])

    @property
    def flips(self) -> pd.DataFrame:
        """One row per context and value of it: which policy ``leads`` beyond chance (None: too close to call)."""
        rows = [
            {"context": flip["context"], "value": at, "leads": leads, "ahead": ahead, "best": best}
            for flip in self._flips
            for at, leads, ahead, best in flip["leaders"]
        ]
        return frame(rows, ("context", "value", "leads", "ahead", "best"))

    @property
    def margins(self) -> pd.DataFrame:
        """One row per margin: the value ``at`` of a quantity, by ``key``, at which a ``rival`` overtakes the first."""
        rivals = self._summary["margins"]["rivals"]
        rows = [{"rival": rival["policy"], **margin} for rival in rivals for margin in rival["margins"]]
        second = self._summary["standings"][1]["policy"]
        rows += [{"rival": second, **margin} for flip in self._flips for margin in flip["margins"]]
        return frame(rows, ("rival", "key", "at", "low", "high", "assumed"))

    @property
    def rests_on(self) -> list[str]:
        """The evidence and the assumptions on which the decision rests, one sentence each."""
        return list(self._summary["rests"])

    def money(self, payroll: float, language: str = LANGUAGES[0]) -> str:
        """Return the gain of the first policy in money a year; payroll: yearly pay of all members.

        A working week counts as its pay. language: as in ``report``. Raises InputError if the payroll is not a number
        above 0, and for another language.
        """
        pay, texts = above_zero(payroll, "payroll"), texts_in(language)
        return money_sentence([Standing(**row) for row in self._summary["standings"]], pay, texts)

    def report(
        self,
        path: str | PathLike[str],
        name: str | None = None,
        special: Sequence[str] | None = None,
        special_figure: Any | None = None,
        payroll: float | None = None,
        command: Sequence[str] | None = None,
        code_name: str | None = None,
        language: str = LANGUAGES[0],
    ) -> Path:
        """Write the two-page report for a board.

        Args:
            path: a new file that ends in .html, .docx, .pptx or .pdf; all but .html require the extra ``report``.
            name: the name of the organisation.
            special: sentences on what is special in this organisation; if None, the five lines and the figure of
                ``portrait``, where there is one. Without sentences the section is left out.
            special_figure: a Matplotlib figure for sentences given as ``special``; a code name does not change it.
            payroll: yearly pay of all members, with which the report states the gain in money.
            command: the command line, for the section on how to repeat the analysis.
            code_name: a code name in its place, with which the report contains no names of files, people or
                departments; your own policies become "policy A", "policy B" and so on. In ``special``, only names of
                departments are replaced.
            language: of the report: "en" for English or "de" for German.

        Returns:
            The path.

        Raises:
            InputError: for another suffix, a file that exists, a missing extra, a file that cannot be written, a name
                and a code name, or another language.

        """
        file = report_file(path, name, code_name)
        pay, named = None if payroll is None else above_zero(payroll, "payroll"), code_name is None
        texts = texts_in(language)
        with rc_context():
            if special is None:
                section = self._special_section(named, texts)
            else:
                coded = self._coded(special, named, texts)
                section = special_section(coded, special_figure, texts) if special else None
            board = board_report(self.record, self._question, name or code_name, named, section, pay, command, texts)
            write_report(board, file)
        return file

    def _special_section(self, named: bool, texts: Texts) -> Section | None:
        """Return the section with the portrait's lines and figure, if there is a portrait."""
        if self.portrait is None:
            return None
        portrait = self.portrait.in_language(texts.language)
        shown = portrait if named else portrait.without_names()
        return special_section(shown.lines, shown.figure_for_print(), texts)

    def _coded(self, sentences: Sequence[str], named: bool, texts: Texts) -> list[str]:
        """Return sentences, unless named with numbers in place of the names of departments."""
        organisation = self._question.organisation
        if named or organisation is None:
            return list(sentences)
        return [without_departments(line, organisation.departments, texts) for line in sentences]

    def write(self, folder: Path, command: Sequence[str] | None = None) -> None:
        """Write the files of the result, with tables of margins and of contexts, into an existing folder.

        command: the command line, for the manifest. Raises OSError if a file cannot be written.
        """
        super().write(folder, command)
        write_csv(self.margins, folder / "margins.csv")
        write_csv(self.flips, folder / "contexts.csv")

    def _draw(self, ax: Any | None) -> Any:
        if ax is None:
            return draw_decision(self._summary["standings"], self._summary["said"][0])
        draw_gains(ax, self._summary["standings"])
        return None

    def _arrays(self) -> tuple[pd.DataFrame, Sequence[str]]:
        names = list(with_base(self._question.policies))
        draws, policies, weeks = np.indices(self.worth.shape).reshape(3, -1)
        labels = {"draw": draws, "policy": np.array(names)[policies], "week": weeks + 1}
        return pd.DataFrame(labels | {"worth": self.worth.ravel()}), ("draw", "policy", "week")

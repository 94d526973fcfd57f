"""Verdicts of rows and claims, their borders, and the three numbers that every claim carries."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from simalign.experiments.experiment import Claim, Sentence
from simalign.experiments.results import MATTERS, NONE, Row, of_differences, of_values, read_rows, table_of
from simalign.experiments.verdicts import (
    CONDITIONAL,
    REJECTED,
    SUPPORTED,
    TOO_SMALL,
    UNDECIDED,
    Verdict,
    combined,
    contradiction,
    verdict_on,
)
from simalign.files.spreadsheet import write_csv

M = 1.0  # smallest effect that matters in these tests
ENDS = (-3.0, -1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5, 3.0)  # of intervals, with both borders


def row(low: float, high: float, opposite: float = 0.0, matters: float = M) -> Row:
    middle = (low + high) / 2
    return Row("k", "w", middle, low, high, 30, 0.1, "% of status quo", opposite=opposite, matters=matters)


@pytest.mark.parametrize(
    ("low", "high", "above", "not_above"),
    [
        (1.1, 2.0, SUPPORTED, REJECTED),
        (1.0, 2.0, UNDECIDED, UNDECIDED),  # an effect of exactly M does not matter
        (-2.0, 2.0, UNDECIDED, UNDECIDED),
        (0.2, 1.1, UNDECIDED, UNDECIDED),
        (-1.0, 1.0, TOO_SMALL, SUPPORTED),
        (0.2, 1.0, TOO_SMALL, SUPPORTED),
        (0.0, 0.0, TOO_SMALL, SUPPORTED),
        (-1.1, 1.0, REJECTED, SUPPORTED),
        (-2.0, 0.5, REJECTED, SUPPORTED),
        (-3.0, -2.0, REJECTED, SUPPORTED),
    ],
)
def test_an_interval_gives_its_verdict_and_its_mirror_image_the_same(
    low: float, high: float, above: Verdict, not_above: Verdict
) -> None:
    assert verdict_on(row(low, high), "above") == verdict_on(row(-high, -low), "below") == above
    assert verdict_on(row(low, high), "not above") == verdict_on(row(-high, -low), "not below") == not_above


@pytest.mark.parametrize("matters", [M, 0.0, NONE])
def test_exactly_one_rule_applies_to_every_interval(matters: float) -> None:
    """The five rules, as conditions of their own: one of them is true, and that is the verdict."""
    m = 0.0 if np.isnan(matters) else matters
    for low, high, opposite in product(ENDS, ENDS, (0.0, 25.0, 25.1, 60.0)):
        if low > high:
            continue
        rules = {
            SUPPORTED: low > m and opposite <= 25,
            CONDITIONAL: low > m and opposite > 25,
            UNDECIDED: low <= m and high > m,
            TOO_SMALL: low >= -m and high <= m,
            REJECTED: low < -m and high <= m,
        }
        assert [verdict for verdict, applies in rules.items() if applies] == [
            verdict_on(row(low, high, opposite, matters), "above")
        ]
        negated = {SUPPORTED: high <= m, REJECTED: low > m, UNDECIDED: low <= m < high}
        assert [verdict for verdict, applies in negated.items() if applies] == [
            verdict_on(row(low, high, opposite, matters), "not above")
        ]


def test_a_row_without_draws_is_never_conditional() -> None:
    assert verdict_on(row(2.0, 3.0, opposite=NONE), "above") == SUPPORTED


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        ([SUPPORTED, SUPPORTED], SUPPORTED),
        ([UNDECIDED], UNDECIDED),
        ([TOO_SMALL, TOO_SMALL], TOO_SMALL),
        ([CONDITIONAL, CONDITIONAL], CONDITIONAL),
        ([SUPPORTED, CONDITIONAL], CONDITIONAL),
        ([SUPPORTED, REJECTED], CONDITIONAL),
        ([SUPPORTED, UNDECIDED], CONDITIONAL),
        ([CONDITIONAL, TOO_SMALL], CONDITIONAL),
        ([UNDECIDED, REJECTED], UNDECIDED),
        ([UNDECIDED, TOO_SMALL], UNDECIDED),
        ([REJECTED, TOO_SMALL], REJECTED),
    ],
)
def test_verdicts_of_rows_combine(verdicts: list[Verdict], expected: Verdict) -> None:
    assert combined(verdicts) == combined(reversed(verdicts)) == expected


def test_every_pair_of_verdicts_combines_to_a_verdict() -> None:
    every = (SUPPORTED, CONDITIONAL, TOO_SMALL, UNDECIDED, REJECTED)
    for pair in product(every, every):
        assert (combined(pair) == SUPPORTED) == (set(pair) == {SUPPORTED})
        assert combined(pair) in every


def test_a_claim_asks_each_of_its_rows() -> None:
    rows = {"up": row(1.5, 2.0), "small": row(-0.5, 0.5), "down": row(-3.0, -2.0)}

    def verdict(**needs: str) -> Verdict:
        return Claim("A claim.", "me", needs).verdict(rows)  # type: ignore[arg-type]

    assert verdict(up="above", down="below", small="not above") == SUPPORTED
    assert verdict(up="above", small="above") == CONDITIONAL
    assert verdict(small="above") == verdict(small="below") == TOO_SMALL
    assert verdict(up="below", small="below") == REJECTED


def test_contradictions_are_measured_in_effects_that_matter() -> None:
    down = replace(row(-3.0, -2.0), matters=0.5)
    assert contradiction(down, "above") == contradiction(down, "not below") == 5.0
    assert contradiction(down, "below") == contradiction(down, "not above") == -5.0
    assert contradiction(replace(down, matters=NONE), "above") == 0.0


@pytest.mark.parametrize(
    ("low", "high", "opposite", "text"),
    [
        (1.5, 2.0, 0.0, "up by 1.8%"),
        (0.2, 0.4, 0.0, "up by 0.3% (too small to matter)"),
        (0.5, 1.5, 10.0, "up by 1.0% (perhaps too small to matter)"),
        (1.5, 2.5, 40.0, "up by 2.0% (the reverse in 40% of draws)"),
        (0.5, 1.5, 26.0, "up by 1.0% (perhaps too small to matter; the reverse in 26% of draws)"),
        (-0.5, 0.5, 45.0, "level (any difference is too small to matter)"),
        (-2.0, 2.0, 45.0, "level"),
        (-0.4, -0.2, 0.0, "down by 0.3% (too small to matter)"),
        (-2.0, -0.5, 0.0, "down by 1.2% (perhaps too small to matter)"),
        (-2.0, -1.5, 0.0, "down by 1.8%"),
    ],
)
def test_sentences_say_what_is_too_small_and_what_is_reversed(
    low: float, high: float, opposite: float, text: str
) -> None:
    sentence = Sentence("k", "up by {k.by}", "down by {k.by}", "level")
    assert sentence.text({"k": row(low, high, opposite)}) == text


def test_an_empty_text_has_no_note() -> None:
    assert Sentence("k", "", "", "").text({"k": row(0.2, 0.4)}) == ""


def test_the_three_numbers_of_known_differences() -> None:
    """Differences -2 to 97: the quantiles lie on a straight line, and two of a hundred are below 0."""
    values = np.arange(-2.0, 98.0)
    known = of_differences("k", "w", values, "% of status quo")
    assert (known.estimate, known.n, known.matters) == (47.5, 100, 1.0)
    assert (known.middle_low, known.middle_high) == (pytest.approx(-2 + 0.025 * 99), pytest.approx(97 - 0.025 * 99))
    assert known.opposite == 2.0  # a difference of 0 has no sign
    turned = of_differences("k", "w", -values, "% of status quo")
    assert (turned.middle_low, turned.opposite) == (pytest.approx(-known.middle_high), 2.0)
    assert known.middle_low < known.low < known.high < known.middle_high


def test_a_smallest_effect_is_declared_by_unit_or_by_row() -> None:
    values = np.array([0.1, 0.2])
    assert of_differences("k", "w", values, "mean").matters == MATTERS["mean"] == 0.02
    assert of_differences("k", "w", values, "mean", 0.3).matters == 0.3
    assert np.isnan(of_differences("k", "w", values, "weeks").matters)


def test_numbers_that_are_not_differences_have_empty_cells(tmp_path: object) -> None:
    level = of_values("level", "a level", np.arange(30.0), "share")
    gap = of_differences("gap", "a gap", np.arange(30.0) - 3, "share")
    assert (level.middle, level.reverse, gap.reverse) == ("", "", "10%")
    table = table_of([level, gap])
    empty = ["middle_low", "middle_high", "opposite", "matters", "smallest"]
    assert table.loc[0, empty].isna().all() and table.loc[1, empty].notna().all()
    file = tmp_path / "results.csv"  # type: ignore[operator]
    write_csv(table, file)
    read = read_rows(file)
    assert table_of(list(read.values())).equals(table)

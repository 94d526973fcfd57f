"""Draws of people: what is broken is named with its line, what a scenario sets stays."""

from pathlib import Path

import pytest

from simalign import InputError, Scenario
from simalign.scenario.posterior import Posterior, drawn, posterior_of, read_posterior, shipped_posterior
from simalign.scenario.psychology import Psychology

SOUND = "draw,pace,lag\n0,0.05,8\n1,0.2,4\n"


def posterior(folder: Path, text: str = SOUND) -> Posterior:
    file = folder / "draws.csv"
    file.write_text(text)
    return read_posterior(file)


def test_a_draw_takes_the_place_of_what_is_not_set(tmp_path: Path) -> None:
    found = posterior(tmp_path)
    made = found.drawn(Psychology(lag=2.0), 1)
    assert made.model_dump() == Psychology(lag=2.0, pace=0.2).model_dump()
    default = Psychology(pace=Psychology().pace)  # set, to what it would be anyway
    assert found.drawn(default, 1).model_dump() == Psychology(lag=4.0).model_dump()
    assert found.drawn(Psychology(), 5) == found.drawn(Psychology(), 1) != found.drawn(Psychology(), 2)


def test_shipped_draws_differ_fit_the_default_scenario_and_are_read_once() -> None:
    found = shipped_posterior()
    found.check(Scenario(), len(found.draws))
    assert len(set(found.draws)) >= 0.8 * len(found.draws) >= 100  # resampling by signs repeats some
    assert posterior_of("posterior") is found
    assert drawn(Psychology(), 7).model_dump() == Psychology(**found.draw(7)).model_dump()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", r"draws.csv:1: is empty"),
        ("draw,pace\n", r"draws.csv:1: has no draws"),
        ("pace,lag\n0.1,2\n", r"draws.csv:1: is not a table of draws.*'pace,lag'"),
        ("draw,pac\n0,0.1\n", r"draws.csv:1: pac: no parameter is called 'pac'; did you mean 'pace'"),
        ("draw,pace,pace\n0,0.1,0.1\n", r"draws.csv:1: pace: two columns have this name"),
        ("draw,pace\n0,0.1\n1,0.1,3\n", r"draws.csv:3: has 3 cells; allowed: 2"),
        ("draw,pace\n0,0.1\n2,0.1\n", r"draws.csv:3: draw: is out of order \(given: '2'\); allowed: 1"),
        ("draw,pace\n0,fast\n", r"draws.csv:2: pace: is not a number \(given: 'fast'\)"),
        ("draw,pace\n0,0.1\n1,7\n", r"draws.csv:3: .*pace: .*given: 7"),
        ("draw,pace\n0,nan\n", r"draws.csv:2: .*pace: "),
    ],
)
def test_broken_files_are_refused_with_their_line(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=said):
        posterior(tmp_path, text)


def test_everything_wrong_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        posterior(tmp_path, "draw,pace,lag\n0,slow,900\n1,0.1\n")
    assert [problem.line for problem in error.value.problems] == [2, 2, 3]


def test_other_words_and_missing_files_are_refused(tmp_path: Path) -> None:
    assert posterior_of("none") is None
    with pytest.raises(
        InputError, match=r"did you mean 'posterior'.*'postrior'.*allowed: none, posterior, or the path"
    ):
        posterior_of("postrior")
    with pytest.raises(InputError, match=r"nowhere.csv: no such file"):
        posterior_of("nowhere.csv", tmp_path)


def test_a_draw_that_contradicts_the_scenario_is_refused(tmp_path: Path) -> None:
    found = posterior(tmp_path, "draw,skill_share\n0,0.5\n1,0.7\n")
    scenario = Scenario(psychology={"progress_share": 0.32})
    found.check(scenario, 1)
    with pytest.raises(InputError, match=r"draw 1 is inconsistent with the scenario: skill_share \+ progress_share"):
        found.check(scenario, 2)

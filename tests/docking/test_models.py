"""Classics against closed forms and the words of their publications.

Random draws come from fixed seeds; where a test compares a mean with a known number, it allows five standard errors (a
false alarm under 1e-6 for another seed).
"""

import numpy as np
import pytest

from simalign.docking.models import (
    centola,
    control_loss,
    degroot,
    friedkin_johnsen,
    harrison_carroll,
    hegselmann_krause,
    levinthal,
    march,
    roos,
)


def generator(seed: int = 3) -> np.random.Generator:
    return np.random.default_rng(seed)


def near(samples: np.ndarray, expected: float) -> None:
    """Assert that the mean of samples is within five standard errors of a number."""
    assert abs(samples.mean() - expected) <= 5 * samples.std(ddof=1) / np.sqrt(len(samples))


def test_degroot_follows_its_recursion_and_settles_at_the_eigenvector() -> None:
    start = np.array([0.9, 0.2, 0.4])
    path = degroot.opinions_over_weeks(start, 200)
    expected = start
    for week in range(1, 8):
        expected = degroot.WEIGHTS @ expected
        np.testing.assert_allclose(path[week], expected, atol=1e-12)
    values, vectors = np.linalg.eig(degroot.WEIGHTS.T)
    influence = np.real(vectors[:, np.argmax(np.real(values))])
    np.testing.assert_allclose(path[-1], start @ (influence / influence.sum()), atol=1e-9)


def test_friedkin_johnsen_settles_at_the_closed_form_of_any_start() -> None:
    start = generator().random(4)
    weights = friedkin_johnsen.WEIGHTS
    path = degroot.opinions_over_weeks(start, 200, np.diag(weights), weights)
    np.testing.assert_allclose(path[-1], friedkin_johnsen.closed_form(start), atol=1e-9)


def test_bounded_confidence_is_the_mean_of_all_within_the_bound() -> None:
    x = np.sort(generator().random(60))
    near_each = np.abs(x[:, None] - x) <= 0.15
    np.testing.assert_allclose(hegselmann_krause.step(x, 0.15), near_each @ x / near_each.sum(axis=1), atol=1e-12)


@pytest.mark.parametrize("bound", [0.07, 0.25])
def test_this_model_moves_like_bounded_confidence(bound: float) -> None:
    x = np.sort(generator().random(50))
    expected = x
    for _ in range(5):
        expected = hegselmann_krause.step(expected, bound)
    assert np.abs(expected - x).max() > 0.01
    np.testing.assert_allclose(hegselmann_krause.in_this_model(x, bound, 5), expected, atol=1e-12)


@pytest.mark.parametrize("firm", [(0.9, 5.0, 1.3, 0.1), (0.8, 8.0, 1.5, 0.2)])
def test_the_optimum_firm_is_where_the_first_order_condition_says(firm: tuple[float, ...]) -> None:
    assert control_loss.best_levels(*firm) == pytest.approx(control_loss.closed_form_levels(*firm), abs=1e-4)
    assert control_loss.best_levels(*firm) > 2


def test_march_learns_only_from_people_and_most_if_they_are_slow() -> None:
    """Without learning the code knows nothing. Slow learners leave it .95 and fast ones .74 (standard errors .01)."""
    assert march.knowledge(0.5, 0.0, 5, False, generator()).tolist() == [0.0] * 5
    informed = march.knowledge(0.1, 0.5, 20, False, generator()).mean()
    assert informed > march.knowledge(0.9, 0.5, 20, False, generator()).mean() + 0.1


def test_march_socialises_by_one_step_and_at_once_as_the_text_reads() -> None:
    beliefs = np.full((1, march.PEOPLE, march.DIMENSIONS), -1, np.int8)
    state = march.State(beliefs, np.ones((1, march.DIMENSIONS), np.int8))
    assert set(march.period(state, 1.0, 0.0, False, generator()).beliefs.flat) == {0}
    assert set(march.period(state, 1.0, 0.0, True, generator()).beliefs.flat) == {1}


def test_march_comes_to_rest_only_where_nobody_differs_from_the_code_or_beats_it() -> None:
    right = np.ones((1, march.PEOPLE, march.DIMENSIONS), np.int8)
    code = np.ones((1, march.DIMENSIONS), np.int8)
    assert march.at_rest(march.State(right, code), False).all()
    wrong_code = code.copy()
    wrong_code[0, 0] = 0
    assert not march.at_rest(march.State(right, wrong_code), False).any()
    one_differs = right.copy()
    one_differs[0, 3, 4] = 0
    assert not march.at_rest(march.State(one_differs, code), False).any()


def test_triangular_draws_have_the_moments_of_the_distribution() -> None:
    mode = 0.4
    draws = roos.triangular(generator().random(40_000), np.full(40_000, mode))
    near(draws, mode / 3)
    near((draws - mode / 3) ** 2, (3 + mode**2) / 18)
    assert draws.min() >= -1 and draws.max() <= 1


@pytest.mark.parametrize("kind", roos.PEERS)
def test_peers_are_others_and_their_mean_is_taken(kind: str) -> None:
    peers = roos.peer_lists(kind, 2, generator())
    values = generator(4).random((2, roos.EMPLOYEES))
    mean = roos.mean_of_peers(values, peers)
    if peers is None:
        assert mean[1, 7] == pytest.approx(np.delete(values[1], 7).mean())
    else:
        assert not (peers == np.arange(roos.EMPLOYEES)[:, None]).any()
        assert mean[1, 7] == pytest.approx(values[1, peers[1, 7]].mean())


def test_employees_never_work_more_than_a_day() -> None:
    norms = (np.full((3, 100), 9.0), np.full((3, 100), 9.0))
    modes = (np.zeros((3, 100)), np.zeros((3, 100)))
    shirking, cooperation = roos.day(norms, modes, np.ones((3, 100)), generator())
    assert (shirking + cooperation).max() <= roos.HOURS + 1e-12
    assert shirking.min() >= 0 and cooperation.min() >= 0
    assert (shirking > cooperation).any() and (cooperation > shirking).any()


def test_a_memory_of_one_word_copies_and_a_longer_memory_resists() -> None:
    """With one word remembered any minority wins; the critical mass grows with memory (published for 12: a quarter)."""
    assert centola.settles(0.05, 1) == pytest.approx(1.0, abs=1e-6)
    masses = [centola.critical_mass(memory) for memory in (3, 7, 13)]
    assert masses == sorted(masses)
    assert centola.critical_mass(3) == pytest.approx(1 / 9, abs=1e-3)  # 3q^2 - 2q^3 = p touches p at C = 1/9


def test_nobody_adopts_without_a_minority_and_all_do_under_a_majority() -> None:
    assert centola.adopted([0, 60], 2, generator()).tolist() == [[0.0, 0.0], [1.0, 1.0]]


def test_peaks_of_landscapes_without_and_with_full_coupling() -> None:
    """One peak of height 2/3 on average without coupling; 2^N / (N + 1) with all (Kauffman & Levin 1987)."""
    rng = generator()
    smooth = [levinthal.landscape(0, rng) for _ in range(300)]
    assert {len(levinthal.peaks(fitness)) for fitness in smooth} == {1}
    near(np.array([fitness.max() for fitness in smooth]), 2 / 3)
    rugged = [len(levinthal.peaks(levinthal.landscape(9, rng))) for _ in range(100)]
    near(np.array(rugged, float), 1024 / 11)


def test_search_never_lowers_fitness_and_ends_on_peaks() -> None:
    rng = generator()
    fitness = levinthal.landscape(5, rng)
    forms = rng.integers(0, levinthal.FORMS, 50)
    for _ in range(400):
        following, _ = levinthal.search(forms, fitness, 0.0, rng)
        assert (fitness[following] >= fitness[forms]).all()
        forms = following
    assert set(forms) <= set(levinthal.peaks(fitness))


def test_culture_settles_between_the_pulls_without_turnover() -> None:
    """Managers pull up by m (1 - c), forgetting down by d c: c settles at m / (m + d)."""
    culture = np.array([0.1, 0.9])
    organisation = harrison_carroll.Organisation(managers=0.06, coworkers=0.1)
    for _ in range(2000):
        culture = harrison_carroll.socialised(culture, organisation)
    np.testing.assert_allclose(culture, 0.06 / (0.06 + harrison_carroll.DECAY), atol=1e-9)

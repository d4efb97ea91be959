"""The proofs of `tests.solvers.proof`, ten times as long."""

import pytest

from tests.solvers.proof.everything_proofs import proves_the_optimum
from tests.solvers.proof.everything_sequences import agreed_plans
from tests.solvers.proof.everything_variants import keeps_its_optimum, never_gets_worse


@pytest.mark.slow
@pytest.mark.parametrize("first", range(10_000, 30_000, 200))
def test_20000_optima_are_those_of_trying_everything(first: int) -> None:
    for seed in range(first, first + 200):
        proves_the_optimum(seed)


@pytest.mark.slow
@pytest.mark.parametrize("first", range(1_000, 1_800, 10))
def test_decoder_checker_and_cpsat_agree_on_10000_random_sequences(first: int) -> None:
    plans = sum(agreed_plans(seed, 26) for seed in range(first, first + 10))
    assert plans >= 10_000 / 80  # of 260


@pytest.mark.slow
@pytest.mark.parametrize("first", range(1_000, 6_000, 100))
def test_5000_optima_stay_in_other_words_and_never_get_worse_with_less(first: int) -> None:
    for seed in range(first, first + 100):
        keeps_its_optimum(seed)
        never_gets_worse(seed, 4)

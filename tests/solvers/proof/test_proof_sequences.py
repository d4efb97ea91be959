"""Decoder, checker and CP-SAT agree on random sequences."""

import pytest

from tests.solvers.proof.everything_sequences import agreed_plans

PROBLEMS, SEQUENCES, CHUNK = 60, 26, 6


@pytest.mark.parametrize("first", range(0, PROBLEMS, CHUNK))
def test_decoder_checker_and_cpsat_agree_on_a_thousand_random_sequences(first: int) -> None:
    plans = sum(agreed_plans(seed, SEQUENCES) for seed in range(first, first + CHUNK))
    # where a sequence ends in a dead end there is no plan; most do not
    assert plans >= SEQUENCES * CHUNK / 3

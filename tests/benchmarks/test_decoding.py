"""Every decoder gives times to operations of the plants it is measured on."""

from __future__ import annotations

from click.testing import CliRunner

from benchmarks.__main__ import main


def test_each_decoder_has_a_rate() -> None:
    result = CliRunner().invoke(main, ["decoder", "--spec", "calendar-270", "--seconds", "0.01"])
    assert result.exit_code == 0
    rates = [float(line.split()[-5]) for line in result.output.splitlines()]
    assert len(rates) == 3
    assert min(rates) > 0

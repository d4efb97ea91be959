"""Ctrl-C is heard while a job goes on."""

from __future__ import annotations

import os
import signal
from threading import Event

import pytest

from scheduler.cli import running
from scheduler.cli.running import run_interruptible, tell_what_goes_on


def interrupt() -> None:
    """Send this process what Ctrl-C sends, when the main thread waits for the job."""
    Event().wait(0.3)
    os.kill(os.getpid(), signal.SIGINT)


def test_the_first_interrupt_asks_for_the_best_so_far(capsys: pytest.CaptureFixture[str]) -> None:
    stop = Event()

    def job() -> str:
        interrupt()
        stop.wait(60)
        return "best"

    assert run_interruptible(job, stop) == "best"
    assert stop.is_set()
    assert "stopping with the best plan so far" in capsys.readouterr().err


def test_the_second_interrupt_does_not_wait_for_the_job() -> None:
    stop, released, ended = Event(), Event(), Event()

    def job() -> None:
        interrupt()
        stop.wait(60)
        interrupt()
        released.wait(20)
        ended.set()

    with pytest.raises(KeyboardInterrupt):
        run_interruptible(job, stop)
    assert not ended.is_set()
    released.set()


def test_an_error_of_the_job_is_raised() -> None:
    def job() -> None:
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        run_interruptible(job, Event())


def test_compilers_that_outlive_the_program_are_told_once_it_is_done(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "unfinished", list[str])
    tell_what_goes_on()
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(running, "unfinished", lambda: ["rules", "bounds"])
    tell_what_goes_on()
    assert capsys.readouterr().err == (
        "still compiling rules, bounds in the background, once per installation;"
        " it ends by itself, and the next plan is found sooner\n"
    )

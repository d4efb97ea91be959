"""What every change can do, and how it refuses."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING, ClassVar, Protocol
from zoneinfo import ZoneInfo

from models.checks.suggest import did_you_mean
from models.errors import Fault, InvalidScenarioFile
from scheduler.words import Moment, Said

if TYPE_CHECKING:
    from collections.abc import Collection

    from models.scenario import Scenario

__all__ = ["Change", "check_span", "local", "moment_of", "refusal", "unknown"]


class Change(Protocol):
    """One thing that could be otherwise."""

    changes_material: ClassVar[bool]
    """Whether orders and pegging are not what they were: MRP has to run again."""

    def applied(self, scenario: Scenario) -> Scenario:
        """Return the scenario as it would be.

        Raises
        ------
        InvalidScenarioFile
            If the scenario does not know what the change is about, or it makes no sense there.
        """

    def told(self) -> Said:
        """Return the change as one line in a planner's words."""


def refusal(
    change: str, value: str, expected: str, *, field: str = "", hint: str = ""
) -> InvalidScenarioFile:
    """Return the error that a change, called as its option, cannot be made."""
    return InvalidScenarioFile((Fault(change, "", field, value, expected, hint),))


def unknown(
    change: str, name: str, expected: str, known: Collection[str], *, field: str = ""
) -> InvalidScenarioFile:
    """Return the error that there is nothing of a name, with the nearest that there is."""
    return refusal(change, name, expected, field=field, hint=did_you_mean(name, known))


def local(moment: datetime, scenario: Scenario) -> datetime:
    """Return a moment in the scenario's own time, without offset."""
    if moment.tzinfo is None:
        return moment
    return moment.astimezone(ZoneInfo(scenario.scenario.timezone)).replace(tzinfo=None)


def moment_of(when: date) -> Moment:
    """Return a date or a local moment as sentences have it."""
    if isinstance(when, datetime):
        return Moment.of(when)
    return Moment(datetime.combine(when, time()), is_day=True)


def check_span(
    change: str, begin: datetime, end: datetime, scenario: Scenario
) -> tuple[datetime, datetime]:
    """Return a stretch of time in the scenario's own time.

    Raises
    ------
    InvalidScenarioFile
        If it ends before it begins, or before the plan does begin.
    """
    first, last = local(begin, scenario), local(end, scenario)
    start = scenario.scenario.start
    if last <= first:
        expected = f"an end after its begin, {first:%Y-%m-%d %H:%M}"
        raise refusal(change, f"{last:%Y-%m-%d %H:%M}", expected, field="to")
    if last <= start:
        expected = f"an end after the start of the plan, {start:%Y-%m-%d %H:%M}"
        raise refusal(change, f"{last:%Y-%m-%d %H:%M}", expected, field="to")
    return first, last

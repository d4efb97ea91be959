"""Which machines of a plan are to run in another order, and what of their work stays first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.checks.suggest import did_you_mean
from models.errors import Fault, InvalidScenarioFile

if TYPE_CHECKING:
    from scheduler.sequence.shop import PlanShop
    from solvers.resequence import Lane

__all__ = ["Scope", "scope_of"]


@dataclass(frozen=True, eq=False)
class Scope:
    """Machines of one work center.

    Parameters
    ----------
    machines
        Those that may be given another order, by name.
    lock
        So many positions of each stay first.
    """

    shop: PlanShop
    center: str
    machines: dict[str, Lane]
    lock: int = 0

    def all(self, lane: Lane) -> list[int]:
        """Return what runs on a machine in the plan, pinned work too."""
        return self.shop.lanes.get(lane, [])

    def movable(self, lane: Lane) -> list[int]:
        """Return what of a machine is not pinned."""
        return [op for op in self.all(lane) if not self.shop.is_pinned(op)]

    def locked(self, lane: Lane) -> list[int]:
        """Return what is on the locked positions of a machine."""
        return self.all(lane)[: self.lock]

    def num_held(self, lane: Lane) -> int:
        """Return how many of the movable operations of a machine are locked."""
        return sum(not self.shop.is_pinned(op) for op in self.locked(lane))


def scope_of(shop: PlanShop, center: str, machine: str = "", lock: int = 0) -> Scope:
    """Return the machines of a center of which the order may change.

    Parameters
    ----------
    machine
        One of them alone; empty for all.

    Raises
    ------
    InvalidScenarioFile
        If there is no such center or machine, or it has no sequence.
    """
    machines = shop.machines.get(center)
    if machines is None:
        raise InvalidScenarioFile((_center_fault(shop, center),))
    if machine:
        if machine not in machines:
            expected = f"a machine of {center} that is used: {', '.join(machines)}"
            hint = did_you_mean(machine, machines)
            raise InvalidScenarioFile((Fault("--machine", "", "", machine, expected, hint),))
        machines = {machine: machines[machine]}
    if any(shop.holds_several(lane) for lane in machines.values()):
        expected = (
            f"a center whose work holds one machine at a time: on {center} some holds several"
            " that are all alike, and which it gets is not planned"
        )
        hint = f"Name the machines of {center} in the table machines, and plan anew."
        raise InvalidScenarioFile((Fault("--work-center", "", "", center, expected, hint),))
    return Scope(shop, center, machines, lock)


def _center_fault(shop: PlanShop, center: str) -> Fault:
    known = shop.plan.scenario.work_center_by_id
    if center in known:
        row = known[center]
        unlimited = row.infinite or row.external
        expected = (
            f"a center with machines: on {center} nothing waits for a machine"
            if unlimited
            else f"a center with work in the plan; {center} has none"
        )
        return Fault("--work-center", "", "", center, expected)
    expected = f"a work center with work in the plan: {', '.join(shop.machines)}"
    return Fault("--work-center", "", "", center, expected, did_you_mean(center, shop.machines))

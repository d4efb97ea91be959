"""What each replenishment policy means: who asks for an item, and who may plan it together.

===========  =======================  ========  =========  =================
policy       job orders come from     keeps     MRP nets   own bill drawn
                                      its job   it         for each job
===========  =======================  ========  =========  =================
requirement  sales, forecasts         no        yes        no
mts          forecasts, low stock     no        yes        no
mto          sales, forecasts         yes       if asked   no
ato          sales, forecasts         yes       if asked   no
eto          sales, forecasts         yes       if asked   yes
ddmrp        none: its buffer         no        yes        no
===========  =======================  ========  =========  =================

*If asked*: by `Item.consider_in_mrp`, in which case it is netted like any other; see
`scheduler.mrp.scope.Scope`. The components of an item made to order follow their own policies: an
``ato`` product is one whose components are ``requirement`` or ``mts`` items.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.scenario import JobOrigin, Policy

if TYPE_CHECKING:
    from models.scenario import Item

__all__ = [
    "POLICY_RULES",
    "PolicyRules",
    "is_undrawn",
    "policy_of",
    "rules_of",
]

_FORECASTS = (JobOrigin.FORECAST, JobOrigin.MPS)


@dataclass(frozen=True, slots=True)
class PolicyRules:
    """What a policy decides.

    Parameters
    ----------
    triggers
        What job orders of the item are generated from; jobs made by hand are always possible.
    keeps_job
        Its planned orders name the job order, or the demand, that they are made for.
    draws_bom
        Its bill of materials is drawn for each job: the job must name the version.
    """

    triggers: tuple[JobOrigin, ...]
    keeps_job: bool = False
    draws_bom: bool = False


_TO_ORDER = (JobOrigin.SALES, *_FORECASTS)

POLICY_RULES = {
    Policy.REQUIREMENT: PolicyRules(_TO_ORDER),
    Policy.MTS: PolicyRules((*_FORECASTS, JobOrigin.LOW_STOCK)),
    Policy.MTO: PolicyRules(_TO_ORDER, keeps_job=True),
    Policy.ATO: PolicyRules(_TO_ORDER, keeps_job=True),
    Policy.ETO: PolicyRules(_TO_ORDER, keeps_job=True, draws_bom=True),
    Policy.DDMRP: PolicyRules(()),
}


def policy_of(item: Item) -> Policy:
    """Return the policy of an item; MRP by requirement if it names none."""
    return item.policy or Policy.REQUIREMENT


def rules_of(item: Item) -> PolicyRules:
    """Return what the policy of an item decides."""
    return POLICY_RULES[policy_of(item)]


def is_undrawn(item: Item, version: str | None) -> bool:
    """Tell whether an item is engineered to order, and nobody names the version drawn for it."""
    return rules_of(item).draws_bom and not (version or item.bom_version)

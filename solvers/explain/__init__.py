"""Why a demand is complete when it is: the chain of what decides each start, back to a root."""

from solvers.explain.bound import Bound
from solvers.explain.chain import Explainer, binding_chain, waiting_path
from solvers.explain.lateness import LatenessExplainer, LatenessParts, Share, lateness_parts
from solvers.explain.link import ROOTS, Link, Parts, Reason, total_parts
from solvers.explain.soonest import soonest_completions

__all__ = [
    "ROOTS",
    "Bound",
    "Explainer",
    "LatenessExplainer",
    "LatenessParts",
    "Link",
    "Parts",
    "Reason",
    "Share",
    "binding_chain",
    "lateness_parts",
    "soonest_completions",
    "total_parts",
    "waiting_path",
]
